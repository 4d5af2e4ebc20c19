import { assert, assertEquals } from "@std/assert";
import { allocate } from "../../../lib/engines/wasm/memory.ts";
import { type PairsKernels, pairsKernels } from "../../../lib/information/estimators/pairs.ts";
import { referencePairs } from "../../../lib/information/estimators/pairs_reference.ts";
import { allocateFloats, f64, strideOf } from "../../../lib/information/estimators/rows.ts";
import { assertSameAsTwin } from "../../engines/wasm/twins.ts";
import { draws } from "./support.ts";

/** Rows around tiles of 2, columns around tiles of 4. */
const ROWS = [1, 2, 3, 4, 5, 8, 9], COLUMNS = [1, 2, 3, 4, 5, 7, 8, 9, 13];

const stream = draws("pairs");

/** An array of draws; one in four is one of a few values, so that there are ties and equal rows. */
function place(length: number, scale = 1): number {
  const at = allocateFloats(length);
  f64(at, length + 1).forEach((_, k, all) =>
    all[k] = scale * (stream.below(4) === 0 ? stream.below(3) / 2 : stream.unit())
  );
  return at;
}

function full(length: number, value: number): number {
  const at = allocateFloats(length);
  f64(at, length + 1).fill(value);
  return at;
}

const twins = (lay: () => (k: PairsKernels) => void, what: string) =>
  assertSameAsTwin(pairsKernels, referencePairs, lay, what);

/** Every row with every range behind it, none and one row among them. */
function eachRange(see: (rows: number, i: number, from: number, to: number) => void): void {
  for (const rows of ROWS) {
    for (let i = 0; i < rows; i++) {
      for (const from of [i + 1, i + 2]) {
        for (const to of new Set([i + 1, i + 2, rows - 1, rows])) {
          if (from <= to && to <= rows) see(rows, i, from, to);
        }
      }
    }
  }
}

/** An output may be spoilt one element behind the last row: what it had there is put back. */
function kept(call: (k: PairsKernels) => void, at: number, to: number): (k: PairsKernels) => void {
  return (k) => {
    const old = f64(at, to + 1)[to];
    call(k);
    f64(at, to + 1)[to] = old;
  };
}

for (const kernel of ["largest_row", "squares_row"] as const) {
  Deno.test(`${kernel}() has its twin's bits for all sizes of tiles`, () => {
    let changed = 0;
    for (const columns of COLUMNS) {
      eachRange((rows, i, from, to) => {
        changed += twins(() => {
          const stride = strideOf(rows), x = place(columns * stride / 8), out = full(rows, 7);
          return kept((k) => k[kernel](x, stride, columns, i, from, to, out), out, to);
        }, `${columns} columns, row ${i} of ${rows}, ${from} to ${to}`);
      });
    }
    assert(changed > 1000);
  });
}

Deno.test("kernel_row() has its twin's bits, near and far pairs, and pairs behind the last row are none", () => {
  let changed = 0;
  for (const cut of [0, 0.3, 100]) {
    eachRange((rows, i, from, to) => {
      changed += twins(() => {
        const squares = place(rows),
          weights = place(rows, 3),
          narrow = place(rows),
          wide = place(rows);
        return (k) => k.kernel_row(squares, weights, i, from, to, narrow, wide, 9, cut);
      }, `row ${i} of ${rows}, ${from} to ${to}, cut ${cut}`);
    });
  }
  assert(changed > 500);
});

Deno.test("nearest_row() and nearest_both_row() have their twins' lists and bounds", () => {
  let changed = 0;
  for (const k of [1, 2, 3, 5]) {
    eachRange((rows, i, from, to) => {
      const lay = (call: (at: number[]) => (k: PairsKernels) => void) => () => {
        const far = [rows * k, rows, rows * k, rows].map((length) => full(length, Infinity));
        const distances = place(rows), run = call([distances, place(rows), ...far]);
        // Twice: lists that are full already.
        return (kernels: PairsKernels) => {
          run(kernels);
          f64(distances, rows).forEach((x, r, all) => all[r] = x * (r % 2 === 0 ? 0.7 : 1.1));
          run(kernels);
        };
      };
      const what = `k ${k}, row ${i} of ${rows}, ${from} to ${to}`;
      const one = lay(([distances, , lists, bounds]) => (kernels) =>
        kernels.nearest_row(distances, i, from, to, k, lists, bounds)
      );
      const both = lay(([distances, others, ...at]) => (kernels) =>
        kernels.nearest_both_row(distances, others, i, from, to, k, at[0], at[1], at[2], at[3])
      );
      changed += twins(one, what) + twins(both, what);
    });
  }
  assert(changed > 1000);
});

Deno.test("count_row() counts what is strictly nearer, as its twin does", () => {
  let changed = 0;
  eachRange((rows, i, from, to) => {
    changed += twins(() => {
      const distances = place(rows), others = place(rows), bounds = place(rows);
      const counts = allocate(8 * (rows + 1)), otherCounts = allocate(8 * (rows + 1));
      return (k) => k.count_row(distances, others, bounds, i, from, to, counts, otherCounts);
    }, `row ${i} of ${rows}, ${from} to ${to}`);
  });
  assert(changed > 100);
});

Deno.test("columns begin at multiples of 16 bytes, with room for a row more", () => {
  assertEquals([1, 2, 3, 4].map(strideOf), [16, 32, 32, 48]);
});
