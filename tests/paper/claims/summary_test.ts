import { assertEquals } from "@std/assert";
import type { Claim, Verdict } from "../../../lib/paper/claims/claim.ts";
import type { Measured } from "../../../lib/paper/claims/measure.ts";
import {
  hangsOn,
  sectionsOf,
  sentencesOf,
  summaryTable,
} from "../../../lib/paper/claims/summary.ts";
import { measuredOf } from "./made_up_judgements.ts";

function row(
  id: string,
  where: string,
  verdict: Verdict,
  { sentence, aside }: Pick<Claim, "sentence" | "aside"> = {},
  rest: Partial<Measured> = {},
): Measured {
  const texts = { text: "it is so", quantity: "it", why: "it says so" };
  const claim: Claim = {
    ...{ id, where, ...texts, unit: "bits", epochs: 0, parts: [] },
    ...(sentence === undefined ? {} : { sentence }),
    ...(aside === undefined ? {} : { aside }),
  };
  return measuredOf(claim, verdict, [], rest);
}

Deno.test("sectionsOf() reads sections, and no figures", () => {
  assertEquals(sectionsOf({ where: "abstract, 4.1, A, figure A.6; docs/protocol.md, section 9" }), [
    "abstract",
    "4.1",
    "A",
  ]);
});

Deno.test("a sentence with several rows counts once, by the row that decides", () => {
  const rows = [
    row("a", "4.1", "holds"),
    row("b", "4.2", "holds", { sentence: "s" }),
    row("c", "5", "undecided", { sentence: "s" }),
    row("d", "5", "does not hold", { aside: "reading" }),
    row("e", "4.1", "does not hold", { aside: "own" }),
  ];
  assertEquals(sentencesOf(rows), [
    { id: "a", section: "4.1", verdict: "holds" },
    { id: "s", section: "4.2", verdict: "undecided" },
  ]);
  const table = summaryTable(rows, [{ id: "u", where: "A", text: "it is so", why: "so" }]);
  assertEquals(table.map((line) => line.trimEnd().split(/ {2,}/).join("|")), [
    "|holds|does not|undecided|not measured|not checkable",
    "4.1|1|-|-|-|-",
    "4.2|-|-|1|-|-",
    "A|-|-|-|-|1",
    "sentences of the paper|1|-|1|-|1",
    "other readings|-|1|-|-|-",
    "findings of our own|-|1|-|-|-",
  ]);
});

Deno.test("hangsOn() counts rows whose verdict hangs on a choice, and names them as far as they fit", () => {
  const peaks = new Map([["mean", "holds"], ["own", "undecided"]] as const);
  const rows = [
    row("a-claim", "1", "holds", {}, { near: true, halved: "undecided" }),
    row("another-claim", "1", "holds", {}, { near: true, peaks }),
    row("steady", "1", "holds"),
  ];
  assertEquals(hangsOn(rows, 80), [
    "1 of 3 rows hang on which peak is taken: another-claim",
    "2 of 3 rows hang on a single repeat: a-claim, another-claim",
    "1 of 3 rows hang on the size of the threshold: a-claim",
    "0 of 3 rows hang on the filter at 0.55",
  ]);
  assertEquals(hangsOn(rows, 50).slice(1, 4), [
    "  another-claim",
    "2 of 3 rows hang on a single repeat: a-claim,",
    "  another-claim",
  ]);
  const many = Array.from(
    { length: 11 },
    (_, k) => row(`row-${k}`, "1", "holds", {}, { near: true }),
  );
  assertEquals(
    hangsOn(many, 80)[1],
    "11 of 11 rows hang on a single repeat: row-0, row-1, row-2, row-3, row-4, ...",
  );
});
