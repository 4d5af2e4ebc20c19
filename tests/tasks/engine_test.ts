/** --engine: another engine's results beside the default one's, in one store. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { findAdapter } from "../../lib/engines/tfjs/adapter.ts";
import { exists, failure, filesIn, output, run, withFolder } from "./support.ts";

const SMOKE = ["reproduce", "fig3", "--preset", "smoke", "--repeats", "1"];

interface Summary {
  readonly engine?: { readonly engine: string; readonly backend: string; readonly version: string };
  readonly restored: number;
  readonly computed: number;
  readonly imported: number;
  readonly lock?: unknown;
  readonly figures: { fig3: { digests: Record<string, string>; caption: string } };
}

Deno.test("reproduce --engine tfjs on one store with the default engine", async (t) => {
  await withFolder(async (folder) => {
    const flags = ["--store", `${folder}/store`, "--out", `${folder}/out`];
    const wasm = [...SMOKE, "--engine", "tfjs:wasm", ...flags];
    const plain = [...SMOKE, "--format", "svg"];
    const json = async (words: string[]): Promise<Summary> =>
      JSON.parse(await output([...words, "--json"]));
    let first: Summary, own: Summary;

    await t.step("--dry-run plans stacked steps and writes nothing", async () => {
      const plan = JSON.parse(await output([...wasm, "--dry-run", "--json"]));
      const { kinds, engine, seconds } = plan;
      assertEquals([engine.backend, seconds, kinds["train-tfjs"].seconds], ["wasm", null, null]);
      assertEquals([kinds["train-tfjs"].missing, kinds["train-tfjs"].unknown], [0, 1]);
      assertEquals(kinds["measure-tfjs"].unknown, 2);
      assertEquals(kinds.train, undefined);
      const text = await output([...wasm, "--dry-run"]);
      assertMatch(text, /^train-tfjs +0 +1 +not known +\d.* at most$/m);
      assertMatch(text, /predicted with \d+ workers?: time not known, /);
      assertEquals(await exists(`${folder}/store`), false);
    });

    await t.step("it draws the figure, which says what trained", async () => {
      first = await json(wasm);
      assertEquals([first.restored, first.lock], [0, undefined]);
      assertEquals(first.engine, { engine: "tfjs", backend: "wasm", version: "4.22.0" });
      const { caption } = first.figures.fig3;
      assertMatch(caption, /^Mean of 1 of 2 repeats, 50 epochs; .*; trained with TensorFlow.js 4/);
      const files = await filesIn(`${folder}/out`);
      const svg = new TextDecoder().decode(files["/figures/fig3.svg"]);
      assertStringIncludes(svg, "trained with TensorFlow.js 4.22.0 (wasm)");
      assertEquals([...files["/figures/fig3.png"].subarray(0, 4)], [137, 80, 78, 71]);
      assertEquals(new TextDecoder().decode(files["/data/fig3.csv"]).split("\n").length, 72);
    });

    await t.step(
      "typed again it computes nothing, and says that the lock is another's",
      async () => {
        const text = await output(wasm), { computed: n } = first;
        assertMatch(text, new RegExp(`^smoke, tfjs:wasm 4.22.0: ${n} steps restored, 0 comp`, "m"));
        assertMatch(text, /^lock: made with the default engine, not compared$/m);
        assertMatch(
          await output([...wasm, "--dry-run"]),
          new RegExp(`is restored: ${n} steps$`, "m"),
        );
      },
    );

    await t.step(
      "the default engine takes data and initial weights over, and nothing else",
      async () => {
        own = await json([...plain, ...flags]);
        assertEquals([own.restored, own.engine], [3, undefined]);
        assert(own.lock !== undefined);
        assertEquals(own.figures.fig3.caption.includes("TensorFlow"), false);
        // The table may agree by chance of its last digits; the picture says another caption.
        assert(own.figures.fig3.digests.svg !== first.figures.fig3.digests.svg);
      },
    );

    await t.step("afterwards both are restored whole", async () => {
      for (const [words, before] of [[wasm, first], [[...plain, ...flags], own]] as const) {
        const again = await json([...words]);
        assertEquals(again.computed, 0);
        assertEquals(again.figures, before.figures);
      }
    });

    await t.step("an archive carries both into another store", async () => {
      const archive = `${folder}/all.tar`;
      await output(["cache", "export", archive, "--store", `${folder}/store`]);
      await output(["cache", "import", archive, "--store", `${folder}/other`]);
      const other = ["--store", `${folder}/other`, "--out", `${folder}/out`];
      for (const words of [[...plain, "--engine", "tfjs:wasm"], plain]) {
        // What takes no time is computed again; training and measuring are taken over.
        const first = await json([...words, ...other]), again = await json([...words, ...other]);
        assert(first.imported > 0);
        assertEquals([again.computed, again.imported], [0, first.imported]);
      }
    });
  });
});

Deno.test("a backend that is named and does not load ends with 1 and one line", async () => {
  await withFolder(async (folder) => {
    const words = [...SMOKE, "--engine", "tfjs:node-gpu", "--store", `${folder}/store`];
    assertMatch(await failure(1, words), /^Cannot load tfjs:node-gpu: .*; to add: deno /);
    assertEquals(await exists(`${folder}/store`), false);
  });
});

Deno.test("--engine tfjs takes the best backend that loads and says why no better one", async () => {
  await withFolder(async (folder) => {
    const words = [...SMOKE, "--engine", "tfjs", "--dry-run", "--json"];
    const { code, stdout, stderr } = await run([...words, "--store", `${folder}/store`]);
    const adapter = await findAdapter(), gpu = adapter !== undefined && !adapter.software;
    const [best, ...worse] = gpu ? ["webgpu"] : ["wasm", "webgpu", "node"];
    assertEquals([code, JSON.parse(stdout).engine.backend], [0, best]);
    // A driver may have its say as well.
    const lines = stderr.split("\n").filter((line) => line.startsWith("Training with"));
    assertEquals(
      lines.map((line) => line.split(":").slice(0, 3).join(":").replace(/ (load|use) /, " load ")),
      ["node-gpu", ...worse].map((name) => `Training with tfjs:${best}. Cannot load tfjs:${name}`),
    );
  });
});
