/** Verification of what figure 3 does not have: bins with global bounds, a prefit, tables of several experiments. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { sha256 } from "../../../lib/bits/digest.ts";
import { encodeTensors, tensor } from "../../../lib/bits/safetensors.ts";
import { EXPERIMENTS } from "../../../lib/paper/experiments.ts";
import { FIGURES } from "../../../lib/paper/figures.ts";
import type { Figure } from "../../../lib/plan/figure.ts";
import type { Run } from "../../../lib/plan/run.ts";
import { encodeLock } from "../../../lib/published/lock/codec.ts";
import { pack, publishedPath } from "../../../lib/published/folder.ts";
import { type Level, verify } from "../../../lib/published/verify/verify.ts";
import { type Fixture, opened, withPublished } from "../published_fixture.ts";
import type { Request } from "../../../lib/plan/request.ts";

/** Any experiment for 5 epochs in segments of 3 and 2, after 2 of prefit where it has one. */
function tiny(name: string): Run {
  const { training, estimators } = EXPERIMENTS[name], { prefit } = training.protocol;
  const short = { firstSegment: 3, segment: 6, every: 2, prefit: Math.min(prefit, 2) };
  const seed = `tiny-${training.seed}`, protocol = { ...training.protocol, ...short };
  return { training: { ...training, protocol, seed }, estimators, repeats: 2, epochs: 5 };
}

/** The output layers of the synthetic networks alone: MNIST may not be at hand. */
function outputLayers(): Figure {
  const figure = FIGURES["output-layer"], { content } = figure;
  const panels = "panels" in content ? content.panels.slice(0, 2) : [];
  return { ...figure, content: { form: "output", panels } };
}

const REQUEST: Request = {
  preset: "tiny",
  figures: [...["fig1", "figB8", "figD12"].map((id) => FIGURES[id]), outputLayers()],
  runs: tiny,
};

async function check({ folder, results }: Fixture, level: Level, stored = false) {
  return await verify({
    ...{ published: await opened(folder), request: REQUEST, level, nonce: "n", jobs: 1 },
    ...{ goal: { budget: 1000 }, clock: () => performance.now() },
    ...(stored ? { store: results } : {}),
  });
}

/** Puts other bounds in the place of a repeat's, and makes the lock fit. */
async function forgeBounds(folder: URL): Promise<string> {
  const bytes = encodeTensors({ bounds: tensor(Float32Array.of(-2, 2)) }), digest = sha256(bytes);
  await Deno.writeFile(new URL(publishedPath(digest), folder), pack(bytes));
  const { lock } = await opened(folder), name = "SYN-Tanh-32", one = lock.experiments[name];
  const id = Object.keys(one.results).find((id) => id.startsWith("bounds/"))!;
  const results = { ...one.results, [id]: { bounds: digest } };
  const experiments = { ...lock.experiments, [name]: { ...one, results } };
  await Deno.writeTextFile(new URL("lock/lock.json", folder), encodeLock({ ...lock, experiments }));
  return id;
}

Deno.test("verify() of bins, a prefit, spreads and the output layer", async (t) => {
  await withPublished(async (fixture) => {
    const { folder } = fixture;
    await t.step("the lock has every measurement of every segment", async () => {
      const { measures, rows } = await (await opened(folder)).experiment("SYN-Tanh-32");
      const bins = [30, 100, 256].map((n) => `uniform-${n}-global-e5`);
      assertEquals(measures, ["exact", "binned", ...bins, "extent"]);
      assertEquals(Object.values(rows).map((row) => row.length), [8, 8, 8, 8]);
      const prefit = await (await opened(folder)).experiment("SYN-ReLU-8-Prefit");
      assertEquals(Object.keys(prefit.rows).length, 2 * 3);
    });

    await t.step("every level agrees, with and without a store", async () => {
      for (const [level, stored] of [[2, false], [2, true], [3, false]] as const) {
        const reports = await check(fixture, level, stored);
        assertEquals(reports.flatMap(({ differences }) => differences), []);
        assertEquals(reports.at(-1)!.checked.segments, 2 * (2 + 2 + 2 + 3 + 3));
      }
      const [, one, three] = await check(fixture, 3);
      // ReLU-8, two phases of two prefits, Tanh-8: each of two repeats; of two the exact output too. Of Tanh-32 the bytes
      // of the aggregate alone are published.
      assertEquals(one.checked, { repeats: 2 * 8, aggregates: 6, tables: 4 });
      assertEquals(three.checked.tables, 4);
    });

    await t.step(
      "forged bounds: a replay sees other counts",
      async () => {
        const top = new URL("lock/lock.json", folder), kept = await Deno.readFile(top);
        const id = await forgeBounds(folder);
        const [zero, one, two] = await check(fixture, 2);
        assertEquals([zero.differences, one.differences], [[], []]);
        assertMatch(two.differences[0].id, /^measure\/tiny-syn-tanh-32\/.*\/uniform-30-global-e5$/);
        assert(two.differences[0].id.includes(id.split("/")[2]), id);
        await Deno.writeFile(top, kept);
      },
    );
  }, REQUEST);
});
