import { assertEquals, assertThrows } from "@std/assert";
import {
  type Claim,
  judge,
  judgePart,
  missingPart,
  type Part,
} from "../../../lib/paper/claims/claim.ts";

function part(claimed: Part["claimed"], name = "one"): Part {
  return { name, claimed, threshold: 1, measure: { sides: [] } };
}

const judged = (claimed: Part["claimed"], low: number, high: number, name?: string) =>
  judgePart(part(claimed, name), { value: (low + high) / 2, low, high });

const CLAIM = { id: "one" } as Claim;

Deno.test("judgePart() goes by the side on which the whole interval lies, the threshold included", () => {
  const verdict = (...of: Parameters<typeof judged>) => judged(...of).verdict;
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

Deno.test("judgePart() of one repeat is undecided, and of what is no number refused", () => {
  const infinite = { value: 9, low: -Infinity, high: Infinity };
  assertEquals(judgePart(part("at least"), infinite).verdict, "undecided");
  for (const wrong of [{ ...infinite, value: NaN }, { ...infinite, value: Infinity }]) {
    assertThrows(() => judgePart(part("at least"), wrong), RangeError, "must be finite");
  }
  for (const low of [NaN, 10]) {
    assertThrows(() => judgePart(part("at least"), { ...infinite, low }), RangeError, "interval");
  }
});

Deno.test("judge() goes by the part that decides, and puts it first", () => {
  const holds = judged("at least", 3, 4, "holds"), tight = judged("at least", 1, 9, "tight");
  const fails = judged("at least", -1, 0, "fails"), worse = judged("at most", 4, 5, "worse");
  const open = judged("at least", 0, 2, "open"), missing = missingPart(part("at least"), "it");
  const verdict = (...parts: Parameters<typeof judge>[1][number][]) => {
    const { verdict, parts: [{ part: { name } }] } = judge(CLAIM, parts);
    return `${verdict}: ${name}`;
  };
  assertEquals(verdict(holds, tight), "holds: tight");
  assertEquals(verdict(holds, open, tight), "undecided: open");
  assertEquals(verdict(open, missing, holds), "not measured: one");
  assertEquals(verdict(holds, fails, missing, open, worse), "does not hold: worse");
});
