import { assertEquals } from "@std/assert";
import { adam, advance, type Clock, stepSize } from "../../../lib/engines/tfjs/adam.ts";
import { syntheticTraining } from "../../../lib/paper/synthetic_trainings.ts";
import { Draw, onBackends, read } from "./support.ts";

const f = Math.fround;
const { protocol } = syntheticTraining("relu", 8);

Deno.test("stepSize() uses the products of the float32 decays", () => {
  let clock: Clock = { step: 0, power1: 1, power2: 1 };
  for (let t = 0; t < 3; t++) clock = advance(clock, protocol);
  const b1 = 0.8999999761581421, b2 = 0.9990000128746033;
  assertEquals(clock, { step: 3, power1: b1 * b1 * b1, power2: b2 * b2 * b2 });
  const root = f(Math.sqrt(f(1 - f(b2 * b2 * b2))));
  assertEquals(
    stepSize(clock, protocol),
    f(f(9.999999747378752e-05 * root) / f(1 - f(b1 * b1 * b1))),
  );
});

onBackends(
  "adam() gives a plain float32 loop's bits, each repeat with its own step size",
  async (tf) => {
    const draw = new Draw("adam"), n = 7, repeats = 2;
    const w = draw.floats(n * repeats), m = new Float32Array(n * repeats), v = m.slice();
    let state = [w, m, v].map((one) => tf.tensor2d(one.slice(), [repeats, n]));
    // The second repeat is ten steps ahead.
    let clocks: Clock[] = [0, 10].map((ahead) => {
      let clock: Clock = { step: 0, power1: 1, power2: 1 };
      for (let t = 0; t < ahead; t++) clock = advance(clock, protocol);
      return clock;
    });
    for (let step = 0; step < 5; step++) {
      clocks = clocks.map((clock) => advance(clock, protocol));
      const g = draw.floats(n * repeats, 0.1),
        alphas = clocks.map((one) => stepSize(one, protocol));
      const next = adam(
        tf,
        protocol,
        { parameters: state[0], first: state[1], second: state[2] },
        tf.tensor2d(g, [repeats, n]),
        tf.tensor2d(alphas, [repeats, 1]),
      );
      state = [next.parameters, next.first, next.second] as typeof state;
      for (let k = 0; k < n * repeats; k++) {
        m[k] = f(m[k] + f(f(g[k] - m[k]) * 0.10000002384185791));
        v[k] = f(v[k] + f(f(f(g[k] * g[k]) - v[k]) * 0.0009999871253967285));
        const alpha = alphas[Math.floor(k / n)];
        w[k] = f(w[k] - f(f(m[k] * alpha) / f(f(Math.sqrt(v[k])) + 1.0000000116860974e-7)));
      }
    }
    assertEquals(await Promise.all(state.map(read)), [w, m, v].map((one) => [...one]));
  },
);
