import { assertEquals } from "@std/assert";
import type { Claim, Part } from "../../../lib/paper/claims/claim.ts";
import { judgementText } from "../../../lib/paper/claims/text.ts";
import type { Measured } from "../../../lib/paper/claims/measure.ts";

const PART: Part = { name: "one", measure: { sides: [] }, claimed: "at least", threshold: 0 };
const CLAIM: Claim = {
  ...{ id: "id", where: "4.1", text: "it is so", quantity: "it", unit: "bits", why: "it says so" },
  ...{ epochs: 0, parts: [PART] },
};

/** Parts with estimates, judged. */
function measured(...values: readonly [value: number, low: number, high: number][]): Measured {
  const parts = values.map(([value, low, high]) => {
    return { part: PART, verdict: "holds" as const, estimate: { value, low, high }, margin: 0 };
  });
  return { claim: CLAIM, verdict: "holds", parts, basis: [] };
}

/** The number and interval of a part as they are shown. */
function shown(value: number, low = value, high = value): string {
  const line = judgementText(measured([value, low, high]), false).split("\n")[2];
  return /^ {4}one: (.*), claimed at least 0: holds$/.exec(line)![1];
}

Deno.test("judgementText() shows numbers in three places, small ones in four, none as minus zero", () => {
  assertEquals([0, -0, 1, -1.5, 12.3456].map((x) => shown(x)), [
    "0.0000",
    "0.0000",
    "1.000",
    "-1.500",
    "12.346",
  ]);
  assertEquals([0.1, 0.0999, -0.05, 1e-4].map((x) => shown(x)), [
    "0.100",
    "0.0999",
    "-0.0500",
    "0.0001",
  ]);
  assertEquals([9.9e-5, -3e-7].map((x) => shown(x)), ["9.9e-5", "-3.0e-7"]);
  assertEquals(shown(5, -Infinity, Infinity), "5.000 [-inf, inf]");
  assertEquals(shown(5, 4.9996, 5.25), "5.000 [5.000, 5.250]");
});

Deno.test("judgementText() shows three parts, and says how many more there are", () => {
  const of = (count: number, whole: boolean) => {
    const parts = Array.from({ length: count }, (): [number, number, number] => [1, 1, 1]);
    return judgementText(measured(...parts), whole).split("\n").slice(2);
  };
  const line = "    one: 1.000, claimed at least 0: holds";
  assertEquals(of(3, false), [line, line, line]);
  assertEquals(of(4, false), [line, line, line, "    and 1 more (deno task claims id)"]);
  assertEquals(of(4, true), [line, line, line, line, "  thresholds: it says so"]);
});
