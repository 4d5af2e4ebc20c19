/**
 * `deno task bench`: every number that has a bar, with it.
 *
 * @module
 */
import { parseArgs } from "@std/cli";
import { format, reached, type Row } from "./row.ts";

const HELP = `Usage: deno task bench [--json]

Measures the engine against TensorFlow.js, a whole repeat of each synthetic experiment, an epoch of
each network on MNIST, counting, workers, memory, and repeats stacked in TensorFlow.js; a quarter of
an hour.
Other work on the machine makes the numbers useless.

  --json   print {"rows": [{what, value, unit, range, bar, ok}]} instead of a table
  --help   print this text
`;

/** Parts in order: memory first, in a process that has done nothing else; modules load when needed. */
const PARTS: readonly (readonly [string, () => Promise<Row[]>])[] = [
  ["memory", async () => (await import("./workers.ts")).benchMemory()],
  ["second worker", async () => (await import("./workers.ts")).benchSecondWorker()],
  ["counting", async () => (await import("./counting.ts")).benchCounting()],
  ["bins", async () => (await import("./bins.ts")).benchBins()],
  ["estimators", async () => (await import("./estimators.ts")).benchEstimators()],
  ["repeat", async () => (await import("./repeat.ts")).benchRepeat()],
  ["training steps", async () => (await import("./steps.ts")).benchSteps()],
  ["stacked repeats", async () => (await import("./tfjs_stacking.ts")).benchStacking()],
  ["MNIST", async () => (await import("./mnist.ts")).benchMnist()],
];

/** Runs all parts, prints, and returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const unknown: string[] = [];
  const { json, help } = parseArgs([...args], {
    boolean: ["json", "help"],
    unknown: (arg: string) => void unknown.push(arg),
  });
  if (help || unknown.length > 0) {
    (help ? console.log : console.error)(
      help ? HELP : `Cannot bench: ${unknown[0]} is no option\n${HELP}`,
    );
    return help ? 0 : 2;
  }
  const rows: Row[] = [];
  for (const [name, part] of PARTS) {
    console.error(`${name} ...`);
    for (const row of await part()) {
      rows.push(row);
      if (!json) console.log(format(row));
    }
  }
  if (json) {
    console.log(
      JSON.stringify({ rows: rows.map((row) => ({ ...row, ok: reached(row) ?? null })) }),
    );
  }
  return 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
