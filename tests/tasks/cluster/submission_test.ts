import { assertEquals, assertRejects } from "@std/assert";
import { parseTasks } from "../../../lib/cluster/slurm.ts";
import {
  keepSubmission,
  standingLines,
  standingOf,
  submissionFolder,
  submissionsIn,
} from "../../../tasks/cluster/_submission.ts";
import { pauseAfter } from "../../../tasks/cluster/_watch.ts";
import { exitCode, failedText } from "../../../tasks/_run.ts";
import { failure, output, withFolder } from "../support.ts";
import { assertStringIncludes } from "@std/assert";

const submission = {
  name: "fig3-smoke",
  words: ["reproduce", "fig3"],
  array: "17",
  gather: "18",
  shards: 4,
};

Deno.test("submissionsIn() gives back what keepSubmission() kept, and refuses other text", async () => {
  await withFolder(async (out) => {
    assertEquals(await submissionsIn(out), []);
    const folder = submissionFolder(out, submission.name);
    await Deno.mkdir(folder, { recursive: true });
    assertEquals(await submissionsIn(out), []);
    const { gather: _, ...half } = submission;
    for (const kept of [submission, half, { ...half, store: "/store", mnist: "/mnist" }]) {
      await keepSubmission(folder, kept);
      assertEquals(await submissionsIn(out), [kept]);
    }
    for (
      const text of [
        "{",
        "null",
        '{"name": "x"}',
        JSON.stringify({ ...submission, array: "17; rm" }),
        JSON.stringify({ ...submission, store: 1 }),
      ]
    ) {
      await Deno.writeTextFile(`${folder}/submitted.json`, text);
      await assertRejects(() => submissionsIn(out), Error, "as submit writes it");
    }
  });
});

Deno.test("standingLines() counts tasks, and names the log of each that failed", () => {
  const tasks = parseTasks("17_1|COMPLETED\n17_2|FAILED"), gather = parseTasks("18|PENDING");
  const about = { submission, logs: ["out/17_2.log"], goesOn: true, isSilent: false };
  assertEquals(standingLines({ ...about, tasks, gather }), [
    "fig3-smoke: job 17: 1 done, 1 failed; job 18 gathers: 1 pending",
    "  failed: out/17_2.log says why",
  ]);
});

Deno.test("submit --script writes both scripts and submits nothing; without Slurm one line says so", async () => {
  await withFolder(async (folder) => {
    const places = ["--store", `${folder}/store`, "--out", `${folder}/out`];
    const words = ["submit", "fig3", "--preset", "smoke", "--shards", "2", ...places];
    const said = JSON.parse(await output([...words, "--script", "--json", "--", "-p", "cpu"]));
    assertEquals([said.tasks, said.shards], [2, 2]);
    const array = await Deno.readTextFile(`${said.folder}/array.sh`);
    assertStringIncludes(array, "#SBATCH --array=1-2\n");
    assertStringIncludes(array, "#SBATCH -p cpu\n");
    assertStringIncludes(array, "fig3 --preset smoke");
    assertStringIncludes(await Deno.readTextFile(`${said.folder}/gather.sh`), "--gather");
    assertStringIncludes(await failure(2, words), "--slurm or --script");
    assertStringIncludes(await failure(2, [...words, "--script", "--time", "1"]), "--time");
    const env = { PATH: "/nowhere" };
    assertStringIncludes(await failure(1, [...words, "--slurm"], { env }), "there is no sbatch");
  });
});

/** A folder with commands in place of Slurm's. */
async function withCommands(
  commands: Readonly<Record<string, string>>,
  test: (folder: string) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    for (const [name, text] of Object.entries(commands)) {
      await Deno.writeTextFile(`${folder}/${name}`, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    }
    await test(folder);
  });
}

Deno.test("a squeue that fails is asked again; one that knows the job no more is not", async () => {
  const before = Deno.env.get("PATH")!;
  const cases: [string, boolean][] = [
    ["echo slurm_load_jobs error: Unable to contact slurm controller >&2; exit 1", true],
    ["echo slurm_load_jobs error: Invalid job id specified >&2; exit 1", false],
    ["echo '17_1|COMPLETED'", false],
    ["echo '17_1|RUNNING'", true],
  ];
  for (const [squeue, goesOn] of cases) {
    await withCommands({ squeue, sacct: "exit 1" }, async (folder) => {
      Deno.env.set("PATH", `${folder}:${before}`);
      try {
        assertEquals((await standingOf(folder, submission)).goesOn, goesOn, squeue);
      } finally {
        Deno.env.set("PATH", before);
      }
    });
  }
});

Deno.test("a job that is submitted is kept where the other cannot be, with where it writes", async () => {
  const sbatch = 'case "$*" in *dependency*) echo no >&2; exit 1;; esac; echo 17';
  await withCommands({ sbatch }, async (folder) => {
    const places = ["--store", `${folder}/store`, "--out", `${folder}/out`];
    const words = ["submit", "fig3", "--preset", "smoke", "--slurm", "--shards", "2", ...places];
    const env = { PATH: `${folder}:${Deno.env.get("PATH")}` };
    assertStringIncludes(await failure(1, words, { env }), "job 17 is submitted");
    const [{ array, gather, store }] = await submissionsIn(`${folder}/out`);
    assertEquals([array, gather, store], ["17", undefined, `${folder}/store`]);
  });
});

Deno.test("a look that takes long is taken less often", () => {
  assertEquals([0, 100, 10_000].map(pauseAfter), [5000, 5000, 90_000]);
});

Deno.test("a part of a run ends well where its own repeats are finished", () => {
  const failed = [{ missing: "x r01", message: "no" }];
  const shard = { index: 1, of: 2, chains: ["a"], unfinished: ["b"] };
  assertEquals([exitCode(failed), exitCode([])], [1, 0]);
  assertEquals([exitCode(failed, shard), exitCode([], { ...shard, unfinished: ["a"] })], [0, 1]);
  assertEquals(failedText(failed, "out", shard), "failed: x r01");
});

Deno.test("plan prints a file, and refuses an engine that it does not know", async () => {
  const text = await output(["plan", "fig3", "--preset", "smoke", "--as", "make", "--shards", "2"]);
  assertStringIncludes(text, "PARTS := $(addprefix part-,$(shell seq 2))");
  assertStringIncludes(await failure(2, ["plan", "fig3", "--as", "snakemak"]), "snakemake");
  assertStringIncludes(await failure(2, ["plan", "fig3", "--as", "slurm"]), "submit --script");
});
