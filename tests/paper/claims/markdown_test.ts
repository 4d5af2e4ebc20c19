import { assertEquals } from "@std/assert";
import type { Claim, Part } from "../../../lib/paper/claims/claim.ts";
import { claimsTable, partsTable } from "../../../lib/paper/claims/markdown.ts";
import { measuredOf } from "./made_up_judgements.ts";

const part = (name: string): Part => ({
  ...{ name, measure: { sides: [] }, claimed: "at most", threshold: 0.5, origin: 0 },
});
const ONE = part("one"), TWO = part("two");
const CLAIM: Claim = {
  ...{ id: "id", where: "1", text: "it | that is so", quantity: "it", unit: "bits", why: "so" },
  ...{ epochs: 0, parts: [ONE, TWO] },
};
const judged = measuredOf(CLAIM, "undecided", [
  {
    ...{ part: TWO, verdict: "undecided", estimate: { value: 0.5, low: 0.25, high: 0.75 } },
    ...{ margin: 0, peaks: new Map([["own", { value: 1, low: 1, high: 1 }]]) },
    past: { past: 3, of: 5 },
  },
  { part: ONE, verdict: "full", margin: Infinity, peaks: new Map() },
]);

Deno.test("claimsTable() has a row a claim with the part that decides; bars are escaped", () => {
  assertEquals(
    claimsTable([judged]).split("\n").at(-1),
    "| `id` it \\| that is so | undecided | two: 0.500 [0.250, 0.750] | at most 0.5 | 1.000 |  | 3 of 5 |",
  );
});

Deno.test("partsTable() has the parts in the order of the ledger", () => {
  assertEquals(partsTable(judged).split("\n").slice(2), [
    "| one | full | nothing to judge | at most 0.5 |  |  |  |",
    "| two | undecided | 0.500 [0.250, 0.750] | at most 0.5 | 1.000 |  | 3 of 5 |",
  ]);
});
