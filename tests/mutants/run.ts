/**
 * Tries all mutants, or those whose file or reason holds a word:
 *
 *     deno task dev:mutants [word]
 *
 * Prints killed or alive for each and a table by room, and ends with 1 if one is alive.
 */
import { MUTANTS } from "./all.ts";
import { fateText, tableText } from "./report.ts";
import { tryMutants } from "./mutants.ts";

const [word = ""] = Deno.args;
const chosen = MUTANTS.filter(({ file, why }) => `${file} ${why}`.includes(word));
const fates = await tryMutants(chosen, { onFate: (fate) => console.log(fateText(fate)) });
console.log(tableText(fates));
if (chosen.length === 0 || fates.some(({ killed }) => !killed)) Deno.exit(1);
