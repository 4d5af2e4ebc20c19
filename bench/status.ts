/**
 * How long `status` and `explain` take, as whole processes, on an empty store and on one that has the whole plan, made
 * up.
 *
 * @module
 */
import type { Row } from "./row.ts";
import { fillFromPlan } from "./store_fill.ts";
import { median } from "./timing.ts";

/** Seconds of the whole process (issue 4). */
const BARS = { quick: 1, paper: 5 };
const ROUNDS = 3;

async function secondsOf(words: readonly string[]): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    const script = new URL(`../tasks/${words[0]}.ts`, import.meta.url).pathname;
    const args = ["run", "--no-prompt", "--allow-read", "--allow-env", script, ...words.slice(1)];
    const { code, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
    if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
    times.push((performance.now() - start) / 1000);
  }
  return median(times);
}

/** Times the commands; needs permission to write and to run. */
export async function benchStatus(): Promise<Row[]> {
  const rows: Row[] = [], folder = await Deno.makeTempDir();
  try {
    const entries = await fillFromPlan(`${folder}/full`, "paper");
    await fillFromPlan(`${folder}/full`, "quick");
    for (const store of ["empty", "full"]) {
      for (const preset of ["quick", "paper"] as const) {
        const flags = ["--preset", preset, "--store", `${folder}/${store}`];
        const row = async (words: string[], bar?: number): Promise<Row> => ({
          what: `${words.join(" ")}, ${preset}, ${
            store === "full" ? `${entries} entries` : "empty store"
          }`,
          value: await secondsOf([...words, ...flags]),
          unit: "s",
          ...(bar !== undefined && { bar: { most: bar } }),
        });
        rows.push(await row(["status"], BARS[preset]), await row(["explain", "fig3"]));
      }
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  return rows;
}

if (import.meta.main) {
  const { format } = await import("./row.ts");
  for (const row of await benchStatus()) console.log(format(row));
}
