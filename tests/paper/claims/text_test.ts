import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Claim, Part } from "../../../lib/paper/claims/claim.ts";
import type { DetailedPart, Measured } from "../../../lib/paper/claims/measure.ts";
import {
  claimedText,
  detailText,
  estimateText,
  numberText,
  partText,
  remarks,
  rowText,
} from "../../../lib/paper/claims/text.ts";
import { measuredOf } from "./made_up_judgements.ts";

const PART: Part = {
  ...{ name: "one", measure: { sides: [] }, claimed: "at least", threshold: 0.5, origin: 0 },
};
const CLAIM: Claim = {
  ...{ id: "id", where: "4.1", text: "it is so", quantity: "it", unit: "bits", why: "it says so" },
  ...{ epochs: 0, parts: [PART] },
};

const part = (rest: Partial<DetailedPart> = {}): DetailedPart => ({
  ...{ part: PART, verdict: "holds", estimate: { value: 1, low: 0.75, high: 1.25 }, margin: 0.25 },
  ...{ peaks: new Map(), ...rest },
});

const measured = (rest: Partial<Measured> = {}) => measuredOf(CLAIM, "holds", [part()], rest);

Deno.test("numberText() shows three places, of what is small four, and no minus zero", () => {
  assertEquals([0, -0, 1, -1.5, 12.3456].map(numberText), [
    "0.0000",
    "0.0000",
    "1.000",
    "-1.500",
    "12.346",
  ]);
  assertEquals([0.1, 0.0999, -0.05, 1e-4].map(numberText), [
    "0.100",
    "0.0999",
    "-0.0500",
    "0.0001",
  ]);
  assertEquals([9.9e-5, -3e-7, Infinity].map(numberText), ["9.9e-5", "-3.0e-7", "inf"]);
  assertEquals(estimateText({ value: 5, low: -Infinity, high: Infinity }), "5.000 [-inf, inf]");
  assertEquals(estimateText({ value: 5, low: 5, high: 5 }), "5.000");
});

Deno.test("claimedText() has the threshold as it is written", () => {
  const of = (threshold: number) => claimedText({ part: { ...PART, threshold } });
  assertEquals([0.5, 0, 11.9, 1e-9, 12 - 0.1].map(of), [
    "at least 0.5",
    "at least 0",
    "at least 11.9",
    "at least 1e-9",
    "at least 11.9",
  ]);
});

Deno.test("partText() has value, interval, threshold, verdict, other peaks, and repeats by themselves", () => {
  const peaks = new Map([["own", { value: 2, low: 1, high: 3 }]] as const);
  assertEquals(
    partText(part({ peaks, past: { past: 4, of: 5 } })),
    "one: 1.000 [0.750, 1.250], claimed at least 0.5: holds, by each repeat's own peak 2.000 " +
      "[1.000, 3.000]; 4 of 5 repeats by themselves",
  );
  const bare = { part: PART, margin: 0, peaks: new Map() };
  assertEquals(partText({ ...bare, verdict: "not measured", missing: "it" }), "one: it is missing");
  assertEquals(
    partText({ ...bare, verdict: "full" }),
    "one: nothing to judge",
  );
});

Deno.test("remarks() says what a verdict hangs on, and nothing where it hangs on nothing", () => {
  assertEquals(remarks(measured()), []);
  const peaks = new Map([["mean", "holds"], ["own", "does not hold"], ["warm", "holds"]] as const);
  assertEquals(remarks(measured({ peaks })), [
    "Judged by the mean curve's peak; by each repeat's own peak it does not hold.",
  ]);
  const alike = new Map([["mean", "holds"], ["own", "holds"]] as const);
  assertEquals(remarks(measured({ peaks: alike, near: true, doubled: "undecided" })), [
    "Judged by the mean curve's peak; other peaks say the same.",
    "Close: one repeat more or less makes another verdict.",
    "With twice the threshold it is undecided.",
  ]);
  assertEquals(remarks(measured({ filtered: { dropped: 2, verdict: "undecided" } })), [
    "Without the 2 repeats that end below 0.55 it is undecided.",
  ]);
  const open = measuredOf(CLAIM, "undecided", [part({ verdict: "undecided", by: "mean curves" })], {
    halved: "undecided",
    doubled: "undecided",
    filtered: { dropped: 0, verdict: "undecided" },
  });
  assertStringIncludes(remarks(open).join(), "Needs the repeats' own curves by bins");
  const alone = { value: 1, low: -Infinity, high: Infinity };
  const few = measuredOf(CLAIM, "undecided", [part({ verdict: "undecided", estimate: alone })]);
  assertStringIncludes(remarks(few).join(), "Needs more repeats");
  const medians = measuredOf(CLAIM, "holds", [part({ by: "medians" })]);
  assertStringIncludes(remarks(medians).join(), "By medians");
});

Deno.test("rowText() is a sentence of the part that decides; detailText() has them all, and the basis", () => {
  const parts = [part(), part({ part: { ...PART, name: "two" } })];
  const basis = [{ experiment: "SYN-Tanh-8", holding: "made up", repeats: 3, of: 50 }];
  const one = measuredOf(CLAIM, "holds", parts, { basis });
  assertEquals(
    rowText(one, 200),
    "HOLDS id (4.1)\n  it is so. It (bits): one: 1.000 [0.750, 1.250], claimed at least 0.5: holds. " +
      "Other parts: 1 holds.",
  );
  for (const line of rowText(one, 40).split("\n")) assertEquals(line.length <= 40, true, line);
  assertEquals(detailText(one, 200).split("\n"), [
    "HOLDS id (4.1)",
    "  it is so.",
    "  It (bits):",
    "    one: 1.000 [0.750, 1.250], claimed at least 0.5: holds",
    "    two: 1.000 [0.750, 1.250], claimed at least 0.5: holds",
    "  Thresholds: it says so.",
    "  Measured on SYN-Tanh-8 3 of 50 repeats, made up.",
  ]);
});
