import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fixture from "../../../fixtures/fake-quantize.json" with { type: "json" };
import {
  codesOf,
  extremes,
  extremesQuantise,
  fakeQuantise,
  levelsOf,
} from "../../../lib/engines/tfjs/quantise.ts";
import { Draw, onBackends, pullback, read } from "./support.ts";

const f = Math.fround;

function f32(hex: string): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, parseInt(hex, 16));
  return view.getFloat32(0);
}

const range = (...edges: [number, number][]) => ({
  min: Float32Array.from(edges, ([min]) => min),
  max: Float32Array.from(edges, ([, max]) => max),
});

/** docs/protocol.md, section 3, word for word, in float32: the code of x, and the outer levels. */
function plain(x: number, min: number, max: number, bits: number) {
  const n = 2 ** bits - 1, scale = f(f(max - min) / n), inv = f(n / f(max - min));
  const z = f(0 - f(min / scale)), zp = z < 0 ? 0 : z > n ? n : Math.floor(z + 0.5);
  const nmin = f((0 - zp) * scale), nmax = f((n - zp) * scale);
  const qz = Math.floor(f(f(-nmin * inv) + 0.5));
  const c = f(Math.max(Math.min(x, nmax), nmin) - nmin);
  return { code: Math.floor(f(f(f(c / scale) - qz) + 0.5)), scale, nmin, nmax };
}

onBackends("fakeQuantise() gives the oracle's bits, the repeats each on their own", async (tf) => {
  // Two cases of equal length at a time would need equal lengths: every case is stacked with a shifted copy.
  for (const { min, max, bits, x, y } of fixture.fq) {
    const values = x.map(f32), levels = levelsOf(range([f32(min), f32(max)], [-3, 2]), bits);
    const out = await read(
      fakeQuantise(tf, tf.tensor3d([...values, ...values], [2, x.length, 1]), levels),
    );
    assertEquals(out.slice(0, x.length).map((v) => v + 0), y.map((hex) => f32(hex) + 0));
    const other = values.map((v) => {
      const { code, scale } = plain(v, -3, 2, bits);
      return f(code * scale) + 0;
    });
    assertEquals(out.slice(x.length).map((v) => v + 0), other);
  }
});

onBackends("fakeQuantise() gives the protocol's worked examples", async (tf) => {
  const of = (x: number[], min: number, max: number, bits: number) =>
    read(fakeQuantise(tf, tf.tensor3d(x, [1, x.length, 1]), levelsOf(range([min, max]), bits)));
  const close = (found: number[], expected: number[]) =>
    found.forEach((v, k) => assertAlmostEquals(v, expected[k], 1e-6));
  close(await of([-1, 0, 1], -1, 1, 8), [-0.9960785, 0, 1.0039215]);
  close(await of([-9, 9], -0.5, 2.5, 4), [-0.6, 2.4]);
  close(await of([123], 12, 123, 8), [111]);
  assertEquals((await of([-1, 0, 5], 0, 0, 8)).map((v) => v + 0), [0, 0, 0]);
});

onBackends("codesOf() equals the protocol's formula, also beyond the range", async (tf) => {
  const draw = new Draw("codes"), edges: [number, number][] = [];
  for (let r = 0; r < 40; r++) {
    const [a, b] = draw.floats(2, 10 ** (r % 5 - 2));
    edges.push([Math.min(a, b), Math.max(a, b)]);
  }
  for (const bits of [4, 8]) {
    // Values around every half level, where one ULP decides, and far outside.
    const x = edges.map(([min, max]) => {
      const { scale } = plain(0, min, max, bits), far = draw.floats(20, 3 * (max - min));
      const halves = Array.from({ length: 64 }, () => f((draw.below(600) - 300 + 0.5) * scale));
      return [...far, ...halves];
    });
    const found = await read(
      codesOf(
        tf,
        tf.tensor3d(x.map((one) => one.map((v) => [v]))),
        levelsOf(range(...edges), bits),
      ),
    );
    const expected = x.flatMap((one, r) => one.map((v) => plain(v, ...edges[r], bits).code));
    assertEquals(found.map((code) => code + 0), expected.map((code) => code + 0));
  }
});

onBackends("extremes() are each repeat's own", async (tf) => {
  const { min, max } = await extremes(tf, tf.tensor3d([1, -2, 3, 0, 5, 7, 6, 5], [2, 2, 2]));
  assertEquals([[...min], [...max]], [[-2, 5], [3, 7]]);
});

onBackends(
  "fakeQuantise() passes the gradient between the outer levels, ends included",
  async (tf) => {
    // [-1, 1] of 8 bits is shifted to [-127, 128] / 127.5: -1 lies outside, 1 inside.
    const levels = levelsOf(range([-1, 1], [0, 0]), 8), { passLow, passHigh } = levels[0];
    const x = [-1, passLow, 0, 1, passHigh, 1.1], weights = [1, 2, 3, 4, 5, 6];
    const found = await pullback(
      tf,
      (x) => fakeQuantise(tf, x, levels),
      tf.tensor3d([...x, ...x], [2, 3, 2]),
      tf.tensor3d([...weights, ...weights], [2, 3, 2]),
    );
    // The second repeat's range is [0, 0]: there every gradient passes.
    assertEquals(found, [0, 2, 3, 4, 5, 0, ...weights]);
  },
);

onBackends(
  "extremesQuantise() gives what lies outside to the extremes, in equal parts",
  async (tf) => {
    // Repeat 0: [-1, 1], three values below the lowest level, two of them tied at the minimum; 0.3 is inside.
    const x = [-1, -0.999, -1, 0.3, 1, 0.5], weights = [1, 2, 4, 8, 16, 32];
    // Repeat 1: [-0.5, 2.5] of 8 bits: z = 42.5 and half up is 43, shifted down, so 2.5 lies above the highest level.
    const y = [-0.5, 2.5, 2.499, 1, 0, 2.5], levels = levelsOf(range([-1, 1], [-0.5, 2.5]), 8);
    const found = await pullback(
      tf,
      (x) => extremesQuantise(tf, x, levels),
      tf.tensor3d([...x, ...y], [2, 3, 2]),
      tf.tensor3d([...weights, ...weights], [2, 3, 2]),
    );
    assertEquals(found, [3.5, 0, 3.5, 8, 16, 32, 1, 19, 0, 8, 16, 19]);
    const total = weights.reduce((sum, w) => sum + w, 0);
    for (const part of [found.slice(0, 6), found.slice(6)]) {
      assertEquals(part.reduce((sum, w) => sum + w, 0), total);
    }
  },
);

onBackends(
  "extremesQuantise() quantises to the extremes of the tensor, 0 not forced in",
  async (tf) => {
    const x = tf.tensor3d([0.5, 0.75, 1], [1, 3, 1]), levels = levelsOf(range([0.5, 1]), 8);
    const found = await read(extremesQuantise(tf, x, levels));
    // 0 < min: the levels reach from 0 to max - min, and what is above them is clamped.
    found.forEach((v) => assertAlmostEquals(v, 0.5, 1e-6));
    assert(found.every((v) => v === found[0]));
  },
);
