/** SIGKILL at random moments: what was finished stays, the next run goes on, the bits are the same. */
import { killDrill } from "./kills.ts";
import { seeded, withFolder } from "./support.ts";

const ARGS = ["fig3", "--preset", "smoke", "--format", "svg"];

// One thousand of them, of a longer run: tests/long/kills_test.ts.
Deno.test("reproduce goes on after each of fifty kills and ends with the same bits", async () => {
  await withFolder((folder) => killDrill(folder, 50, seeded("kills"), ARGS));
});
