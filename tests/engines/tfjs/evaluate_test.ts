import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { decodeTensors } from "../../../lib/bits/safetensors.ts";
import { type Budget, evaluate, type RepeatStates } from "../../../lib/engines/tfjs/evaluate.ts";
import { runSegments, type StackedObserver } from "../../../lib/engines/tfjs/segment.ts";
import { loadState } from "../../../lib/engines/tfjs/state.ts";
import { planLayers } from "../../../lib/engines/tfjs/plan.ts";
import type { TensorFlow } from "../../../lib/engines/tfjs/tensorflow.ts";
import { initialSnapshot } from "../../../lib/engines/wasm/initialize.ts";
import { initialSnapshot as initialMaps } from "../../../lib/engines/wasm/mnist/initialize.ts";
import type { Training } from "../../../lib/network/training.ts";
import { IMAGE_SPLIT, IMAGES, NETWORKS } from "../wasm/mnist/small.ts";
import { SMALL, SMALL_SPLIT, smallTraining } from "../wasm/small.ts";
import { distance, onBackends } from "./support.ts";

const f = Math.fround;

/** States of two repeats after the first epoch, and their snapshots then. */
async function first(tf: TensorFlow, training: Training, images: boolean) {
  const repeats = [0, 1].map((repeat) => ({
    repeat,
    attempt: 0,
    snapshot: images
      ? initialMaps(training, IMAGES.width, repeat, 0)
      : initialSnapshot(training, SMALL.columns, repeat, 0),
  }));
  const data = images
    ? { dataset: IMAGES, split: IMAGE_SPLIT }
    : { dataset: SMALL, split: SMALL_SPLIT };
  let found: RepeatStates[] = [];
  const observe: StackedObserver = async (_, states) => {
    found = await Array.fromAsync(states);
  };
  const input = { training, ...data, phase: "train" as const, from: 0, to: 1, repeats };
  const outputs = await runSegments(tf, input, observe);
  return { states: found, outputs };
}

/** Codes of a value by docs/protocol.md, section 3, for a range that has 0 in it. */
function code(x: number, min: number, max: number, bits: number): number {
  const n = 2 ** bits - 1, scale = (max - min) / n, zero = Math.round(-min / scale);
  return Math.max(-zero, Math.min(n - zero, Math.floor(x / scale + 0.5)));
}

onBackends("evaluate() applies the stored ranges to the weights after the step", async (tf) => {
  const { states, outputs } = await first(tf, smallTraining("relu", { bits: 8 }), false);
  const { x, columns, scale } = SMALL;
  states.forEach(({ position, layers: [one], probabilities }, r) => {
    assertEquals(position, r);
    const { tensors } = decodeTensors(outputs[r].snapshot!);
    const of = (name: string) => tensors[name].data as Float32Array;
    const [kernelMin, kernelMax] = of("layer1.kernel_range"), [min, max] = of("layer1.range");
    const step = (kernelMax - kernelMin) / 255;
    const kernel = of("layer1.kernel").map((w) => f(code(w, kernelMin, kernelMax, 8) * step));
    let off = 0;
    for (let row = 0; row < 60; row++) {
      for (let u = 0; u < 7; u++) {
        let z = 0;
        for (let c = 0; c < columns; c++) z += f(x[row * columns + c] * scale) * kernel[c * 7 + u];
        const expected = code(Math.max(z + of("layer1.bias")[u], 0), min, max, 8);
        if (one.codes![row * 7 + u] !== expected) off++;
      }
    }
    // A value within a last bit of a half level may go either way.
    assert(off <= 1, `${off} of 420 codes`);
    assertEquals([one.features, one.codes!.length, one.values], [7, 420, null]);
    const sums = Array.from(
      { length: 60 },
      (_, row) => probabilities.subarray(3 * row, 3 * row + 3).reduce((sum, p) => sum + p, 0),
    );
    assert(distance(sums, sums.map(() => 1)) < 1e-6);
  });
});

