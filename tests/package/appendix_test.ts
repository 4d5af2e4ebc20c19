import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { appendixText, type Judged } from "../../lib/package/appendix.ts";
import { CLAIMS } from "../../lib/paper/claims/judge.ts";

const claims = CLAIMS.slice(0, 3).map((claim): Judged => {
  return { claim: { ...claim, text: `${claim.text} a|b` }, verdict: "holds" };
});
const about = { claims, lock: "0".repeat(64), run: "reproduce fig3 --preset smoke" };

Deno.test("appendixText() has every claim with its verdict, in tables that markdown reads", () => {
  const text = appendixText({ ...about, platforms: ["linux-x64-glibc"] });
  for (const { claim: { id } } of claims) assertStringIncludes(text, `| ${id} | `);
  assertStringIncludes(text, "a\\|b | holds |");
  for (const table of text.split("\n\n").filter((part) => part.startsWith("|"))) {
    const cells = table.split("\n").filter((line) => line !== "")
      .map((line) => line.replaceAll("\\|", "").split("|").length);
    assertEquals(new Set(cells).size, 1, table);
  }
  assertStringIncludes(text, "Deno is inside for linux-x64-glibc");
});

Deno.test("appendixText() says what a lean archive needs", () => {
  const text = appendixText({ ...about, platforms: [] });
  assertStringIncludes(text, "a lean one");
  assert(!text.includes("Deno is inside"));
});
