/** Writes the numbers of claims that pages quote, or with --check says whether they are as they are now. */
import { CLAIMS, judgeClaims, UNCHECKABLE } from "../../lib/paper/claims/judge.ts";
import { requoted } from "../../lib/paper/claims/quoted.ts";
import { PublishedFolder } from "../../lib/published/folder.ts";
import { publishedHolding } from "../../lib/published/holding.ts";
import { projectRoot } from "../../lib/steps/code/project.ts";
import { complain } from "../_output.ts";
import { checkFlag } from "./_check_flag.ts";

const HELP = `Usage: deno task dev:numbers [--check]

Writes the numbers of claims into README.md and docs/findings.md, each behind a comment that names
the claim, from the published results.

  --check  change nothing; exit 1 if a page has another number`;

/** Pages that quote claims. */
export const PAGES = ["README.md", "docs/findings.md"];

/**
 * @param args Command line.
 * @param root Folder of the project, with a slash at its end.
 * @returns Exit code: 0 done, 1 a page has another number, 2 wrong usage.
 */
export async function main(args: readonly string[], root = projectRoot): Promise<number> {
  const check = checkFlag(args, "write the numbers", HELP);
  if (typeof check === "number") return check;
  const published = await PublishedFolder.open();
  if (published === undefined) {
    complain("Cannot write the numbers: there are no published results");
    return 1;
  }
  const judged = await judgeClaims([await publishedHolding(published)], CLAIMS);
  let stale = 0;
  for (const name of PAGES) {
    const url = new URL(name, root), page = await Deno.readTextFile(url);
    const now = requoted(page, { judged, uncheckable: UNCHECKABLE });
    if (!check) await Deno.writeTextFile(url, now);
    else if (now.replace(/\s+/g, " ") !== page.replace(/\s+/g, " ")) {
      complain(`${name} has other numbers: run "deno task dev:numbers"`);
      stale++;
    }
  }
  return stale > 0 ? 1 : 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
