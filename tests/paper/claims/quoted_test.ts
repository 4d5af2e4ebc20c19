import { assertEquals, assertThrows } from "@std/assert";
import type { Claim, Part } from "../../../lib/paper/claims/claim.ts";
import {
  quotedClaims,
  quotesOf,
  requoted,
  withoutQuotes,
} from "../../../lib/paper/claims/quoted.ts";
import { measuredOf } from "./made_up_judgements.ts";

const PART: Part = {
  ...{ name: "I(X;T5)", measure: { sides: [] }, claimed: "at most", threshold: 0.5, origin: 0 },
};
const CLAIM: Claim = {
  ...{ id: "4.1-id", where: "4.1", text: "so", quantity: "it", unit: "bits", why: "so" },
  ...{ epochs: 0, parts: [PART] },
};
const quotable = {
  judged: [measuredOf(CLAIM, "holds", [{
    ...{ part: PART, verdict: "holds", estimate: { value: 0.25, low: 0.125, high: 0.375 } },
    ...{ margin: 0, past: { past: 3, of: 5 } },
    peaks: new Map([["own", { value: 1, low: 0.5, high: 1.5 }]]),
  }], { basis: [{ experiment: "SYN-ReLU-8", holding: "it", repeats: 3, of: 50 }] })],
  uncheckable: [{ id: "u", where: "A", text: "so", why: "so" }],
};
const quote = (from: string, text = "?") => `<abbr title="${from}">${text}</abbr>`;

Deno.test("requoted() writes every field of a claim", () => {
  const cases = [
    ["4.1-id :: I(X;T5)", "0.250 [0.125, 0.375]"],
    ["4.1-id :: I(X;T5) :: value", "0.250"],
    ["4.1-id :: I(X;T5) :: own", "1.000 [0.500, 1.500]"],
    ["4.1-id :: I(X;T5) :: own value", "1.000"],
    ["4.1-id :: I(X;T5) :: past", "3 of 5"],
    ["4.1-id :: verdict", "holds"],
    ["sentences :: holds", "1"],
    ["sentences :: undecided", "0"],
    ["sentences :: not checkable", "1"],
    ["repeats :: SYN-ReLU-8", "3"],
  ];
  for (const [from, text] of cases) {
    assertEquals(requoted(`a ${quote(from)} b`, quotable), `a ${quote(from, text)} b`, from);
  }
});

Deno.test("requoted() refuses a quote of nothing", () => {
  const wrong = ["4.1-none :: verdict", "4.1-id :: I(X;T4)", "4.1-id :: I(X;T5) :: warm"];
  for (const from of [...wrong, "repeats :: MNIST-Conv"]) {
    assertThrows(() => requoted(quote(from), quotable), RangeError, from);
  }
});

Deno.test("quotes are read however a page is broken into lines", () => {
  const page = `x ${quote("4.1-id ::\n  I(X;T5)", "0.250\n  [0.125, 0.375]")} y`;
  assertEquals(quotesOf(page), [{ from: "4.1-id :: I(X;T5)", text: "0.250 [0.125, 0.375]" }]);
  assertEquals([...quotedClaims(page)], ["4.1-id"]);
  assertEquals(withoutQuotes(page), "x  y");
});
