/** A sample of the mutants, drawn by the commit: the whole list is tried by the long tests. */
import { assertEquals } from "@std/assert";
import { MUTANTS } from "../mutants/all.ts";
import { sampleOf, tryMutants } from "../mutants/mutants.ts";
import { fateText } from "../mutants/report.ts";
import { PROJECT, system } from "./support.ts";

Deno.test("tests notice ten mutants of this commit", async () => {
  const git = ["-c", "safe.directory=*", "-C", PROJECT];
  const commit = (await system("git", ...git, "rev-parse", "HEAD")).trim();
  const fates = await tryMutants(sampleOf(MUTANTS, commit, 10), { soundFirst: false });
  assertEquals(fates.filter(({ killed }) => !killed).map(fateText), []);
});
