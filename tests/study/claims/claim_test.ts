import { assert, assertEquals, assertRejects } from "@std/assert";
import { type Claim, judge } from "../../../lib/study/claims/claim.ts";
import { CLAIMS, UNCHECKABLE } from "../../../lib/study/claims/ledger.ts";
import { type ClaimResults, NotMeasuredError } from "../../../lib/study/claims/results.ts";

const NONE = {} as ClaimResults;

function claim(side: Claim["side"], ...estimates: [mean: number, half: number][]): Claim {
  const parts = estimates.map(([mean, half], k) => ({ name: `${k}`, estimate: { mean, half } }));
  const text = { where: "1", text: "it is so", quantity: "bits", why: "it says so" };
  return { id: "one", ...text, side, threshold: 1, measure: () => Promise.resolve(parts) };
}

const verdictOf = async (one: Claim) => (await judge(one, NONE)).verdict;

Deno.test("judge() goes by the side on which the whole interval lies", async () => {
  assertEquals(await verdictOf(claim("at least", [1.5, 0.5])), "holds");
  assertEquals(await verdictOf(claim("at least", [1.5, 0.6])), "undecided");
  assertEquals(await verdictOf(claim("at least", [0.5, 0.6])), "undecided");
  assertEquals(await verdictOf(claim("at least", [0.5, 0.5])), "does not hold");
  assertEquals(await verdictOf(claim("at most", [0.5, 0.5])), "holds");
  assertEquals(await verdictOf(claim("at most", [1.5, 0.4])), "does not hold");
  assertEquals(await verdictOf(claim("at most", [1, 0])), "holds");
});

Deno.test("judge() of several parts: one that fails decides, and the worst comes first", async () => {
  const judged = await judge(claim("at least", [3, 0], [0, 0.5], [1, 2]), NONE);
  assertEquals(judged.verdict, "does not hold");
  assertEquals(judged.parts.map(({ name }) => name), ["1", "2", "0"]);
  assertEquals(await verdictOf(claim("at least", [3, 0], [1, 2])), "undecided");
});

Deno.test("judge() says what is missing, and refuses what is no number", async () => {
  const missing = {
    ...claim("at least"),
    measure: () => Promise.reject(new NotMeasuredError("aggregate/syn/n2")),
  };
  const judged = await judge(missing, NONE);
  assertEquals([judged.verdict, judged.missing], ["not measured", "aggregate/syn/n2"]);
  await assertRejects(() => judge(claim("at least", [NaN, 0]), NONE), RangeError, "finite");
  await assertRejects(() => judge(claim("at most", [0, NaN]), NONE), RangeError, "finite");
});

Deno.test("the ledger covers the sections about the synthetic data, each claim once", () => {
  const all = [...CLAIMS, ...UNCHECKABLE], ids = all.map(({ id }) => id);
  assertEquals(new Set(ids).size, ids.length);
  for (const section of ["4.1", "4.3", "5", "A", "B", "C", "D", "F"]) {
    assert(all.some(({ where }) => where.split(/[,;] /).includes(section)), section);
  }
  for (const { id, text, why } of all) {
    assert(/^[\w.-]+$/.test(id) && text.length > 10 && why.length > 3, id);
  }
  for (const { id, threshold } of CLAIMS) assert(Number.isFinite(threshold), id);
});
