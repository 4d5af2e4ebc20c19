/** explain on one store: empty, full, damaged, and by a project whose code was changed. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { ended, PROJECT, taskWords } from "../system/support.ts";
import { smokeStore } from "./smoke.ts";
import { exists, failure, output, withFolder } from "./support.ts";

const SMOKE = ["--preset", "smoke"];

/** A copy of what the commands need, so that its code can be changed. */
async function copyOf(path: string, target: string): Promise<void> {
  if (!(await Deno.stat(path)).isDirectory) return await Deno.copyFile(path, target);
  await Deno.mkdir(target, { recursive: true });
  for await (const { name } of Deno.readDir(path)) {
    if (!`${path}/${name}`.endsWith("/fixtures/paper")) {
      await copyOf(`${path}/${name}`, `${target}/${name}`);
    }
  }
}

/** Runs a command of a project by its task's permission flags. */
async function outputOf(project: string, [task, ...args]: string[]): Promise<string> {
  const found = await ended(
    new Deno.Command(Deno.execPath(), {
      args: [...await taskWords(task, project), ...args],
      ...{ cwd: project, env: { NO_COLOR: "1", INIT_CWD: project }, stdin: "null" },
      ...{ stdout: "piped", stderr: "piped" },
    }).spawn(),
  );
  assertEquals([found.code, found.stderr], [0, ""]);
  return found.stdout;
}

Deno.test("explain on one store", async (t) => {
  await withFolder(async (folder) => {
    const store = `${folder}/store`, flags = [...SMOKE, "--store", store];
    const explain = async (what: string) =>
      JSON.parse(await output(["explain", what, ...flags, "--json"]));

    await t.step("of an empty store: never computed; nothing is written", async () => {
      const text = await output(["explain", "fig3", ...flags]);
      assertEquals(text.split("\n").slice(0, 1), [
        "figure fig3 would run because dataset/synthetic would run because it was never computed here",
      ]);
      assertMatch(text, /^ {2}would run: 1 dataset, 1 split, 2 init, 2 train, 4 measure, /m);
      assertMatch(text, /^restored: nothing$/m);
      assertEquals(await exists(store), false);
    });

    await smokeStore(store);

    await t.step("of a full one: nothing would run", async () => {
      const { run, restored, causes } = await explain("fig3");
      assertEquals([run, causes, restored.train, restored.measure], [{}, [], 2, 4]);
      const text = await output(["explain", "fig3", ...flags]);
      assertMatch(text, /^figure fig3 \(smoke\) would not run: 1 dataset, .* are restored\n$/);
    });

    await t.step(
      "of the next preset: what is there stays, what is new was never computed",
      async () => {
        const words = ["explain", "fig3", "--preset", "quick", "--store", store, "--json"];
        const { run, restored } = JSON.parse(await output(words));
        assertEquals([restored.train, run.train], [2, 49]);
      },
    );

    await t.step("of a step: key and cost, or the bytes that are gone", async () => {
      const id = "train/syn-relu-8/r00/a0/s01", { runs, key, cost, outputs } = await explain(id);
      assertEquals([runs, typeof cost.seconds, Object.keys(outputs).sort()], [
        false,
        "number",
        ["snapshot", "trace"],
      ]);
      const text = await output(["explain", id, ...flags]);
      assertStringIncludes(text, `${id} would not run: it is restored, key ${key}, it took `);
      const { sha256 } = outputs.snapshot;
      await Deno.remove(`${store}/cas/${sha256.slice(0, 2)}/${sha256}`);
      const gone = await output(["explain", id, ...flags]);
      assertStringIncludes(gone, `its output snapshot (${sha256.slice(0, 12)}) are gone`);
      // No other step would read them.
      assertEquals((await explain("fig3")).causes, []);
    });

    await t.step("after a refactoring it names the modules, and no training runs", async () => {
      const project = `${folder}/project`;
      await Deno.mkdir(project);
      for (const name of ["deno.json", "deno.lock", "lib", "tasks", "figures", "fixtures"]) {
        await copyOf(`${PROJECT}/${name}`, `${project}/${name}`);
      }
      const entropy = `${project}/lib/information/entropy.ts`;
      const text = await Deno.readTextFile(entropy);
      await Deno.writeTextFile(`${project}/lib/information/split_off.ts`, "export const x = 1;\n");
      await Deno.writeTextFile(entropy, `${text}export { x } from "./split_off.ts";\n`);

      const said = await outputOf(project, ["explain", "fig3", ...flags]);
      const [first, run, ...rest] = said.trimEnd().split("\n");
      assertEquals(
        first,
        "figure fig3 would run because information/syn-relu-8/r00/a0/e50/binned would run because " +
          "lib/information/entropy.ts changed, lib/information/split_off.ts was added",
      );
      assertEquals(run, "  would run: 6 information, 2 aggregate, 2 table, 1 svg, 1 png");
      assertEquals(rest, [
        "restored: 1 dataset, 1 split, 2 init, 2 train, 4 measure",
        "no key changes of dataset, split, init, train, measure",
      ]);

      const id = "aggregate/syn-relu-8/n2/e50/binned";
      const found = await outputOf(project, ["explain", id, ...flags, "--json"]);
      const { chain, runs } = JSON.parse(found);
      assertEquals(runs, true);
      assertEquals(chain.map((link: { component: string }) => link.component), ["inputs", "code"]);
      assertEquals(
        chain[1].changes.map((change: { name: string; old?: string }) => [
          change.name,
          change.old !== undefined,
        ]),
        [["lib/information/entropy.ts", true], ["lib/information/split_off.ts", false]],
      );
    });
  });
});

Deno.test("explain refuses what is no figure and no step, and more than one word, with 2", async () => {
  await withFolder(async (folder) => {
    const store = ["--store", `${folder}/store`];
    assertMatch(await failure(2, ["explain", "fig99", ...SMOKE, ...store]), /is fig99$/);
    assertMatch(await failure(2, ["explain", ...store]), /current value is none$/);
    assertMatch(await failure(2, ["explain", "fig2", "fig3", ...store]), /is fig2 fig3$/);
    assertMatch(await failure(2, ["explain", "fig2", "--preset", "all", ...store]), /--preset/);
  });
});
