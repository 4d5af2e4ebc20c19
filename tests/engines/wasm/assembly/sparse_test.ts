import { assert, assertEquals } from "@std/assert";
import type { Dataset } from "../../../../lib/data/synthetic.ts";
import { denseKernels } from "../../../../lib/engines/wasm/kernels.ts";
import { f32, reset, u32 } from "../../../../lib/engines/wasm/memory.ts";
import { type SparseKernels, sparseKernels } from "../../../../lib/engines/wasm/sparse_kernels.ts";
import { sparseReference } from "../../../../lib/engines/wasm/sparse_reference.ts";
import { sparseDataset } from "../../../../lib/data/sparse.ts";
import { placeSparse } from "../../../../lib/engines/wasm/sparse_rows.ts";
import { Draw, place, placeInts, ROWS, space } from "../support.ts";
import { assertSameAsTwin } from "../twins.ts";

/** Around vectors of 4 and tiles of 16, and the sizes of the networks: 10 and 16. */
const OUTPUTS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16, 17, 19, 20, 33];
const COLUMNS = 23;
const TABLE = 40;

const twins = (lay: () => (k: SparseKernels) => void, what: string) =>
  assertSameAsTwin(sparseKernels, sparseReference, lay, what);

/** 40 rows of 23 levels, a fifth of them not 0; one row without any, one with all. */
function table(draw: Draw): Dataset {
  const x = Uint8Array.from({ length: TABLE * COLUMNS }, () => draw.below(5) ? 0 : draw.below(256));
  x.fill(0, 3 * COLUMNS, 4 * COLUMNS).fill(255, 5 * COLUMNS, 6 * COLUMNS);
  return {
    x,
    scale: Math.fround(1 / 255),
    y: new Uint8Array(TABLE),
    columns: COLUMNS,
    classes: 10,
  };
}

function* batches(): Generator<[rows: number, size: number]> {
  for (const rows of ROWS.slice(0, 3)) {
    for (const size of [rows, rows - 1, rows - 7]) yield [rows, size];
  }
}

/** Row numbers, the empty row and the full one among them. */
function selection(draw: Draw, size: number): Int32Array {
  const rows = draw.integers(size, TABLE);
  rows[0] = 5;
  if (size > 1) rows[size - 1] = 3;
  return rows;
}

Deno.test("sparse_affine_f32() equals its twin at every tile size, with and without a floor", () => {
  const draw = new Draw("sparse affine");
  for (const [rows, size] of batches()) {
    for (const outputs of OUTPUTS) {
      for (const floor of [0, -Infinity]) {
        const changed = twins(() => {
          const x = placeSparse(sparseDataset(table(draw))),
            select = placeInts(selection(draw, size));
          const w = place(draw.mixed(COLUMNS * outputs)), b = place(draw.mixed(outputs));
          const out = space(outputs * rows);
          return (k) => k.sparse_affine_f32(out, x, select, w, b, size, rows, outputs, floor);
        }, `${rows} rows, ${size} real, ${outputs} outputs, floor ${floor}`);
        assertEquals(changed, outputs * rows);
      }
    }
  }
});

Deno.test("sparse_backward_weights_f32() equals its twin at every tile size", () => {
  const draw = new Draw("sparse backward");
  for (const [rows, size] of batches()) {
    for (const outputs of OUTPUTS) {
      const changed = twins(() => {
        const x = placeSparse(sparseDataset(table(draw))),
          select = placeInts(selection(draw, size));
        const g = place(draw.mixed(outputs * rows)),
          dw = space(COLUMNS * outputs),
          db = space(outputs);
        return (k) =>
          k.sparse_backward_weights_f32(dw, db, x, select, g, size, rows, COLUMNS, outputs);
      }, `${rows} rows, ${size} real, ${outputs} outputs`);
      assertEquals(changed, (COLUMNS + 1) * outputs);
    }
  }
});

