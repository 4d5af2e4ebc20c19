import { assert, assertEquals } from "@std/assert";
import { type ConvKernels, convKernels } from "../../../../lib/engines/wasm/conv_kernels.ts";
import { convReference } from "../../../../lib/engines/wasm/conv_reference.ts";
import { f32, reset } from "../../../../lib/engines/wasm/memory.ts";
import { Draw, place, space } from "../support.ts";
import { assertSameAsTwin } from "../twins.ts";

/** Height, width, inputs, outputs: the smallest map, uneven ones, odd channels, then the layers of the network. */
const SHAPES: readonly (readonly [number, number, number, number])[] = [
  [3, 3, 1, 1],
  [3, 4, 1, 2],
  [5, 3, 2, 2],
  [4, 5, 3, 3],
  [6, 5, 2, 1],
  [5, 5, 1, 5],
  [13, 13, 2, 2],
];
const ROWS = [8, 16, 24, 40];

const twins = (lay: () => (k: ConvKernels) => void, what: string) =>
  assertSameAsTwin(convKernels, convReference, lay, what);

function* cases(): Generator<
  [rows: number, height: number, width: number, inputs: number, outputs: number]
> {
  for (const rows of ROWS) for (const shape of SHAPES) yield [rows, ...shape];
  yield [8, 28, 28, 1, 2];
}

Deno.test("conv_f32() equals its twin at every shape, with and without a floor", () => {
  const draw = new Draw("conv");
  for (const [rows, height, width, inputs, outputs] of cases()) {
    for (const floor of [0, -Infinity]) {
      const size = (height - 2) * (width - 2) * outputs * rows;
      const changed = twins(() => {
        const a = place(draw.mixed(height * width * inputs * rows));
        const w = place(draw.mixed(9 * inputs * outputs)), b = place(draw.mixed(outputs));
        const out = space(size);
        return (k) => k.conv_f32(out, a, w, b, rows, height, width, inputs, outputs, floor);
      }, `${rows} rows, ${height} x ${width}, ${inputs} to ${outputs}, floor ${floor}`);
      assertEquals(changed, size);
    }
  }
});

Deno.test("conv_backward_input_f32() equals its twin at every shape", () => {
  const draw = new Draw("conv backward input");
  for (const [rows, height, width, inputs, outputs] of cases()) {
    const size = height * width * inputs * rows;
    const changed = twins(() => {
      const g = place(draw.mixed((height - 2) * (width - 2) * outputs * rows));
      const w = place(draw.mixed(9 * inputs * outputs)), da = space(size);
      return (k) => k.conv_backward_input_f32(da, g, w, rows, height, width, inputs, outputs);
    }, `${rows} rows, ${height} x ${width}, ${inputs} to ${outputs}`);
    assertEquals(changed, size);
  }
});

Deno.test("conv_backward_weights_f32() equals its twin at every shape", () => {
  const draw = new Draw("conv backward weights");
  for (const [rows, height, width, inputs, outputs] of cases()) {
    const words = (9 * inputs + 1) * outputs;
    const changed = twins(() => {
      const a = place(draw.mixed(height * width * inputs * rows));
      const g = place(draw.mixed((height - 2) * (width - 2) * outputs * rows));
      const dw = space(9 * inputs * outputs), db = space(outputs), sums = space(4 * words);
      return (k) =>
        k.conv_backward_weights_f32(dw, db, sums, a, g, rows, height, width, inputs, outputs);
    }, `${rows} rows, ${height} x ${width}, ${inputs} to ${outputs}`);
    assertEquals(changed, 5 * words);
  }
});

/** One layer in float64: the sum of c[k] h[k] over its outputs, h = max(0, z). */
function layer(
  [height, width, inputs, outputs]: readonly [number, number, number, number],
  rows: number,
) {
  const place = (y: number, x: number, c: number, r: number, w: number, n: number) =>
    ((y * w + x) * n + c) * rows + r;
  return (
    a: ArrayLike<number>,
    w: ArrayLike<number>,
    b: ArrayLike<number>,
    c: ArrayLike<number>,
  ) => {
    let total = 0;
    for (let y = 0; y < height - 2; y++) {
      for (let x = 0; x < width - 2; x++) {
        for (let o = 0; o < outputs; o++) {
          for (let r = 0; r < rows; r++) {
            let z = b[o];
            for (let k = 0; k < 9 * inputs; k++) {
              const ky = Math.floor(k / (3 * inputs)), kx = Math.floor(k / inputs) % 3;
              z += a[place(y + ky, x + kx, k % inputs, r, width, inputs)] * w[k * outputs + o];
            }
            total += c[place(y, x, o, r, width - 2, outputs)] * Math.max(0, z);
          }
        }
      }
    }
    return total;
  };
}

/** Central differences in float64, h = 1e-6: good to about 1e-8. */
function differences(of: (x: Float64Array) => number, at: Float32Array): number[] {
  const h = 1e-6, x = Float64Array.from(at);
  return Array.from(x, (value, k) => {
    x[k] = value + h;
    const up = of(x);
    x[k] = value - h;
    const down = of(x);
    x[k] = value;
    return (up - down) / (2 * h);
  });
}

/** Float32 against float64: up to 100 terms below 4, their sum below 64, half an ULP of 64 (2^-18) each. */
const TOLERANCE = 100 * 2 ** -18;

function assertClose(found: Float32Array, expected: number[], what: string): void {
  assertEquals(found.length, expected.length);
  const far = expected.findIndex((value, k) => !(Math.abs(value - found[k]) <= TOLERANCE));
  assert(far < 0, `${what} ${far}: ${found[far]}, not ${expected[far]}`);
  assert(
    expected.some((value) => Math.abs(value) > 0.1),
    `${what}: a gradient of nothing proves nothing`,
  );
}

Deno.test("the gradients of a convolution with ReLU equal central differences", () => {
  const draw = new Draw("conv gradient"), rows = 8;
  for (const shape of [[5, 4, 2, 2], [4, 5, 1, 2], [4, 4, 3, 1]] as const) {
    const [height, width, inputs, outputs] = shape, of = layer(shape, rows);
    const a = draw.floats(height * width * inputs * rows), w = draw.floats(9 * inputs * outputs);
    const b = draw.floats(outputs),
      n = (height - 2) * (width - 2) * outputs * rows,
      c = draw.floats(n);
    reset();
    const A = place(a), W = place(w), B = place(b), h = space(n), g = place(c);
    const da = space(a.length), dw = space(w.length), db = space(outputs);
    const sums = space(4 * (9 * inputs + 1) * outputs);
    convKernels.conv_f32(h, A, W, B, rows, height, width, inputs, outputs, 0);
    f32(g, n).set(c.map((value, k) => f32(h, n)[k] > 0 ? value : 0));
    convKernels.conv_backward_weights_f32(dw, db, sums, A, g, rows, height, width, inputs, outputs);
    convKernels.conv_backward_input_f32(da, g, W, rows, height, width, inputs, outputs);
    assertClose(f32(dw, w.length), differences((x) => of(a, x, b, c), w), "kernel");
    assertClose(f32(db, outputs), differences((x) => of(a, w, x, c), b), "bias");
    assertClose(f32(da, a.length), differences((x) => of(x, w, b, c), a), "input");
  }
});
