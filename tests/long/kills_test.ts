/** SIGKILL at random moments, a thousand times; `EXACT_IB_KILLS` for another number. An hour on two cores. */
import { killDrill } from "../system/kills.ts";
import { seeded, withFolder } from "../system/support.ts";

const KILLS = Number(Deno.env.get("EXACT_IB_KILLS") ?? 1000);

Deno.test(`reproduce goes on after each of ${KILLS} kills and ends with the same bits`, async () => {
  await withFolder((folder) => killDrill(folder, KILLS, seeded("kills"), ["fig3"]));
});
