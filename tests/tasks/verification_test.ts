import { assertEquals } from "@std/assert";
import type { LevelReport } from "../../lib/published/verify/report.ts";
import { assuranceLines, EXIT_CODES, levelText, secondsOf } from "../../tasks/_verification.ts";

const seen = (value: number, faults = 2) =>
  assuranceLines([{ faults, segments: 300, seen: value }])[0];

Deno.test("EXIT_CODES are 0 for what agrees, 1 for gaps, 3 for other bits, 4 for nothing", () => {
  assertEquals(EXIT_CODES, { agrees: 0, incomplete: 1, differs: 3, nothing: 4 });
});

Deno.test("assuranceLines() never say more than is so", () => {
  const text = (value: number) => /probability (\S+(?: \S+)?) at least/.exec(seen(value))![1];
  assertEquals([0.12345, 0.99999, 1, 0.5].map(text), ["0.1234", "0.9999", "1", "0.5000"]);
  assertEquals([0.00009, 1e-9].map(text), ["under 0.0001", "under 0.0001"]);
  assertEquals(text(0), "0.0000");
  // A probability that is a decimal of four places, but for its rounding.
  assertEquals(text(0.1 + 0.2), "0.3000");
  assertEquals(
    seen(0.5),
    "  2 wrong segments of 300 (0.7 %) would have been seen with probability 0.5000 at least, wherever they are",
  );
  assertEquals(
    seen(0.5, 1),
    "  1 wrong segment of 300 (0.33 %) would have been seen with probability 0.5000 at least, wherever it is",
  );
});

Deno.test("secondsOf() reads a time of more than nothing", () => {
  const times = ["90s", "1.5m", "2h", "0.001s"].map(secondsOf);
  assertEquals(times, [90, 90, 7200, 0.001]);
  for (const wrong of ["0s", "0.0m", "10", "m", "-1s", "1d", "1s ", ""]) {
    assertEquals(secondsOf(wrong), undefined, wrong);
  }
});

Deno.test("levelText() agrees only where something was compared and nothing is wrong", () => {
  const text = (change: Partial<LevelReport>) => {
    const report = { level: 1 as const, checked: { tables: 2 }, differences: [], unchecked: [] };
    return levelText({ ...report, ...change });
  };
  const head = "level 1, published repeats to aggregates to tables: ";
  assertEquals(text({}), `${head}2 tables: agree`);
  assertEquals(
    text({ checked: { tables: 0, repeats: 0 } }),
    `${head}0 tables, 0 repeats: nothing was compared`,
  );
  const wrong = { id: "table/fig1", what: "differs", where: "line 3" };
  assertEquals(
    text({ differences: [wrong] }),
    `${head}2 tables: 1 DIFFER\n  table/fig1: differs\n    line 3`,
  );
  const both = text({ differences: [wrong], unchecked: [{ id: "x", what: "gone" }] });
  assertEquals(both.split("\n")[0], `${head}2 tables: 1 DIFFER, 1 COULD NOT BE CHECKED`);
  const many = text({ differences: Array(102).fill({ id: "x", what: "y" }) }).split("\n");
  assertEquals([many.length, many.at(-1)], [102, "  and 2 more, which --json names"]);
});
