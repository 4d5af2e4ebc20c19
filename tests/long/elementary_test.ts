import { assert, assertEquals } from "@std/assert";
import { denseKernels } from "../../lib/engines/wasm/kernels.ts";
import { allocate, f32, reset, u32 } from "../../lib/engines/wasm/memory.ts";

// Every float32 of a half line, in blocks. The runtime's double functions are the reference: their error, below
// one ULP of a double, is 2e-9 ULP of a float32.
const BLOCK = 1 << 20;

/** Distance from the float32 `y` to the double `exact`, in ULP of float32 at `exact`. */
function ulps(y: number, exact: number): number {
  if (y === Math.fround(exact)) return Math.abs(y - exact) === 0 ? 0 : 0.5;
  const exponent = Math.max(-126, Math.floor(Math.log2(Math.abs(exact))));
  return Math.abs(y - exact) / 2 ** (exponent - 23);
}

interface Report {
  readonly worst: number;
  readonly misrounded: number;
  readonly decreasing: number;
}

/** Runs a kernel over all patterns first <= bits <= last, ascending in value. */
function exhaust(
  first: number,
  last: number,
  sign: 1 | -1,
  run: (out: number, x: number, n: number) => Float32Array,
  exact: (x: number) => number,
  rising: 1 | -1,
): Report {
  reset();
  const x = allocate(4 * BLOCK), out = allocate(8 * BLOCK);
  const report = { worst: 0, misrounded: 0, decreasing: 0 };
  let before = NaN;
  for (let start = first; start <= last; start += BLOCK) {
    const n = Math.min(BLOCK, last - start + 1), bits = u32(x, BLOCK);
    const top = sign < 0 ? 0x80000000 : 0;
    for (let k = 0; k < BLOCK; k++) bits[k] = (start + Math.min(k, n - 1) + top) >>> 0;
    const y = run(out, x, BLOCK), values = f32(x, BLOCK);
    for (let k = 0; k < n; k++) {
      if ((y[k] - before) * rising < 0) report.decreasing++;
      before = y[k];
      const right = exact(values[k]);
      if (y[k] === Math.fround(right)) continue;
      report.misrounded++;
      report.worst = Math.max(report.worst, ulps(y[k], right));
    }
  }
  return report;
}

const MAX_FINITE = 0x7f7fffff;

const viaDouble = (name: "exp_f64" | "log_f64") => (out: number, x: number, n: number) => {
  denseKernels[name](out, x, n);
  return Float32Array.from(new Float64Array(f32(out, 2 * n).buffer, out, n));
};

function check(name: string, report: Report, bound: number): void {
  console.log(name, report);
  assert(report.worst <= bound, `${name}: ${report.worst} ULP`);
  assertEquals(report.decreasing, 0, name);
}

Deno.test("tanh of every float32: below 0.52 ULP, monotone, odd", () => {
  const run = (out: number, x: number, n: number) => {
    denseKernels.tanh_f32(out, x, n);
    return f32(out, n);
  };
  check("tanh, x >= 0", exhaust(0, MAX_FINITE, 1, run, Math.tanh, 1), 0.52);
  check("tanh, x <= 0", exhaust(0, MAX_FINITE, -1, run, Math.tanh, -1), 0.52);
});

Deno.test("exp of every float32 that does not saturate: below 0.501 ULP, monotone", () => {
  const bitsOf = (value: number) => new Uint32Array(Float32Array.of(value).buffer)[0];
  check("exp, x >= 0", exhaust(0, bitsOf(90), 1, viaDouble("exp_f64"), Math.exp, 1), 0.501);
  check("exp, x <= 0", exhaust(0, bitsOf(105), -1, viaDouble("exp_f64"), Math.exp, -1), 0.501);
});

Deno.test("log of every positive finite float32: below 0.501 ULP, monotone", () => {
  check("log", exhaust(1, MAX_FINITE, 1, viaDouble("log_f64"), Math.log, 1), 0.501);
});
