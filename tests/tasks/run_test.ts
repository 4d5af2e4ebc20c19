/** An experiment of the user's own on one store, from its file to its planes. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { sha256 } from "../../lib/bits/digest.ts";
import { listObjects } from "../../lib/store/mod.ts";
import { ended, PROJECT } from "../system/support.ts";
import { exists, failure, filesIn, output, run, start, withFolder } from "./support.ts";

const SMALL = {
  name: "small",
  network: { layers: [5, 3], activation: "tanh" },
  repeats: 2,
  epochs: 60,
};

interface Summary {
  readonly name: string;
  readonly restored: number;
  readonly computed: number;
  readonly damages: number;
  readonly figures: Record<
    string,
    { files: Record<string, string>; digests: Record<string, string>; caption: string }
  >;
}

interface Row {
  readonly restored: number;
  readonly missing: number;
  readonly unknown: number;
}

Deno.test("run on one store: plan, compute, restore, one estimator more", async (t) => {
  await withFolder(async (folder) => {
    const file = `${folder}/experiment.json`, out = `${folder}/out`;
    const flags = ["--store", `${folder}/store`, "--out", out];
    const words = ["run", file, "--format", "svg,png", "--pictures", "plane", ...flags];
    const summary = async (): Promise<Summary> =>
      JSON.parse(await output([...words, "--jobs", "2", "--json"]));
    const plan = async (): Promise<Record<string, Row>> =>
      JSON.parse(await output([...words, "--dry-run", "--json"])).kinds;
    await Deno.writeTextFile(file, JSON.stringify(SMALL));
    let first: Summary, steps: number;

    await t.step("--dry-run says what would run and writes nothing", async () => {
      const { dataset, svg, train } = await plan();
      assertEquals([dataset.missing, svg.unknown, train.missing + train.unknown], [1, 2, 4]);
      assertEquals(Object.keys(await filesIn(folder)), ["/experiment.json"]);
    });

    await t.step("it draws a plane for each estimator and prints the digests", async () => {
      first = await summary();
      assertEquals([first.name, first.damages], ["small", 0]);
      // Exact states and bins hold the same here: two planes are one table, which is made once or, at the same time, twice.
      assert(first.restored <= 1, `${first.restored}`);
      steps = first.restored + first.computed;
      assertEquals(Object.keys(first.figures), ["small-exact", "small-binned"]);
      const files = await filesIn(out);
      const ids = ["small-binned", "small-exact"];
      assertEquals(Object.keys(files).sort(), [
        ...ids.map((id) => `/data/${id}.csv`),
        ...ids.flatMap((id) => [`/figures/${id}.png`, `/figures/${id}.svg`]),
        "/sha256.txt",
      ]);
      for (const { files: paths, digests, caption } of Object.values(first.figures)) {
        assertEquals(Object.keys(paths).sort(), Object.keys(digests).sort());
        for (const [format, path] of Object.entries(paths)) {
          assertEquals(digests[format], sha256(files[path.slice(out.length)]));
        }
        assertStringIncludes(caption, "Mean of 2 repeats, 60 epochs");
      }
      const lines = new TextDecoder().decode(files["/data/small-exact.csv"]).split("\n");
      // 12 recorded epochs of 3 layers, a head and the last line's end.
      assertEquals([lines.length, lines[0]], [12 * 3 + 2, "epoch,layer,ixt,ity"]);
      const svg = new TextDecoder().decode(files["/figures/small-exact.svg"]);
      assertStringIncludes(svg, "Mean of 2 repeats, 60 epochs");
    });

    await t.step("typed again it computes nothing", async () => {
      const again = await summary();
      assertEquals([again.computed, again.restored], [0, steps]);
      assertEquals(again.figures, first.figures);
      const text = await output(words);
      assertMatch(text, new RegExp(`^small: ${steps} steps restored, 0 computed, `, "m"));
      assertStringIncludes(
        text,
        "small-exact  small: 12-5-3-2 Tanh, 8 bit, synthetic data; exact states. Mean of 2 repeats",
      );
    });

    await t.step("--fresh computes everything, to the same bits", async () => {
      const fresh: Summary = JSON.parse(await output([...words, "--fresh", "--json"]));
      assertEquals([fresh.restored, fresh.computed], [0, steps]);
      assertEquals(fresh.figures, first.figures);
    });

    await t.step("an estimator more is another run, and computes measurements only", async () => {
      const estimators = ["exact", "binned", { kind: "uniform", bins: 30 }];
      await Deno.writeTextFile(file, JSON.stringify({ ...SMALL, estimators }));
      const { train, measure } = await plan();
      assertEquals(train, { ...train, restored: 4, missing: 0, unknown: 0 });
      assert(measure.missing > 0);
      const { figures, computed } = await summary();
      assertEquals(Object.keys(figures), [
        "small~2-exact",
        "small~2-binned",
        "small~2-uniform-30-global",
      ]);
      const csv = first.figures["small-exact"].digests.csv;
      assertEquals(figures["small~2-exact"].digests.csv, csv);
      // Nothing of the other one was written over.
      assertEquals(sha256(await Deno.readFile(`${out}/data/small-exact.csv`)), csv);
      const runs = JSON.parse(await output(["runs", "--store", `${folder}/store`, "--json"]));
      assertEquals(runs.map((one: { run: string; finished: number }) => [one.run, one.finished]), [
        ["small", 2],
        ["small~2", 2],
      ]);
      assert(computed < first.computed);
    });
  });
});

Deno.test("run goes on without a repeat that fails, says so, and ends with 1", async () => {
  await withFolder(async (folder) => {
    // Twenty attempts that all end their first epoch below 0.6: four repeats of six have no better one.
    const own = {
      ...{ name: "restarts", network: { layers: [2], activation: "tanh" }, repeats: 6, epochs: 1 },
      protocol: { learningRate: 0.01, restart: { from: 0, below: 0.6 } },
      estimators: ["exact"],
    };
    const file = `${folder}/own.json`, out = `${folder}/out`;
    await Deno.writeTextFile(file, JSON.stringify(own));
    const flags = ["--store", `${folder}/store`, "--out", out, "--format", "svg"];
    const words = ["run", file, "--pictures", "plane", ...flags];
    const { code, stdout, stderr } = await run([...words, "--json"]);
    assertEquals(code, 1, stderr);
    const { failed, figures } = JSON.parse(stdout);
    const missing = ["r00", "r01", "r02", "r04"].map((repeat) => `restarts ${repeat}`);
    assertEquals(failed.map((one: { missing: string }) => one.missing), missing);
    assertStringIncludes(failed[0].message, "all of them met the restart rule");
    assertStringIncludes(figures["restarts-exact"].caption, "Mean of 2 of 6 repeats");
    assertEquals(JSON.parse(await Deno.readTextFile(`${out}/failed.json`)), failed);
    assertStringIncludes(
      await Deno.readTextFile(`${out}/figures/restarts-exact.svg`),
      "Mean of 2 of 6 repeats",
    );
    assertEquals(stderr.split("\n").filter((line) => line.startsWith("Failed: ")).length, 4);

    // Warm, in the same words; and what is mended is no longer said to have failed.
    const again = await run(words);
    assertEquals(again.code, 1);
    assertStringIncludes(again.stdout, `failed: ${missing.join(", ")} (${out}/failed.json`);
    const status = ["status", "fig3", "--preset", "smoke", "--out", out];
    const listed = (await output(status)).split("\n").filter((line) => line.startsWith("failed"));
    assertEquals(
      listed,
      failed.map(({ missing, message }: { missing: string; message: string }) =>
        `failed in the last run: ${missing}: ${message}`
      ),
    );
    assertEquals(JSON.parse(await output([...status, "--json"])).failed, failed);
    await Deno.writeTextFile(`${out}/failed.json`, "{}");
    assertStringIncludes(
      await failure(1, status),
      `${out}/failed.json: it must be as a run writes it`,
    );
    own.protocol.restart.below = 0;
    await Deno.writeTextFile(file, JSON.stringify(own));
    await output(words);
    assertEquals(await exists(`${out}/failed.json`), false);
  });
});

Deno.test("run refuses a bad file with 2 and one line, and writes nothing", async () => {
  const bad: [content: string, line: string][] = [
    [
      "{",
      'line 1 column 2 must be a field\'s name in quotes or "}", current value is the end of the file',
    ],
    [
      '{"name": 1, "name": 2}',
      'line 1 column 13 must be a field that is not there yet, current value is "name"',
    ],
    [
      JSON.stringify({ ...SMALL, network: { layers: [0], activation: "relu" } }),
      "network.layers[0] must be a whole number from 1 to 64, current value is 0",
    ],
    [
      JSON.stringify({ ...SMALL, epoch: 1 }),
      "epoch must be left out: there is no such field, did you mean epochs?, current value is 1",
    ],
  ];
  await withFolder(async (cwd) => {
    for (const [content, line] of bad) {
      await Deno.writeTextFile(`${cwd}/experiment.json`, content);
      assertEquals(
        await failure(2, ["run", "experiment.json"], { cwd }),
        `Cannot run experiment.json: ${line}`,
      );
    }
    const absent = await failure(2, ["run", "absent.json"], { cwd });
    assertStringIncludes(absent, "Cannot run absent.json: file must be one that can be read");
    for (const words of [["run"], ["run", "a.json", "b.json"]]) {
      assertStringIncludes(await failure(2, words, { cwd }), "file must be one experiment.json");
    }
    assertEquals(await exists(`${cwd}/.cache`), false);
    assertEquals(await exists(`${cwd}/out`), false);
  });
});

Deno.test("run --schema prints the published JSON Schema", async () => {
  const published = await Deno.readTextFile(`${PROJECT}fixtures/experiment.schema.json`);
  assertEquals(await output(["run", "--schema"]), published);
});

Deno.test("SIGINT ends run with 130 and keeps what is finished", async () => {
  await withFolder(async (folder) => {
    const file = `${folder}/experiment.json`, store = `${folder}/store`;
    await Deno.writeTextFile(file, JSON.stringify({ ...SMALL, epochs: 100_000 }));
    const child = await start(["run", file, "--store", store, "--out", `${folder}/out`]);
    const result = ended(child);
    let alive = true;
    result.then(() => alive = false);
    while (alive && (await listObjects(store, "ac")).names.length < 5) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    child.kill("SIGINT");
    const { code, stdout, stderr } = await result;
    assertEquals([code, stdout], [130, ""]);
    assertStringIncludes(stderr, "Interrupted");
    assertEquals(await exists(`${folder}/out`), false);
  });
});

Deno.test("the picture beside the worked example is what the example draws", async () => {
  await withFolder(async (folder) => {
    const flags = ["--format", "svg", "--store", `${folder}/store`, "--out", `${folder}/out`];
    const example = `${PROJECT}examples/tanh-relu.json`;
    await output(["run", example, "--pictures", "plane", ...flags]);
    const drawn = await Deno.readTextFile(`${folder}/out/figures/tanh-relu-exact.svg`);
    const kept = await Deno.readTextFile(`${PROJECT}examples/tanh-relu-exact.svg`);
    assert(drawn === kept, "copy out/figures/tanh-relu-exact.svg into examples/");
  });
});
