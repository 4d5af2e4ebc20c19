import { assert, assertEquals } from "@std/assert";
import { type BinsKernels, binsKernels } from "../../../lib/engines/wasm/bins.ts";
import { thresholdsOf, uniformEdges } from "../../../lib/engines/wasm/bins_edges.ts";
import { referenceBins } from "../../../lib/engines/wasm/bins_reference.ts";
import { allocate, f32, reset, u8 } from "../../../lib/engines/wasm/memory.ts";
import { below, next, statesOf, uniformArguments } from "./bins_support.ts";
import { Draw, FINITE_SPECIALS, LENGTHS, place, placeInts, space } from "./support.ts";
import { assertSameAsTwin } from "./twins.ts";

const twins = (lay: () => (k: BinsKernels) => void, what: string) =>
  assertSameAsTwin(binsKernels, referenceBins, lay, what);

const SIZES = [0, ...LENGTHS, 200];

/** Ordinary ranges, a span of one ulp, one far from 0, subnormal, huge. */
const RANGES = [
  [-0.9, 0.95],
  [0, 1],
  [-1, 1],
  [1, next(1)],
  [-1000, -999.9999],
  [0, 1e-45],
  [-3e-45, 7e-39],
  [-1.7e38, 1.7e38],
].map(([lo, up]) => [Math.fround(lo), Math.fround(up)]);

/** Values in and around a range: its bounds, thresholds, their neighbours, zeros, far outside. */
function values(draw: Draw, n: number, lo: number, up: number, thresholds: Float32Array) {
  const special = [
    lo,
    up,
    below(lo),
    next(up),
    0,
    -0,
    -3.4028234663852886e38,
    3.4028234663852886e38,
  ];
  return draw.floats(n, 0.5).map((x) => {
    const threshold = thresholds[draw.below(thresholds.length)];
    const near = [threshold, below(threshold), next(threshold)].filter(Number.isFinite);
    const all = [lo + (x + 0.5) * (up - lo), near[draw.below(near.length)] ?? lo];
    return draw.below(4) === 0 ? special[draw.below(special.length)] : all[draw.below(2)];
  });
}

Deno.test("uniform_u16() equals its definition on edges, their neighbours and any range", () => {
  const draw = new Draw("uniform");
  for (const [lo, up] of RANGES) {
    for (const bins of [1, 2, 30, 100, 256, 4000]) {
      const thresholds = thresholdsOf(uniformEdges(lo, up, bins));
      for (const rows of SIZES) {
        for (const step of [2, 8, 24]) {
          const changed = twins(() => {
            const x = values(draw, rows, lo, up, thresholds);
            const at = uniformArguments(x, thresholds, step);
            return (k) => k.uniform_u16(...at, lo, bins / (up - lo));
          }, `${bins} bins from ${lo} to ${up}, ${rows} rows, step ${step}`);
          assert(changed >= (step === 2 ? rows >> 1 : rows));
        }
      }
    }
  }
});

Deno.test("uniform_u16() needs no good guess", () => {
  const draw = new Draw("guess"), thresholds = thresholdsOf(uniformEdges(-1, 1, 100));
  for (const inverse of [0, 1, -50, 1e30, -1e30, Infinity, NaN]) {
    for (const lo of [-1, 0, 1e30, -Infinity]) {
      twins(() => {
        const at = uniformArguments(values(draw, 64, -1, 1, thresholds), thresholds, 8);
        return (k) => k.uniform_u16(...at, lo, inverse);
      }, `lo ${lo}, inverse ${inverse}`);
    }
  }
});

Deno.test("search_u16() equals its definition at any number of thresholds", () => {
  const draw = new Draw("search");
  for (const count of [0, 1, 2, 3, 4, 5, 7, 8, 9, 29, 255, 256]) {
    for (const rows of SIZES) {
      twins(() => {
        const thresholds = draw.mixed(count).sort();
        const x = values(draw, rows, -1, 1, count > 0 ? thresholds : Float32Array.of(0));
        const at = uniformArguments(x, thresholds, 8);
        return (k) => k.search_u16(...at);
      }, `${count} thresholds, ${rows} rows`);
    }
  }
});

Deno.test("uniform_u16() and search_u16() count the lower bound, not what lies below it", () => {
  reset();
  const x = Float32Array.of(below(0), -0, 0, below(0.25), 0.25, 0.75, 1, 2);
  const at = uniformArguments(x, thresholdsOf(uniformEdges(0, 1, 4)), 2);
  for (
    const run of [() => binsKernels.uniform_u16(...at, 0, 4), () => binsKernels.search_u16(...at)]
  ) {
    u8(at[0], 16).fill(255);
    run();
    assertEquals(statesOf(at[0], 2, 8), [0, 1, 1, 1, 2, 4, 4, 4]);
  }
});

Deno.test("finite_f32() finds a NaN or infinity at any place and nothing behind the end", () => {
  const wrong = [NaN, -NaN, Infinity, -Infinity];
  for (const k of [binsKernels, referenceBins]) {
    for (const n of SIZES) {
      reset();
      const x = place([...FINITE_SPECIALS, ...new Array(200).fill(3.4028234663852886e38)]);
      const all = f32(x, n + 1), fine = all.slice();
      for (let at = 0; at <= n; at += n > 20 ? 13 : 1) {
        all.set(fine);
        all[at] = wrong[at % 4];
        assertEquals(k.finite_f32(x, n), Number(at === n), `${n} values, wrong ${at}`);
      }
    }
  }
});

Deno.test("sort_f32() sorts as its definition, bit for bit, and writes nothing behind", () => {
  const draw = new Draw("sort");
  for (const n of [...SIZES, 1000, 40960]) {
    for (const kind of ["mixed", "few", "equal"] as const) {
      reset();
      const mixed = draw.mixed(n, 1, [...FINITE_SPECIALS, 3.4e38, -3.4e38, Infinity, -Infinity]);
      const x = kind === "mixed"
        ? mixed
        : mixed.map((v) => kind === "few" ? Math.round(4 * v) : -0.5);
      const out = space(n), counts = allocate(20480), behind = u8(out + 4 * n, 16).slice();
      binsKernels.sort_f32(out, place(x), n, counts);
      const found = new Uint8Array(f32(out, n).slice().buffer);
      assertEquals(u8(out + 4 * n, 16), behind);
      referenceBins.sort_f32(out, place(x), n, counts);
      const expected = new Uint8Array(f32(out, n).slice().buffer);
      assert(found.every((byte, k) => byte === expected[k]), `${n} values, ${kind}`);
    }
  }
});

Deno.test("column_u64() equals its twin and keeps what lies behind", () => {
  const draw = new Draw("column");
  for (const rows of [0, 1, 2, 7, 8, 9, 256]) {
    for (const [step, column] of [[8, 0], [8, 7], [16, 3], [16, 15], [24, 9]]) {
      twins(() => {
        const states = placeInts(draw.integers(rows * step / 4, 4294967295));
        return (k) => k.column_u64(states, step, column, rows);
      }, `${rows} rows, ${step} bytes, column ${column}`);
    }
  }
});
