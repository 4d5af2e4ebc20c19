/** All mutants: whatever of the code matters, a test notices when it changes. */
import { assert, assertEquals } from "@std/assert";
import { MUTANTS } from "../mutants/all.ts";
import { tryMutants } from "../mutants/mutants.ts";
import { fateText } from "../mutants/report.ts";

Deno.test("tests notice every mutant", async () => {
  assert(MUTANTS.length >= 120, `${MUTANTS.length} mutants`);
  const fates = await tryMutants(MUTANTS, { onFate: (fate) => console.log(fateText(fate)) });
  assertEquals(fates.filter(({ killed }) => !killed).map(fateText), []);
});
