/** claims: on what is published, on a store, without anything. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { CLAIMS, UNCHECKABLE } from "../../lib/paper/claims/judge.ts";
import { EXPERIMENTS } from "../../lib/paper/experiments.ts";
import { FIGURES } from "../../lib/paper/figures.ts";
import { presetRequest } from "../../lib/paper/request.ts";
import { experimentsOf, type Figure } from "../../lib/plan/figure.ts";
import { PublishedFolder } from "../../lib/published/folder.ts";
import { Store } from "../../lib/store/mod.ts";
import { Study } from "../../lib/study.ts";
import { smokeStore } from "./smoke.ts";
import { failure, output, withFolder } from "./support.ts";

/** The output layers of the synthetic networks alone, which train in a second. */
function syntheticOutputs(): Figure {
  const figure = FIGURES["output-layer"], { content } = figure;
  assert(content.form === "output");
  const panels = content.panels.filter(({ experiment }) => experiment.startsWith("SYN-"));
  return { ...figure, content: { ...content, panels } };
}

/** Adds what is behind figures to a store. */
async function makeTables(figures: readonly Figure[], folder: string): Promise<void> {
  const store = await Store.open(folder), study = await Study.open(store);
  await study.reproduce(presetRequest(figures, "smoke", []), { jobs: 2 });
  store.close();
}

interface Judged {
  claims: {
    id: string;
    verdict: string;
    basis: { holding: string; repeats: number; of: number }[];
    parts: { name: string; value?: number; missing?: string }[];
  }[];
  notCheckable: unknown[];
}

Deno.test("claims judges every sentence by the published results, with no store", async () => {
  const published = await PublishedFolder.open();
  if (published === undefined) return;
  const absent = new Set(
    Object.keys(EXPERIMENTS).filter((one) => !Object.hasOwn(published.lock.experiments, one))
      .map((one) => `${one} in published results`),
  );
  // Exact states of an output layer are published where the figure of output layers shows them.
  const shown = experimentsOf(FIGURES["output-layer"]);
  const unseen = Object.entries(EXPERIMENTS).filter(([name]) => !shown.includes(name))
    .map(([, { training }]) => `information/${training.seed}/`);
  const isAbsent = (text: string) =>
    absent.has(text) ||
    unseen.some((id) => text.startsWith(id)) && /exact-output in published/.test(text);
  const text = await output(["claims", "--store", "/none", "--json"]);
  const judged: Judged = JSON.parse(text);
  assertEquals(judged.claims.map(({ id }) => id), CLAIMS.map(({ id }) => id));
  assertEquals(judged.notCheckable.length, UNCHECKABLE.length);
  for (const { id, verdict, parts, basis } of judged.claims) {
    const missing = parts.flatMap(({ missing }) => missing ?? []);
    // Experiments that are not published yet, and nothing else.
    for (const text of missing) assert(isAbsent(text), `${id}: ${text}`);
    const verdicts = ["holds", "does not hold", "undecided"];
    assert(verdicts.includes(verdict) || missing.length > 0, `${id}: ${verdict}`);
    for (const { value, missing } of parts) {
      assert(missing !== undefined || Number.isFinite(value), id);
    }
    for (const { holding } of basis) assertEquals(holding, "published results", id);
  }
  // What exact information cannot do, whatever is published.
  const law = judged.claims.find(({ id }) => id === "2-data-processing")!;
  assertEquals(law.verdict, "holds");
});

Deno.test("claims of a store: with --preset, of the claims that its runs are long enough for", async () => {
  await withFolder(async (folder) => {
    const store = ["--store", `${folder}/store`], smoke = ["--preset", "smoke"];
    await smokeStore(`${folder}/store`);
    await makeTables([syntheticOutputs(), FIGURES.figC10], `${folder}/store`);
    const json = await output(["claims", ...smoke, ...store, "--json"]);
    const { claims }: Judged = JSON.parse(json);
    const law = claims.find(({ id }) => id === "2-data-processing")!;
    assertEquals(law.verdict, "holds");
    assertEquals(law.basis.map(({ repeats, of }) => [repeats, of]), law.basis.map(() => [2, 50]));
    const rise = claims.find(({ id }) => id === "4.1-relu-t5-rise")!;
    assertEquals(rise.verdict, "not measured");
    assertStringIncludes(rise.parts[0].missing!, "over 8000 epochs (the store (smoke) has 50)");
    const bins = await output(["claims", "A-relu-30-monotone", ...smoke, ...store]);
    assertMatch(bins, /^not measured +A-relu-30-monotone .*: ReLU, 30 bins/);
    assertStringIncludes(
      bins,
      "aggregate/syn-relu-32/n2/e50/uniform-30-global in the store (smoke)",
    );
    assertMatch(bins, /^1 not measured$/m);
  });
});

Deno.test("claims of nothing: none is measured, and that is no error", async () => {
  const json = await output(["claims", "--preset", "quick", "--store", "/none", "--json"]);
  const { claims }: Judged = JSON.parse(json);
  assertEquals([...new Set(claims.map(({ verdict }) => verdict))], ["not measured"]);
  const line = await failure(2, ["claims", "4.1-nothing"]);
  assertStringIncludes(line, "4.1-nothing");
  assertStringIncludes(line, "4.1-restarts-rare");
});
