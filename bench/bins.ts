/**
 * Time of binning estimators on a layer of 4096 rows x 10 neurons, as the synthetic set's first one, whose values are
 * spread like saturating activations: states by uniform and by adaptive bins, and the sort that adaptive ones need.
 *
 * @module
 */
import { binsKernels } from "../lib/engines/wasm/bins.ts";
import { thresholdsOf, uniformEdges } from "../lib/engines/wasm/bins_edges.ts";
import { referenceBins } from "../lib/engines/wasm/bins_reference.ts";
import { allocate, f32, reset, u8 } from "../lib/engines/wasm/memory.ts";
import type { Row } from "./row.ts";
import { alternate, type Contender } from "./timing.ts";

const ROUNDS = 9;
const ROWS = 4096;
const UNITS = 10;
const N = ROWS * UNITS;
const STEP = 8 * Math.ceil(2 * UNITS / 8);

/** Values in [-1, 1], about a third of them at the ends, from a linear congruential generator. */
function* values(): Generator<number> {
  for (let x = 1;;) {
    x = Math.imul(x, 1664525) + 1013904223 >>> 0;
    yield Math.max(-1, Math.min(1, (x / 2147483648 - 1) * 1.5));
  }
}

/** Where the layer, its states and what the kernels need lie. */
interface Place {
  readonly x: number;
  readonly states: number;
  readonly thresholds: number;
  readonly sorted: number;
  readonly spare: number;
  readonly counts: number;
}

function place(): Place {
  reset();
  const x = allocate(4 * N), states = allocate(STEP * ROWS), table = allocate(4 * 260);
  const sorted = allocate(4 * N), spare = allocate(4 * N), counts = allocate(20480);
  const source = values();
  f32(x, N).set(Float32Array.from({ length: N }, () => source.next().value as number));
  return { x, states, thresholds: table + 4, sorted, spare, counts };
}

/** Runs one kernel over the layer, neuron by neuron, after a check against its definition. */
function contender(at: Place, kind: "uniform" | "search", bins: number): Contender {
  const table = thresholdsOf(uniformEdges(-1, 1, bins)), count = table.length;
  const run = (k: typeof binsKernels) => {
    f32(at.thresholds - 4, count + 2).set([-Infinity, ...table, Infinity]);
    for (let u = 0; u < UNITS; u++) {
      const to = at.states + 2 * u, x = at.x + 4 * u * ROWS;
      if (kind === "search") k.search_u16(to, STEP, x, ROWS, at.thresholds, count);
      else k.uniform_u16(to, STEP, x, ROWS, at.thresholds, count, -1, bins / 2);
    }
  };
  const statesBy = (k: typeof binsKernels) => (run(k), u8(at.states, STEP * ROWS).slice());
  const expected = statesBy(referenceBins), found = statesBy(binsKernels);
  if (!found.every((byte, k) => byte === expected[k])) {
    throw new Error(`Cannot bench: ${kind} states must be right, current value is ${bins} bins`);
  }
  return {
    name: `${kind} ${bins}`,
    times: 50,
    run: (times) => {
      for (let k = 0; k < times; k++) run(binsKernels);
    },
  };
}

function sortContender({ x, sorted, spare, counts }: Place): Contender {
  const run = (times: number) => {
    for (let k = 0; k < times; k++) {
      f32(spare, N).set(f32(x, N));
      binsKernels.sort_f32(sorted, spare, N, counts);
    }
  };
  run(1);
  const expected = f32(x, N).slice().sort();
  if (!f32(sorted, N).every((value, k) => value === expected[k])) {
    throw new Error("Cannot bench: values must be sorted, current value is another order");
  }
  return { name: "sort", times: 20, run };
}

/** Rows for both kinds of bins and for the sort. */
export async function benchBins(): Promise<Row[]> {
  const at = place(), bins = [30, 100, 256];
  const contenders = bins.flatMap((n) => [contender(at, "uniform", n), contender(at, "search", n)]);
  const seconds = await alternate([...contenders, sortContender(at)], ROUNDS);
  const each = (what: string, name: string): Row => (
    { what, value: seconds[name] / N * 1e9, unit: "ns" }
  );
  return [
    ...bins.map((n) => each(`state of a value, ${n} uniform bins`, `uniform ${n}`)),
    ...bins.map((n) => each(`state of a value, ${n} adaptive bins`, `search ${n}`)),
    { what: "sort of 40960 values", value: seconds.sort * 1000, unit: "ms", bar: { most: 5 } },
  ];
}
