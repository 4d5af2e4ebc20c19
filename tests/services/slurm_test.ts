/** A real Slurm of two nodes: a sweep of twelve runs as an array, whatever happens to it, ends as on one machine. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { listObjects } from "../../lib/store/list.ts";
import { ended, pause, start, withFolder } from "../system/support.ts";
import { said, type Slurm, startSlurm } from "./slurm.ts";

const BASE = {
  name: "narrowing",
  network: { layers: [8, 4], activation: "relu" },
  repeats: 1,
  epochs: 2500,
};
/** Three networks by four seeds: so many chains. */
const GRID = {
  base: "narrowing.json",
  over: { "network.layers": [[8, 4], [8, 3], [7, 4]], seed: [1, 2, 3, 4] },
};
const CHAINS = 12;

/** Runs a task that must succeed, and says what it printed. */
async function task(words: string[], env: Record<string, string> = {}, code = 0): Promise<string> {
  const done = await ended(await start(words[0], words.slice(1), { env }));
  assertEquals(done.code, code, `${words.join(" ")}: ${done.stdout}${done.stderr}`);
  return done.stdout;
}

/** Tasks of a job by their number, with Slurm's word for how each stands. */
async function tasksOf({ env }: Slurm, job: string): Promise<Map<number, string>> {
  const text = await said(env, "squeue", "-h", "--array", "-t", "all", "-o", "%i|%T|%N", "-j", job);
  const lines = text.trim().split("\n").map((line) => /^\d+_(\d+)\|(\w+\|.*)$/.exec(line));
  return new Map(lines.flatMap((found) => found === null ? [] : [[Number(found[1]), found[2]]]));
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await holds()) return;
    await pause(0.5);
  }
  throw new Error(`Cannot test: ${what}, after five minutes`);
}

const isRunning = (state: string) => state.startsWith("RUNNING");
const isOver = (state: string) => !/^(RUNNING|PENDING|COMPLETING|CONFIGURING)/.test(state);

/** Steps that the ends of logs tell of as computed, by number of the task, and all lines. */
async function logsOf(folder: string, job: string) {
  const computed = new Map<number, number>(), texts = new Map<number, string>();
  for await (const { name } of Deno.readDir(`${folder}/logs`)) {
    const [, task] = new RegExp(`^${job}_(\\d+)\\.log$`).exec(name) ?? [];
    if (task === undefined) continue;
    const text = await Deno.readTextFile(`${folder}/logs/${name}`);
    const sums = [...text.matchAll(/(\d+) computed/g)].map(([, steps]) => Number(steps));
    computed.set(Number(task), sums.reduce((sum, steps) => sum + steps, 0));
    texts.set(Number(task), text);
  }
  return { computed, texts };
}