onBackends(
  "evaluate() gives the quantised logits' codes, and the softmax of their values",
  async (tf) => {
    for (const activation of ["relu", "tanh"] as const) {
      const { states } = await first(tf, smallTraining(activation, { bits: 4, start: 1 }), false);
      for (const { layers, probabilities } of states) {
        assertEquals(layers.map(({ features }) => features), [7, 4, 3]);
        const { codes, scale } = layers[2];
        const expected = Array.from({ length: 60 }, (_, row) => {
          const e = [...codes!.subarray(3 * row, 3 * row + 3)].map((code) =>
            Math.exp(code * scale!)
          );
          return e.map((v) => v / (e[0] + e[1] + e[2]));
        });
        assert(distance(probabilities, expected.flat()) < 1e-6);
        assert(new Set(codes).size > 2, "all logits alike");
      }
    }
  },
);

onBackends("evaluate() takes a Tanh layer's range from all rows", async (tf) => {
  const { states } = await first(tf, smallTraining("tanh", { bits: 8 }), false);
  for (const { layers: [{ codes }] } of states) {
    // The extremes of all rows are the outer levels, up to the one that the shift clamps.
    const all = [...codes!], levels = Math.max(...all) - Math.min(...all);
    assert(levels >= 254, `${levels}`);
  }
});

onBackends("evaluate() gives values and logits of a network that is not quantised", async (tf) => {
  const { states, outputs } = await first(tf, smallTraining("tanh", null), false);
  states.forEach(({ layers, probabilities }, r) => {
    assertEquals(layers.map(({ codes, scale }) => [codes, scale]), Array(3).fill([null, null]));
    const { tensors } = decodeTensors(outputs[r].snapshot!);
    const of = (name: string) => tensors[name].data as Float32Array;
    const row = 5, hidden = layers[1].values!.subarray(4 * row, 4 * row + 4);
    const logits = [0, 1, 2].map((c) =>
      hidden.reduce((sum, h, u) => sum + h * of("layer3.kernel")[3 * u + c], of("layer3.bias")[c])
    );
    assert(distance(layers[2].values!.subarray(3 * row, 3 * row + 3), logits) < 1e-6);
    const e = logits.map(Math.exp), sum = e[0] + e[1] + e[2];
    assert(distance(probabilities.subarray(3 * row, 3 * row + 3), e.map((v) => v / sum)) < 1e-6);
  });
});

onBackends("evaluate() has the pooled maps as layers of their own", async (tf) => {
  const { states } = await first(tf, NETWORKS[2][1], true), rows = IMAGES.y.length;
  for (const { layers, probabilities } of states) {
    // Maps of 8 and 2 pixels a side with 2 channels, pooled to 4 and 1.
    assertEquals(layers.map(({ features }) => features), [128, 32, 8, 2, 6, 3]);
    assertEquals(probabilities.length, rows * 3);
    const [{ codes: map, scale }, { codes: pooled, scale: same }] = layers;
    assertEquals(scale, same);
    for (let k = 0; k < rows * 32; k++) {
      const row = Math.floor(k / 32),
        i = Math.floor(k % 32 / 8),
        j = Math.floor(k % 8 / 2),
        c = k % 2;
      const at = (di: number, dj: number) =>
        map![row * 128 + ((2 * i + di) * 8 + 2 * j + dj) * 2 + c];
      assertEquals(pooled![k], Math.max(at(0, 0), at(0, 1), at(1, 0), at(1, 1)));
    }
  }
});

onBackends("evaluate() gives the same in small passes and groups", async (tf) => {
  for (const activation of ["relu", "tanh"] as const) {
    const training = smallTraining(activation, { bits: 8 });
    const layers = planLayers(training, SMALL.columns);
    const snapshots = [0, 1, 2].map((r) => initialSnapshot(training, SMALL.columns, r, 0));
    const state = loadState(tf, layers, snapshots);
    const network = { tf, layers, quantization: training.quantization };
    const all = (budget?: Budget) =>
      Array.fromAsync(evaluate(network, state, SMALL, [4, 5, 6], budget));
    // Groups of one repeat; with ReLU passes of 7 rows.
    const small = await all({ pass: 50, group: 1000 }), whole = await all();
    assertEquals(small, whole);
    assertEquals(small.map(({ position }) => position), [4, 5, 6]);
    assertNotEquals(small[0].layers, small[1].layers);
  }
});
