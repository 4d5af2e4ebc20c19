/** Rebuilds fixtures/code-manifest.json, or with --check says whether it is up to date. */
import { ENTRIES } from "../../lib/plan/kinds.ts";
import { entryDigests } from "../../lib/steps/code/digest.ts";
import {
  buildManifest,
  firstStale,
  formatManifest,
  manifestPath,
  readManifest,
} from "../../lib/steps/code/manifest.ts";
import { projectRoot } from "../../lib/steps/code/project.ts";
import { complain } from "../_output.ts";
import { checkFlag } from "./_check_flag.ts";

const HELP = `Usage: deno task dev:manifest [--check]

Rebuilds ${manifestPath}: the stripped digest of every module under
lib/, and the code digest of every kind of step.

  --check  change nothing; exit 1 if the file is stale`;

/**
 * @param args Command line.
 * @param root Folder of the project, with a slash at its end.
 * @param entries Entry modules of its kinds of steps.
 * @returns Exit code: 0 done, 1 stale, 2 wrong usage.
 */
export async function main(
  args: readonly string[],
  root = projectRoot,
  entries: readonly string[] = Object.values(ENTRIES),
): Promise<number> {
  const check = checkFlag(args, "rebuild the code manifest", HELP);
  if (typeof check === "number") return check;
  const stripped = await buildManifest(root);
  const fresh = { ...stripped, entries: await entryDigests(root, stripped, entries) };
  if (!check) {
    await Deno.writeTextFile(new URL(manifestPath, root), formatManifest(fresh));
    return 0;
  }
  const stale = firstStale(fresh, await readManifest(root));
  if (stale === undefined) return 0;
  complain(`${stale} differs from ${manifestPath}: run "deno task dev:manifest"`);
  return 1;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