Deno.test("an array of twelve survives a dead node, a requeue and a cancelled task, and nothing finished is done again", async () => {
  await withFolder(async (folder) => {
    const file = `${folder}/twelve.json`;
    await Deno.writeTextFile(`${folder}/narrowing.json`, JSON.stringify(BASE));
    await Deno.writeTextFile(file, JSON.stringify(GRID));
    const places = (
      name: string,
    ) => ["--store", `${folder}/${name}/store`, "--out", `${folder}/${name}/out`];
    const alone = JSON.parse(await task(["sweep", file, ...places("alone"), "--json"]));
    await Deno.mkdir(`${folder}/slurm`);
    const slurm = await startSlurm(`${folder}/slurm`);
    try {
      const submit = ["submit", file, "--slurm", "--shards", `${CHAINS}`, "--jobs", "1"];
      const words = [...submit, ...places("array"), "--json"];
      const first = JSON.parse(await task(words, slurm.env));
      assertEquals([first.tasks, first.shards], [CHAINS, CHAINS]);
      const { array, gather } = first;
      const logs = `${folder}/array/out/slurm/sweep-twelve`;

      // One that waits is cancelled, one that runs is requeued, and a node dies under what runs on it.
      await said(slurm.env, "scancel", `${array}_${CHAINS}`);
      await until("tasks must run on both nodes", async () => {
        const states = [...(await tasksOf(slurm, array)).values()].filter(isRunning);
        return ["node1", "node2"].every((node) => states.some((state) => state.endsWith(node)));
      });
      await until("something must be in the store", async () => {
        return (await listObjects(`${folder}/array/store`, "ac")).names.length > 30;
      });
      const running = [...await tasksOf(slurm, array)].filter(([, state]) => isRunning(state));
      const [requeued] = running.find(([, state]) => state.endsWith("node1"))!;
      const dead = running.filter(([, state]) => state.endsWith("node2")).map(([task]) => task);
      await slurm.kill("node2");
      await said(slurm.env, "scontrol", "requeue", `${array}_${requeued}`);
      await said(slurm.env, "scontrol", "update", "NodeName=node2", "State=DOWN", "Reason=killed");
      await until("all tasks must end", async () => {
        const states = [...(await tasksOf(slurm, array)).values()];
        return states.length >= CHAINS - 1 && states.every(isOver);
      });
      await until("the job that gathers must end", async () => {
        const state = await said(slurm.env, "squeue", "-h", "-t", "all", "-o", "%T", "-j", gather);
        return isOver(state.trim());
      });
      console.log(Object.fromEntries(await tasksOf(slurm, array)), { dead, requeued });
      // What was cancelled is missing, so nothing is drawn, and the log says why.
      assertMatch(
        await Deno.readTextFile(`${logs}/logs/gather-${gather}.log`),
        /Cannot gather: every chain must be finished, current value is 1 that are not/,
      );
      const status = await task(["status", "--watch", ...places("array")], slurm.env, 1);
      assertMatch(status, new RegExp(`failed: .*gather-${gather}.log says why`));
      assertMatch(status, /11 of 12 repeats finished/);

      const second = JSON.parse(await task(words, slurm.env));
      assertEquals(second.tasks, 1);
      await task(["status", "--watch", ...places("array")], slurm.env);

      const files: string[] = Object.values(alone.files);
      assert(files.length >= 2, files.join());
      for (const file of files) {
        const other = file.replace(`${folder}/alone/`, `${folder}/array/`);
        assertEquals(await Deno.readFile(other), await Deno.readFile(file), file);
      }
      const { computed, texts } = await logsOf(logs, array);
      const again = await logsOf(logs, second.array);
      const whole = [...computed].filter(([task]) => !dead.includes(task) && task !== requeued);
      const steps = whole.map(([, steps]) => steps), least = Math.min(...steps);
      console.log({ dead, requeued, computed, again: again.computed, alone: alone.computed });
      // Each task computed its own repeat, and one the data set and its split besides.
      assert(steps.every((one) => one - least <= 2), `${steps}`);
      // Those that were cut went on, and so all together tell of no more steps than one run has.
      const all = [...computed.values(), ...again.computed.values()].reduce((a, b) => a + b, 0);
      assert(all <= alone.computed, `${all} of ${alone.computed}: ${[...texts.values()].join()}`);
    } finally {
      await slurm.stop();
    }
  });
});

Deno.test("a node that lacks what a study needs says so in one line", async () => {
  await withFolder(async (folder) => {
    const words = ["submit", "fig3", "--preset", "smoke", "--script"];
    await task([...words, "--store", `${folder}/store`, "--out", `${folder}/out`]);
    const script = `${folder}/out/slurm/fig3-smoke/array.sh`;
    const runScript = async (env: Record<string, string>) => {
      const child = new Deno.Command("bash", {
        args: [script],
        ...{ env: { ...env, PBS_ARRAY_INDEX: "1" }, stdout: "piped", stderr: "piped" },
      });
      const { code, stderr } = await ended(child.spawn());
      return { code, lines: stderr.trim().split("\n") };
    };
    const none = await runScript({ DENO: "/nowhere/deno" });
    assertEquals([none.code, none.lines.length], [78, 1]);
    assertMatch(none.lines[0], /^Cannot run on .*: Deno must be at \/nowhere\/deno/);
    const empty = await runScript({ DENO_DIR: `${folder}/deno`, NO_COLOR: "1" });
    assertEquals([empty.code, empty.lines.length], [78, 1], empty.lines.join("\n"));
    assertMatch(empty.lines[0], /^Cannot run on this machine: Deno's cache must have all packages/);
  });
});
