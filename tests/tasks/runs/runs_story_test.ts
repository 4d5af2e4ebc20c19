/** The story of some runs on one store: made, listed, shown, verified, kept, carried elsewhere, lost and found. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { exists, failure, output, withFolder } from "../support.ts";

/** Runs that take no time, three of one name. */
const FILES = [
  { name: "wide", network: { layers: [3], activation: "tanh" }, repeats: 2, epochs: 1 },
  { name: "wide", network: { layers: [4], activation: "tanh" }, repeats: 1, epochs: 6 },
  { name: "low", network: { layers: [3], activation: "relu" }, repeats: 1, epochs: 1 },
].map((file) => ({ ...file, estimators: ["exact"] }));
const LABELS = ["wide", "wide~2", "low"];

Deno.test("the story of three runs on one store", async (t) => {
  await withFolder(async (folder) => {
    const store = `${folder}/store`, out = `${folder}/out`, on = ["--store", store];
    const labels = async (of = store): Promise<string[]> =>
      JSON.parse(await output(["runs", "--store", of, "--json"]))
        .map(({ run }: { run: string }) => run);

    await t.step("runs: each is listed with what it came to", async () => {
      for (const [k, content] of FILES.entries()) {
        const file = `${folder}/${k}.json`;
        await Deno.writeTextFile(file, JSON.stringify(content));
        const flags = ["--format", "svg", "--pictures", "plane,loss", "--out", out, ...on];
        const text = await output(["run", file, ...flags]);
        assertMatch(text, new RegExp(`^${LABELS[k]}: `, "m"));
      }
      assertEquals(await labels(), LABELS);
      const table = (await output(["runs", "--where", "units<4", ...on])).trimEnd().split("\n");
      assertEquals(table.map((line) => line.split(" ")[0]), ["run", "wide", "low"]);
      assertEquals(JSON.parse(await output(["runs", "wide~2", "--file", ...on])).epochs, 6);
      for (const label of LABELS) assert(await exists(`${out}/figures/${label}-loss.svg`), label);
    });

    await t.step(
      "status, explain, figure and verify know them, and suggest the nearest",
      async () => {
        const status = JSON.parse(await output(["status", "wide~2", "low", ...on, "--json"]));
        assertEquals(Object.keys(status.runs), ["wide~2", "low"]);
        assertEquals(status.runs.low.train.missing, 0);
        assertMatch(await output(["explain", "wide~2", ...on]), /^run wide~2 would not run: /);
        const drawn = JSON.parse(
          await output([
            "figure",
            "wide~2",
            "--out",
            `${folder}/again`,
            "--format",
            "svg",
            ...on,
            "--json",
          ]),
        );
        assertEquals(Object.keys(drawn.figures), [
          ...["wide~2-exact", "wide~2-exact-spread", "wide~2-accuracy", "wide~2-loss"],
        ]);
        const [one, two] = [out, `${folder}/again`].map((place) =>
          Deno.readTextFile(`${place}/figures/wide~2-loss.svg`)
        );
        assertEquals(await one, await two);
        const verified = JSON.parse(
          await output(["verify", "wide~2", "--level", "3", ...on, "--json"]),
        );
        assertEquals([verified.result, verified.runs["wide~2"].checked], ["agrees", {
          passes: 1,
          results: 2,
        }]);
        assertStringIncludes(await failure(2, ["status", "wide~3", ...on]), "did you mean wide");
        assertStringIncludes(await failure(2, ["figure", "figc1O", ...on]), "did you mean figC10?");
      },
    );

    await t.step("compare draws them, with one of the paper's among them", async () => {
      const words = ["compare", "wide", "wide~2", "paper:SYN-Tanh-8", "--format", "svg"];
      const { differences, files } = JSON.parse(
        await output([...words, "--epochs", "0", "--out", out, ...on, "--json"]),
      );
      assertEquals(new Set(differences.map(({ run }: { run: string }) => run)).size, 2);
      assertMatch(files.svg, /compare~wide~vs~wide~2~vs~paper~SYN-Tanh-8\.svg$/);
      for (const path of Object.values<string>(files)) assert(await exists(path), path);
      assertStringIncludes(
        await failure(2, ["compare", "wide", "wid", ...on]),
        "did you mean wide?",
      );
    });

    await t.step("export writes them, and the weights of an epoch", async () => {
      const results = `${folder}/results`;
      await output(["export", "wide", "wide~2", results, ...on]);
      const lines = (await Deno.readTextFile(`${results}/results.csv`)).trimEnd().split("\n");
      assertEquals(
        lines[0],
        "run,repeat,epoch,layer,estimator,ixt,ity,train_accuracy,test_accuracy,loss",
      );
      // Two repeats of one record, one of two; a hidden layer and the output.
      assertEquals(lines.length, 1 + 2 * 2 + 2 * 2);
      await output(["export", "weights", "wide~2/r00@3", results, "--to", "npz", ...on]);
      assert(await exists(`${results}/wide~2-r00-e3-weights.npz`));
      assertStringIncludes(
        await failure(2, ["export", "lov", results, ...on]),
        "did you mean low?",
      );
    });

    await t.step("gc with a budget takes none of them, unless it is named", async () => {
      const tight = JSON.parse(await output(["cache", "gc", "--dry-run", ...on, "--json"])).needed;
      await output(["cache", "gc", "--budget", String(tight), ...on]);
      const explained = await Promise.all(LABELS.map((run) => output(["explain", run, ...on])));
      for (const text of explained) assertMatch(text, / would not run: /);
      await output(["cache", "gc", "low", "--budget", String(tight), ...on]);
      assertEquals(await labels(), ["wide", "wide~2"]);
    });

    await t.step("a sweep of 2 x 3 is run, gone on with, and extended", async () => {
      const grid = `${folder}/grid.json`;
      const write = (seeds: number[]) =>
        Deno.writeTextFile(
          grid,
          JSON.stringify({ base: "2.json", over: { "network.layers": [[2], [3]], seed: seeds } }),
        );
      const plan = async () =>
        JSON.parse(await output(["sweep", grid, "--dry-run", ...on, "--json"]));
      await write([1, 2, 3]);
      const sweep = async (...words: string[]) =>
        JSON.parse(await output(["sweep", grid, "--format", "svg", ...words, "--json"]));
      const swept = await sweep("--out", out, ...on);
      assertEquals(swept.runs.length, 6);
      // In two parts, on a store of its own: what the first one finds unfinished the second one ends.
      const apart = ["--store", `${folder}/apart`, "--out", `${folder}/apart-out`];
      const [first, second] = [
        await sweep("--shard", "1/2", ...apart),
        await sweep("--shard", "2/2", ...apart),
      ];
      assertEquals([first.runs, first.shard.unfinished.length > 0], [[], true]);
      assertEquals([second.runs, second.shard?.unfinished ?? []], [swept.runs, []]);
      // The data set and its split were there before.
      assertEquals(first.computed + second.computed, swept.computed + 2);
      for (const kind of ["csv", "runs"]) {
        const [whole, parts] = [swept, second].map(({ files }) => Deno.readTextFile(files[kind]));
        assertEquals(await parts, await whole);
      }
      for (const path of Object.values<string>(swept.files)) assert(await exists(path), path);
      const [again, ...listed] = [await plan(), ...await labels()];
      assertEquals([again.runs, again.trainings, again.trained, again.steps], [6, 6, 6, 0]);
      assertEquals(listed.slice(-6), swept.runs);
      await write([1, 2, 3, 4]);
      const longer = await plan();
      assertEquals([longer.runs, longer.trained], [8, 6]);
      assert(longer.steps > 0 && longer.seconds > 0);
    });

    await t.step("an archive brings a run to another store, pins keep it", async () => {
      const [file, other] = [`${folder}/wide.tar.gz`, `${folder}/other`];
      await output(["cache", "export", file, "wide~2", ...on]);
      await output(["cache", "import", file, "--store", other]);
      assertEquals(await labels(other), ["wide~2"]);
      assertStringIncludes(await output(["status", "wide~2", "--store", other]), "is restored");
      await output(["cache", "pin", "mine", "wide~2", ...on]);
      assertMatch(await output(["cache", "pins", ...on]), /^mine: wide~2 /);
    });

    await t.step("the registry is deleted and comes back", async () => {
      await Deno.remove(`${store}/index`, { recursive: true });
      assertEquals((await labels()).slice(0, 2), ["wide", "wide~2"]);
      assertEquals((await labels()).length, 8);
    });
  });
});
