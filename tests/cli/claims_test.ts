/** The ledger on what is published. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { CLAIMS, UNCHECKABLE } from "../../lib/study/claims.ts";
import { output } from "./support.ts";

interface Judged {
  claims: { id: string; verdict: string; parts: { name: string; estimate: { mean: number } }[] }[];
  notCheckable: unknown[];
}

Deno.test("claims judges every sentence by the published results, with no store", async () => {
  const { claims, notCheckable }: Judged = JSON.parse(
    await output(["claims", "--store", "/none", "--json"]),
  );
  assertEquals(claims.map(({ id }) => id), CLAIMS.map(({ id }) => id));
  assertEquals(notCheckable.length, UNCHECKABLE.length);
  for (const { id, verdict, parts } of claims) {
    assert(["holds", "does not hold", "undecided"].includes(verdict), `${id}: ${verdict}`);
    assert(parts.length > 0, id);
  }
  // What exact information cannot do, whatever is published.
  const exact = claims.find(({ id }) => id === "2-dpi-exact")!;
  assertEquals(exact.verdict, "holds");
  for (const { estimate: { mean } } of exact.parts) assert(mean <= 1e-9, String(mean));
});

Deno.test("claims says for people what was measured and what was claimed", async () => {
  const text = await output(["claims", "A-relu-30-dpi", "--store", "/none"]);
  assertMatch(text, /^(holds|does not hold|undecided) +A-relu-30-dpi \(A, figure A\.6\): /);
  assertMatch(text, /must be at least 0\.01\n {4}ReLU: -?\d\.\d+ \(/);
  assertMatch(text, /^1 (holds|does not hold|undecided)$/m);
});
