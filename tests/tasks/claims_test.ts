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
    parts: { name: string; verdict: string; value?: number; missing?: string }[];
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
    for (const { verdict, value, missing } of parts) {
      assert(verdict === "full" || missing !== undefined || Number.isFinite(value), id);
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
    assertMatch(bins, /^NOT MEASURED A-relu-30-monotone .*\n {2}ReLU, 30 bins/);
    assertStringIncludes(
      bins.replace(/\s+/g, " "),
      "aggregate/syn-relu-32/n2/e50/uniform-30-global in the store (smoke)",
    );
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

/** Results of nothing, which takes no time. */
const NOTHING = ["--preset", "quick", "--store", "/none"];

Deno.test("claims says in one screen of 80 x 40 how many sentences hold", async () => {
  const lines = (await output(["claims", ...NOTHING])).trimEnd().split("\n");
  assert(lines.length <= 40 && lines.every((line) => line.length <= 80), lines.join("\n"));
  assertMatch(lines.join("\n"), /^sentences of the paper +- +- +- +\d+ +\d+$/m);
});

Deno.test("claims of a section, or with a verdict, in lines of 80 columns or as a table", async () => {
  const store = ["--store", "/none"];
  const section = await output(["claims", "--section", "2", ...store]);
  assertMatch(section, /^[A-Z ]+ 2-data-processing \(2, A\)\n {2}Exact information never grows/m);
  assert(section.split("\n").every((line) => line.length <= 80), section);
  const heads = (text: string) => text.split("\n").filter((line) => /^[A-Z]/.test(line));
  const five = heads(await output(["claims", "--section", "5", ...NOTHING]));
  assert(five.length > 5 && !five.some((line) => line.includes("4.2-fitting")), five.join("\n"));
  const unmeasured = ["--section", "5", "--verdict", "not measured"];
  const some = heads(await output(["claims", ...unmeasured, ...NOTHING]));
  assert(some.length < five.length && some.every((line) => line.startsWith("NOT MEASURED ")));
  const table = await output(["claims", "4.1-relu-no-compression", "--markdown", ...store]);
  assertMatch(table, /^\| part \|.*\n\| --- \|.*\n\| I\(X;T1\) \|/);
  const unchecked = await output(["claims", "--verdict", "not checkable", ...store]);
  assertMatch(unchecked, /^NOT CHECKABLE abstract-/);
});

Deno.test("claims refuses verdicts and sections that there are not, and both with the name of a claim", async () => {
  for (const [flag, value] of [["--verdict", "true"], ["--section", "9"]]) {
    assertStringIncludes(await failure(2, ["claims", flag, value]), value);
  }
  const both = await failure(2, ["claims", "5-fitting", "--section", "5"]);
  assertStringIncludes(both, "5-fitting");
});
