/**
 * Collects what train.ts left in a folder, adds the planted fault (two minutes, once), and writes
 * tests/golden/witness.json:
 *
 *     deno run --lock=dev.lock -A tests/long/witness/collect.ts FOLDER
 *
 * A network whose run has not ended is left out, and the test that reads the file fails.
 *
 * @module
 */
import {
  NETWORKS,
  PLANTED_DECAY,
  type RepeatResult,
  REPEATS,
  type Witnessed,
} from "../../witness/results.ts";
import { trainWithDecay } from "./planted.ts";
import { Run, TOTAL } from "./run.ts";

const GOLDEN = new URL("../../golden/witness.json", import.meta.url);

/** Repeats with the planted fault, from the folder if they are there. */
async function planted(folder: string, activation: "relu" | "tanh"): Promise<RepeatResult[]> {
  const path = `${folder}/planted.json`;
  const text = await Deno.readTextFile(path).catch(() => undefined);
  if (text !== undefined) return JSON.parse(text);
  const results = Array.from(
    { length: REPEATS },
    (_, repeat) => trainWithDecay(activation, PLANTED_DECAY, repeat),
  );
  await Deno.writeTextFile(path, JSON.stringify(results));
  return results;
}

/** As `deno fmt` leaves it: an array of numbers on a line. */
function format(value: unknown): string {
  return JSON.stringify(value, null, 2)
    .replaceAll(
      /\[\s+([-\d.e,\s]+?)\s+\]/g,
      (_, list: string) => `[${list.replaceAll(/\s+/g, " ")}]`,
    ) + "\n";
}

if (import.meta.main) {
  const [root] = Deno.args, all: Record<string, Witnessed> = {};
  for (const [experiment, activation] of Object.entries(NETWORKS)) {
    const folder = `${root}/${activation}`, run = new Run(folder);
    if (!await run.isDone(TOTAL)) {
      console.log(`${experiment} has not been trained to the end`);
      continue;
    }
    all[experiment] = { tfjs: await run.results(), planted: await planted(folder, activation) };
  }
  await Deno.writeTextFile(GOLDEN, format(all));
}
