import { assertEquals } from "@std/assert";
import fixture from "../../../fixtures/fake-quantize.json" with { type: "json" };
import { movingAverage, nudge, type Range, withZero } from "../../../lib/engines/tfjs/ranges.ts";

function f32(hex: string): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, parseInt(hex, 16));
  return view.getFloat32(0);
}

const range = (min: number, max: number): Range => ({
  min: Float32Array.of(min),
  max: Float32Array.of(max),
});

for (const { min, max, bits, scale, zp, nmin, nmax } of fixture.nudge) {
  Deno.test(`nudge() gives the oracle's bits: ${f32(min)} to ${f32(max)}, ${bits} bits`, () => {
    const found = nudge(f32(min), f32(max), bits), n = 2 ** bits - 1;
    assertEquals([found.scale, found.zero, found.top], [f32(scale), zp, n - zp]);
    // -0 and 0 are one level.
    assertEquals([found.low + 0, found.passLow + 0], [f32(nmin), f32(nmin)]);
    assertEquals(found.passHigh, f32(nmax));
  });
}

Deno.test("nudge() rounds the zero point to the nearest, the float below one half down", () => {
  // max - min is 255 in float32, so the scale is 1 and z = -min.
  assertEquals(nudge(-Math.fround(0.49999997), 254.5, 8).zero, 0);
  assertEquals(nudge(-0.5, 254.5, 8).zero, 1);
});

Deno.test("nudge() of the range [0, 0] has the level 0 alone, and lets every gradient pass", () => {
  const { zero, top, passLow, passHigh } = nudge(0, 0, 8);
  assertEquals([zero, top, passLow, passHigh], [0, 0, -Infinity, Infinity]);
});

Deno.test("withZero() has 0 in the range", () => {
  assertEquals(withZero(range(1, 3)), range(0, 3));
  assertEquals(withZero(range(-3, -1)), range(-3, 0));
  assertEquals(withZero(range(-3, 2)), range(-3, 2));
});

Deno.test("movingAverage() gives the oracle's bits", () => {
  const ema: Record<string, readonly string[]> = fixture["ema_batch_0_1"];
  let moved = range(-6, 6);
  const found: Record<string, number[]> = {};
  for (let step = 1; step <= 1300; step++) {
    moved = movingAverage(moved, range(0, 1), 0.999);
    if (step in ema) found[step] = [moved.min[0], moved.max[0]];
  }
  const steps = ["1", "2", "13", "130", "1300"];
  assertEquals(found, Object.fromEntries(steps.map((step) => [step, ema[step].map(f32)])));
});

Deno.test("withZero() and movingAverage() move each repeat's range by its own extremes", () => {
  const two = { min: Float32Array.of(-4, -8), max: Float32Array.of(4, 8) };
  const extremes = { min: Float32Array.of(-2, 1), max: Float32Array.of(6, -1) };
  assertEquals(withZero(extremes), { min: Float32Array.of(-2, 0), max: Float32Array.of(6, 0) });
  const moved = movingAverage(two, extremes, 0.5);
  assertEquals(moved, { min: Float32Array.of(-3, -4), max: Float32Array.of(5, 4) });
});
