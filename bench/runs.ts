/**
 * How long `runs` and `compare` take, as whole processes, on a store of 300 tiny runs, which a sweep has made.
 *
 * @module
 */
import type { Row } from "./row.ts";
import { median } from "./timing.ts";

/** Seconds of the whole process (issue 24). */
const BARS = { runs: 1, compare: 2 };
const ROUNDS = 3, SEEDS = 50, COMPARED = 10;

/** 300 runs of two repeats and two recorded epochs. */
const GRID = {
  base: {
    ...{ name: "tiny", network: { layers: [2], activation: "tanh" }, repeats: 2, epochs: 6 },
    estimators: ["exact"],
  },
  over: {
    "network.layers": [1, 2, 3, 4, 5, 6].map((units) => [units]),
    seed: Array.from({ length: SEEDS }, (_, k) => k),
  },
};

async function secondsOf(command: string, words: readonly string[]): Promise<number> {
  const start = performance.now();
  const script = new URL(`../tasks/runs/${command}.ts`, import.meta.url).pathname;
  const flags = ["--no-prompt", "--allow-read", "--allow-write", "--allow-env"];
  const args = ["run", ...flags, script, ...words];
  const { code, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  return (performance.now() - start) / 1000;
}

async function medianOf(command: string, words: readonly string[]): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) times.push(await secondsOf(command, words));
  return median(times);
}

/** Times the commands; needs permission to write and to run. */
export async function benchRuns(): Promise<Row[]> {
  const folder = await Deno.makeTempDir();
  try {
    const store = ["--store", `${folder}/store`], out = ["--out", `${folder}/out`];
    await Deno.writeTextFile(`${folder}/grid.json`, JSON.stringify(GRID));
    const format = ["--format", "svg"];
    const sweep = await secondsOf("sweep", [`${folder}/grid.json`, ...format, ...store, ...out]);
    const names = GRID.over.seed.slice(0, COMPARED).map((seed) => `tiny-layers-3-seed-${seed}`);
    const compared = ["compare", [...names, ...format, ...store, ...out]] as const;
    return [
      { what: "sweep of 300 tiny runs", value: sweep, unit: "s" },
      {
        ...{ what: "runs, 300 runs", unit: "s", bar: { most: BARS.runs } },
        value: await medianOf("runs", store),
      },
      {
        ...{ what: `compare of ${COMPARED} runs`, unit: "s", bar: { most: BARS.compare } },
        value: await medianOf(...compared),
      },
    ];
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) {
  const { format } = await import("./row.ts");
  for (const row of await benchRuns()) console.log(format(row));
}
