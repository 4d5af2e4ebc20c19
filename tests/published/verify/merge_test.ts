import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { mergeReceipts, type NamedReceipt } from "../../../lib/published/verify/merge.ts";
import type { LevelReport, StratumDraw } from "../../../lib/published/verify/report.ts";

const LOCK = "a".repeat(64);

const stratum = (experiment: string, units: number, size: number, drawn: number): StratumDraw => ({
  ...{ name: `${experiment} ${size}`, experiment, units, size, drawn },
});

function receipt(
  name: string,
  nonce: string,
  strata: readonly StratumDraw[],
  change: Partial<LevelReport> = {},
): NamedReceipt {
  const segments = strata.reduce((sum, { size, drawn }) => sum + size * drawn, 0);
  const all = strata.reduce((sum, { units, size }) => sum + units * size, 0);
  const sample = { nonce, units: [], of: 0, segments, ofSegments: all, strata, undrawn: [] };
  const report: LevelReport = {
    ...{ level: 2, checked: { segments }, differences: [], unchecked: [] },
    ...{ sample: { ...sample, assurances: [] }, ...change },
  };
  const versions = { deno: name.slice(0, 1) };
  return { name, verified: { lock: LOCK, figures: [], code: {}, reports: [report], versions } };
}

const seenOf = (receipts: readonly NamedReceipt[]) => mergeReceipts(receipts, LOCK).assurances[0];

Deno.test("mergeReceipts() multiplies the chances that samples of several nonces miss a fault", () => {
  const one = receipt("a", "n", [stratum("relu", 10, 3, 2)]);
  const two = receipt("b", "m", [stratum("relu", 10, 3, 5)]);
  assertAlmostEquals(seenOf([one]).seen, 0.2, 1e-14);
  assertAlmostEquals(seenOf([one, two]).seen, 1 - 0.8 * 0.5, 1e-14);
  const { receipts, nonces, machines, segments, result } = mergeReceipts([one, two], LOCK);
  assertEquals([receipts, nonces, machines, segments, result], [2, 2, 2, 21, "agrees"]);
});

Deno.test("mergeReceipts() is what counting both samples one by one gives, wherever the faults are", () => {
  // Two strata of 3 and 2 units of one segment each; of each sample one unit of each stratum.
  const strata = [stratum("relu", 3, 1, 1), { ...stratum("relu", 2, 1, 1), name: "relu short" }];
  const merged = mergeReceipts([receipt("a", "n", strata), receipt("b", "m", strata)], LOCK);
  const samples = [0, 1, 2].flatMap((first) => [3, 4].map((second) => [first, second]));
  const misses = (wrong: readonly number[]) =>
    samples.filter((sample) => !sample.some((unit) => wrong.includes(unit))).length /
    samples.length;
  for (const { faults, seen } of merged.assurances) {
    const places = Array.from(
      { length: 32 },
      (_, bits) => [0, 1, 2, 3, 4].filter((k) => bits >> k & 1),
    )
      .filter(({ length }) => length === faults);
    const least = Math.min(...places.map((wrong) => 1 - misses(wrong) ** 2));
    assertAlmostEquals(seen, least, 1e-14, `${faults}`);
  }
});

Deno.test("mergeReceipts() of other cuts of an experiment states no more than is sure", () => {
  // Ten units of three segments, or thirty of one: a fault lies in one unit of each.
  const whole = receipt("a", "n", [stratum("relu", 10, 3, 2)]);
  const single = receipt("b", "m", [stratum("relu", 30, 1, 3)]);
  const { seen, segments } = seenOf([whole, single]);
  assertEquals(segments, 30);
  assertAlmostEquals(seen, 1 - 0.8 * 0.9, 1e-14);
});

Deno.test("mergeReceipts() counts samples of one nonce once, by the one that went furthest", () => {
  const short = receipt("a", "n", [stratum("relu", 10, 3, 2)]);
  const long = receipt("b", "n", [stratum("relu", 10, 3, 4)]);
  for (const both of [[short, long], [long, short]]) {
    assertEquals(mergeReceipts(both, LOCK).nonces, 1);
    assertAlmostEquals(seenOf(both).seen, 0.4, 1e-14);
  }
});

Deno.test("mergeReceipts() speaks of what at least one sample was drawn from", () => {
  const one = receipt("a", "n", [stratum("relu", 10, 1, 2), stratum("tanh", 10, 1, 0)]);
  const two = receipt("b", "m", [stratum("tanh", 10, 1, 5), stratum("slow", 7, 1, 0)]);
  assertEquals(seenOf([one, two]).segments, 20);
  assertAlmostEquals(seenOf([one, two]).seen, 0.2, 1e-14);
  const none = receipt("c", "k", [stratum("relu", 10, 1, 0)]);
  const merged = mergeReceipts([none], LOCK);
  assertEquals([merged.result, merged.assurances], ["nothing", []]);
});

Deno.test("mergeReceipts() claims nothing where one of them differs, and names it", () => {
  const one = receipt("a", "n", [stratum("relu", 10, 3, 2)]);
  const bad = receipt("b", "m", [stratum("relu", 10, 3, 2)], {
    differences: [{ id: "train/relu/r00/a0/s01", what: "differs" }],
  });
  const { result, disagreeing, assurances } = mergeReceipts([one, bad], LOCK);
  assertEquals([result, disagreeing, assurances], ["differs", ["b"], []]);
});

Deno.test("mergeReceipts() refuses receipts of another lock, and of none", () => {
  const one = receipt("a", "n", [stratum("relu", 10, 3, 2)]);
  const refused = (verified: NamedReceipt["verified"]) =>
    assertThrows(() => mergeReceipts([one, { name: "b", verified }], LOCK), RangeError, "b: lock");
  const { lock: _, ...without } = one.verified;
  refused({ ...one.verified, lock: "b".repeat(64) });
  const { message } = refused(without);
  assert(message.endsWith("current value is none"));
});
