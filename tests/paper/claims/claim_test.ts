import { assertEquals, assertThrows } from "@std/assert";
import {
  type Claim,
  judge,
  type MeasuredPart,
  type Part,
  thresholdOf,
} from "../../../lib/paper/claims/claim.ts";
import { type Bounds, byStudent } from "../../../lib/statistics/interval.ts";

function part(claimed: Part["claimed"], name = "one", threshold = 1, origin = 0): Part {
  return { name, claimed, threshold, origin, measure: { sides: [] } };
}

/** A part with the same interval at every level. */
const measured = (
  claimed: Part["claimed"],
  low: number,
  high: number,
  name?: string,
): MeasuredPart => ({
  part: part(claimed, name),
  interval: { value: (low + high) / 2, at: () => [low, high] },
});

const CLAIM = { id: "one" } as Claim;

Deno.test("judge() goes by the side on which a whole interval lies, the threshold included", () => {
  const verdict = (...of: Parameters<typeof measured>) => judge(CLAIM, [measured(...of)]).verdict;
  assertEquals(verdict("at least", 1.5, 2), "holds");
  assertEquals(verdict("at least", 1, 2), "holds");
  assertEquals(verdict("at least", 0.9, 2), "undecided");
  assertEquals(verdict("at least", 0, 1), "undecided");
  assertEquals(verdict("at least", 0, 0.9), "does not hold");
  assertEquals(verdict("at most", 0, 1), "holds");
  assertEquals(verdict("at most", 0, 1.1), "undecided");
  assertEquals(verdict("at most", 1, 2), "undecided");
  assertEquals(verdict("at most", 1.1, 2), "does not hold");
  assertEquals(verdict("at most", 1, 1), "holds");
  assertEquals(verdict("at least", 1, 1), "holds");
});

Deno.test("judge() of one repeat is undecided, and of what is no number refused", () => {
  const of = (value: number, low: number, high: number) =>
    judge(CLAIM, [{ part: part("at least"), interval: { value, at: (): Bounds => [low, high] } }]);
  assertEquals(of(9, -Infinity, Infinity).verdict, "undecided");
  for (const wrong of [NaN, Infinity]) {
    assertThrows(() => of(wrong, -Infinity, Infinity), RangeError, "must be finite");
  }
  for (const low of [NaN, 10]) assertThrows(() => of(9, low, Infinity), RangeError, "interval");
});

Deno.test("judge() goes by the part that decides, and puts it first", () => {
  const holds = measured("at least", 3, 4, "holds"), tight = measured("at least", 1, 9, "tight");
  const fails = measured("at least", -1, 0, "fails"), worse = measured("at most", 4, 5, "worse");
  const open = measured("at least", 0, 2, "open"),
    missing = { part: part("at least"), missing: "" };
  const full = { part: part("at least", "full"), full: true as const };
  const verdict = (...parts: MeasuredPart[]) => {
    const { verdict, parts: [{ part: { name } }] } = judge(CLAIM, parts);
    return `${verdict}: ${name}`;
  };
  assertEquals(verdict(holds, tight), "holds: tight");
  assertEquals(verdict(holds, open, tight), "undecided: open");
  assertEquals(verdict(open, missing, holds), "not measured: one");
  assertEquals(verdict(holds, fails, missing, open, worse), "does not hold: worse");
  // What has nothing to gain says nothing, unless there is nothing else.
  assertEquals(verdict(full, holds), "holds: holds");
  assertEquals(verdict(full, full), "undecided: full");
});

Deno.test("a part that is refuted by itself is not where one of many is refuted by chance", () => {
  // 2.5 errors from the threshold: outside at 95 %, inside at 99.5 %.
  const off: MeasuredPart = { part: part("at least", "off"), interval: byStudent(-1.5, 1, 49) };
  const rest = (n: number) =>
    Array.from({ length: n }, (_, k) => measured("at least", 2, 3, `${k}`));
  assertEquals(judge(CLAIM, [off]).verdict, "does not hold");
  assertEquals(judge(CLAIM, [off, ...rest(9)]).verdict, "undecided");
  // As all parts must hold, none needs a correction for that.
  const near: MeasuredPart = { part: part("at least", "near"), interval: byStudent(3.5, 1, 49) };
  assertEquals(judge(CLAIM, [near, ...rest(9)]).verdict, "holds");
});

Deno.test("thresholdOf() is half as far, or twice as far, from where it is counted", () => {
  const of = (threshold: number, origin: number) =>
    [1, 0.5, 2].map((scale) => thresholdOf(part("at least", "one", threshold, origin), scale));
  assertEquals(of(0.5, 0), [0.5, 0.25, 1]);
  assertEquals(of(11.5, 12), [11.5, 11.75, 11]);
  assertEquals(of(0, 0), [0, 0, 0]);
  const halved = judge(CLAIM, [measured("at least", 0.6, 0.9)], 0.5);
  assertEquals(halved.verdict, "holds");
});
