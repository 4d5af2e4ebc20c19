import { assert, assertEquals } from "@std/assert";
import { createCodeDigester } from "../../lib/steps/code/digest.ts";
import { codeDigests } from "../../lib/plan/code_digests.ts";
import { ReusedResults } from "../../lib/published/reused_results.ts";
import { EXPERIMENTS } from "../../lib/paper/experiments.ts";
import { attemptSteps } from "../../lib/plan/attempt.ts";
import { informationStep } from "../../lib/plan/results.ts";
import type { Lock } from "../../lib/published/lock/lock.ts";
import { PublishedFolder } from "../../lib/published/folder.ts";
import { runOf } from "../../lib/paper/experiments.ts";
import { BINNED } from "../../lib/information/estimator.ts";
import { sha256 } from "../../lib/bits/digest.ts";

const published = (await PublishedFolder.open())!, NAME = "SYN-ReLU-8";
const run = runOf(NAME, "paper"), first = attemptSteps(run, 0, 0);
const [repeat] = [{ repeat: 0, survivor: first, discarded: [] }];
const curves = informationStep(run, repeat, { estimator: BINNED, phase: "train", layers: "all" });

/** Code as it was at publication, of every experiment. */
function codeThen({ experiments }: Lock): Record<string, string> {
  return Object.assign({}, ...Object.values(experiments).map(({ code }) => code));
}

Deno.test("ReusedResults knows published segments, measurements and curves, and gives the curves' bytes", async () => {
  const known = await ReusedResults.from(published, codeThen(published.lock));
  assertEquals([...known.experiments], Object.keys(published.lock.experiments));
  const [{ train, measures }] = first.segments;
  for (const step of [train, ...Object.values(measures), curves]) {
    assert(await known.resolve(step) !== undefined, step.id);
  }
  const { sha256: digest } = (await known.resolve(curves))!.curves;
  assertEquals(sha256((await known.get(digest))!), digest);
  assertEquals(await known.get(sha256("nothing")), undefined);
});

Deno.test("ReusedResults knows an aggregate of as many repeats, by the same code, and no table", async () => {
  const code = codeThen(published.lock), known = await ReusedResults.from(published, code);
  const id = Object.keys(published.lock.experiments[NAME].results)
    .find((id) => id.startsWith("aggregate/"))!;
  const aggregate = { ...curves, kind: "aggregate", id };
  assert(await known.resolve(aggregate) !== undefined);
  assertEquals(await known.resolve({ ...aggregate, id: id.replace("/n50/", "/n51/") }), undefined);
  const edited = await ReusedResults.from(published, { ...code, aggregate: sha256("edited") });
  assertEquals(await edited.resolve(aggregate), undefined);
  assertEquals(
    await known.resolve({ ...curves, kind: "table", id: "table/fig3/paper" }),
    undefined,
  );
});

Deno.test("ReusedResults knows nothing of an experiment whose code or training is another now", async () => {
  const code = codeThen(published.lock);
  for (const kind of ["train", "measure", "information"]) {
    const known = await ReusedResults.from(published, { ...code, [kind]: sha256("edited") });
    assertEquals(await known.resolve(first.segments[0].train), undefined, kind);
  }
  assertEquals(EXPERIMENTS[NAME].training, run.training);
  const aggregates = await ReusedResults.from(published, { ...code, aggregate: sha256("edited") });
  assert(await aggregates.resolve(first.segments[0].train) !== undefined);
});

Deno.test("ReusedResults goes on from what is published here, with today's code", async () => {
  const known = await ReusedResults.from(published, await codeDigests(await createCodeDigester()));
  assert(known.experiments.every((name) => Object.hasOwn(published.lock.experiments, name)));
});
