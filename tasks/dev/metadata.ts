/** Writes what archives and catalogues read of the package, or with --check says whether it is up to date. */
import { projectRoot } from "../../lib/steps/code/project.ts";
import { complain } from "../_output.ts";
import { citation, codemeta, zenodo } from "../../lib/package/about.ts";
import { checkFlag } from "./_check_flag.ts";

const HELP = `Usage: deno task dev:metadata [--check]

Writes CITATION.cff, codemeta.json and .zenodo.json from lib/package/about.ts.

  --check  change nothing; exit 1 if a file is another`;

/**
 * @param args Command line.
 * @param root Folder of the project, with a slash at its end.
 * @returns Exit code: 0 done, 1 a file is another, 2 wrong usage.
 */
export async function main(args: readonly string[], root = projectRoot): Promise<number> {
  const check = checkFlag(args, "write the metadata", HELP);
  if (typeof check === "number") return check;
  const json = (value: object) => JSON.stringify(value, null, 2) + "\n";
  const files = {
    "CITATION.cff": citation(),
    "codemeta.json": json(codemeta()),
    ".zenodo.json": json(zenodo()),
  };
  let stale = 0;
  for (const [name, text] of Object.entries(files)) {
    const url = new URL(name, root);
    if (!check) await Deno.writeTextFile(url, text);
    else if (await Deno.readTextFile(url).catch(() => undefined) !== text) {
      complain(`${name} differs from lib/package/about.ts: run "deno task dev:metadata"`);
      stale++;
    }
  }
  return stale > 0 ? 1 : 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
