/** Numbers of results on pages: each is quoted from a claim that the page names, and is what `deno task claims` prints. */
import { assert, assertEquals } from "@std/assert";
import { CLAIMS, judgeClaims, UNCHECKABLE } from "../../lib/paper/claims/judge.ts";
import { quotesOf, requoted, withoutQuotes } from "../../lib/paper/claims/quoted.ts";
import { PublishedFolder } from "../../lib/published/folder.ts";
import { publishedHolding } from "../../lib/published/holding.ts";
import { PAGES } from "../../tasks/dev/numbers.ts";
import { pageOf } from "./markdown.ts";

Deno.test("pages quote the numbers that claims print (else: deno task dev:numbers)", async () => {
  const published = await PublishedFolder.open();
  if (published === undefined) return;
  const judged = await judgeClaims([await publishedHolding(published)], CLAIMS);
  for (const path of PAGES) {
    const page = await pageOf(path);
    assertEquals(
      quotesOf(page),
      quotesOf(requoted(page, { judged, uncheckable: UNCHECKABLE })),
      path,
    );
  }
});

/** What of a page is about results. */
async function resultsOf(path: string): Promise<string> {
  const page = await pageOf(path);
  if (path !== "README.md") return page;
  const found = /^## What came out\n[\s\S]*?(?=^## )/m.exec(page);
  return found![0];
}

/** Numbers that are no results: rules, thresholds, bounds, sections. */
const GIVEN = ["0.55", "0.5", "0.1", "16.095", "95"];

Deno.test("no page tells the number of a result that it does not quote", async () => {
  for (const path of PAGES) {
    const rest = withoutQuotes(await resultsOf(path)).replaceAll(/`[^`]*`|\([\d., A-F]+\)/g, "");
    const numbers = [...rest.matchAll(/\d+\.\d+|\d+(?=%| bits?\b)/g)].map(([number]) => number);
    const told = numbers.filter((one) =>
      !GIVEN.includes(one) && !/^(4|8|12|257)(\.\d)?$/.test(one)
    );
    assertEquals(told, [], path);
  }
});

Deno.test("pages name the claims that they quote", async () => {
  for (const path of PAGES) {
    const page = await resultsOf(path),
      ids = quotesOf(page).map(({ from }) => from.split(" :: ")[0]);
    const quoted = new Set(ids.filter((id) => CLAIMS.some((claim) => claim.id === id)));
    const named = withoutQuotes(page);
    assert(quoted.size > 0, path);
    assertEquals([...quoted].filter((id) => !named.includes(id)), [], path);
  }
});