Deno.test("sparse_gather_f32() equals its twin and gives back the dense rows", () => {
  const draw = new Draw("sparse gather"), data = table(draw);
  for (const [rows, size] of batches()) {
    let out = 0, chosen: Int32Array = new Int32Array();
    twins(() => {
      const x = placeSparse(sparseDataset(data)),
        select = placeInts(chosen = selection(draw, size));
      out = space(COLUMNS * rows);
      return (k) => k.sparse_gather_f32(out, x, select, size, rows, COLUMNS);
    }, `${rows} rows, ${size} real`);
    const found = f32(out, COLUMNS * rows);
    for (let k = 0; k < found.length; k++) {
      const row = chosen[Math.min(k % rows, size - 1)];
      const level = data.x[row * COLUMNS + Math.floor(k / rows)];
      assertEquals(found[k], Math.fround(level * data.scale));
    }
  }
});

Deno.test("sparse_affine_f32() gives the bits of affine_f32() on the dense rows", () => {
  const draw = new Draw("sparse and dense"), rows = 24;
  for (const outputs of [10, 16]) {
    for (const floor of [0, -Infinity]) {
      reset();
      const x = placeSparse(sparseDataset(table(draw))),
        select = placeInts(selection(draw, rows - 3));
      const w = place(draw.mixed(COLUMNS * outputs)), b = place(draw.mixed(outputs));
      const dense = space(COLUMNS * rows),
        [found, expected] = [0, 0].map(() => space(outputs * rows));
      sparseKernels.sparse_affine_f32(found, x, select, w, b, rows - 3, rows, outputs, floor);
      sparseKernels.sparse_gather_f32(dense, x, select, rows - 3, rows, COLUMNS);
      denseKernels.affine_f32(expected, dense, w, b, rows, COLUMNS, outputs, floor);
      assertEquals(u32(found, outputs * rows), u32(expected, outputs * rows));
    }
  }
});

Deno.test("sparse_backward_weights_f32() differs from the dense sums by rounding alone", () => {
  const draw = new Draw("sparse and dense backward"), rows = 256, outputs = 16;
  reset();
  const x = placeSparse(sparseDataset(table(draw))), select = placeInts(selection(draw, rows));
  const g = place(draw.floats(outputs * rows)), n = COLUMNS * outputs;
  const dense = space(COLUMNS * rows), [dw, db, ew, eb] = [n, outputs, n, outputs].map(space);
  sparseKernels.sparse_gather_f32(dense, x, select, rows, rows, COLUMNS);
  sparseKernels.sparse_backward_weights_f32(dw, db, x, select, g, rows, rows, COLUMNS, outputs);
  denseKernels.affine_backward_weights_f32(ew, eb, dense, g, rows, COLUMNS, outputs);
  // Sums of 256 terms below 1 stay below 64: 256 roundings of half an ULP of 64, 2^-18, and as many there.
  const allowed = 512 * 2 ** -18;
  for (const [found, expected, length] of [[dw, ew, n], [db, eb, outputs]]) {
    const other = f32(expected, length);
    assert(f32(found, length).every((value, k) => Math.abs(value - other[k]) <= allowed));
    assert(other.some((value) => Math.abs(value) > 1));
  }
});

Deno.test("placeSparse() keeps columns ascending and no zero", () => {
  const data = table(new Draw("layout"));
  reset();
  const [starts, columns, levels, values] = u32(placeSparse(sparseDataset(data)), 4);
  const S = u32(starts, TABLE + 1), n = S[TABLE];
  assertEquals(n, data.x.filter((level) => level !== 0).length);
  const bytes = new Uint8Array(f32(0, 1).buffer), C = new Uint16Array(bytes.buffer, columns, n);
  for (let r = 0; r < TABLE; r++) {
    const row = new Uint8Array(COLUMNS);
    for (let e = S[r]; e < S[r + 1]; e++) {
      assert(e === S[r] || C[e] > C[e - 1]);
      row[C[e]] = bytes[levels + e];
    }
    assertEquals(row, data.x.slice(r * COLUMNS, (r + 1) * COLUMNS));
  }
  assertEquals(f32(values, 256)[255], Math.fround(255 * Math.fround(1 / 255)));
});
