import { assert, assertEquals } from "@std/assert";
import { decodeTensors } from "../../../lib/bits/safetensors.ts";
import {
  type RepeatInput,
  type RepeatOutput,
  runSegments,
  type StackedSegment,
} from "../../../lib/engines/tfjs/segment.ts";
import type { TensorFlow } from "../../../lib/engines/tfjs/tensorflow.ts";
import { initialSnapshot } from "../../../lib/engines/wasm/initialize.ts";
import { initialSnapshot as initialMaps } from "../../../lib/engines/wasm/mnist/initialize.ts";
import { runSegment } from "../../../lib/engines/wasm/segment.ts";
import { decodeTrace, encodeTrace } from "../../../lib/engines/wasm/trace.ts";
import type { Training } from "../../../lib/network/training.ts";
import { IMAGE_SPLIT, IMAGES, NETWORKS } from "../wasm/mnist/small.ts";
import { SMALL, SMALL_SPLIT, smallTraining } from "../wasm/small.ts";
import { distance, onBackends } from "./support.ts";

/** Three repeats, from their initial snapshots. */
function stacked(training: Training, from: number, to: number): StackedSegment {
  const repeats = [0, 1, 2].map((repeat) => ({
    repeat,
    attempt: 0,
    snapshot: initialSnapshot(training, SMALL.columns, repeat, 0),
  }));
  const data = { dataset: SMALL, split: SMALL_SPLIT };
  return { training, ...data, phase: "train", from, to, repeats };
}

function stackedImages(training: Training): StackedSegment {
  const columns = IMAGES.width;
  const repeats = [0, 1, 2].map((repeat) => ({
    repeat,
    attempt: 0,
    snapshot: initialMaps(training, columns, repeat, 0),
  }));
  const data = { dataset: IMAGES, split: IMAGE_SPLIT };
  return { training, ...data, phase: "train", from: 0, to: 1, repeats };
}

/** The largest distance of two snapshots of the same tensors. */
function apart(a: Uint8Array, b: Uint8Array): number {
  const [as, bs] = [a, b].map((bytes) => decodeTensors(bytes).tensors);
  assertEquals(Object.keys(as).sort(), Object.keys(bs).sort());
  return Math.max(
    ...Object.keys(as).map((name) => {
      assertEquals(as[name].shape, bs[name].shape, name);
      return distance(as[name].data as Float32Array, bs[name].data as Float32Array);
    }),
  );
}

/** Each repeat in a segment of its own. */
async function alone(tf: TensorFlow, input: StackedSegment): Promise<RepeatOutput[]> {
  const outputs: RepeatOutput[] = [];
  for (const one of input.repeats) {
    outputs.push(...await runSegments(tf, { ...input, repeats: [one] }));
  }
  return outputs;
}

const DENSE = [
  smallTraining("relu", { bits: 8 }),
  smallTraining("tanh", { bits: 4, start: 1 }),
  smallTraining("relu", null),
];

onBackends("runSegments() of three repeats ends where three of one do", async (tf) => {
  const inputs = [
    ...DENSE.map((training) => stacked(training, 0, 3)),
    stackedImages(NETWORKS[2][1]),
  ];
  for (const input of inputs) {
    const together = await runSegments(tf, input);
    (await alone(tf, input)).forEach(({ snapshot, trace }, r) => {
      // The order of every sum is that of one repeat: nothing but the vector width of a kernel could move a last bit, and
      // 10 steps of at most 0.01 then move a weight by some of those. On a GPU the order depends on the size of the stack,
      // so that a code may be one level off in one row, which is some 1e-5 of a moment.
      const far = apart(together[r].snapshot!, snapshot!);
      assert(far <= (tf.getBackend() === "webgpu" ? 1e-4 : 1e-6), `${far}`);
      assertEquals(together[r].trace.trainCorrect, trace.trainCorrect);
      assertEquals(together[r].trace.testCorrect, trace.testCorrect);
    });
    const [a, b] = together;
    assert(apart(a.snapshot!, b.snapshot!) > 1e-3, "repeats are alike");
  }
});

onBackends("runSegments() draws the orders and labels of the default engine", async (tf) => {
  // Float networks have no rounding that a last bit could turn: after 4 epochs they differ by last bits alone.
  const input = stacked(DENSE[2], 0, 4);
  for (const phase of ["prefit", "train"] as const) {
    (await runSegments(tf, { ...input, phase })).forEach(({ snapshot, trace }, r) => {
      const other = runSegment({ ...input, dataset: SMALL, ...input.repeats[r], phase });
      const far = apart(snapshot!, other.snapshot!);
      assert(far <= 1e-5, `${phase} ${far}`);
      assertEquals(trace.trainCorrect, other.trace.trainCorrect);
      assertEquals(trace.testCorrect, other.trace.testCorrect);
    });
  }
});

onBackends("runSegments() of [0, 2) and [2, 4) ends where that of [0, 4) does", async (tf) => {
  for (const training of DENSE) {
    const whole = await runSegments(tf, stacked(training, 0, 4));
    const first = await runSegments(tf, stacked(training, 0, 2));
    const input = stacked(training, 2, 4);
    const repeats: RepeatInput[] = input.repeats.map((one, r) => ({
      ...one,
      snapshot: first[r].snapshot!,
    }));
    (await runSegments(tf, { ...input, repeats })).forEach(({ snapshot, trace }, r) => {
      assertEquals(snapshot, whole[r].snapshot);
      assertEquals([...first[r].trace.loss, ...trace.loss], [...whole[r].trace.loss]);
      assertEquals([...first[r].trace.ranges, ...trace.ranges], [...whole[r].trace.ranges]);
    });
  }
});

onBackends("runSegments() makes the default engine's traces", async (tf) => {
  for (const { trace } of await runSegments(tf, stacked(DENSE[0], 0, 3))) {
    assertEquals(decodeTrace(encodeTrace(trace)), trace);
    assertEquals([trace.from, trace.trainRows, trace.testRows, trace.layers], [0, 44, 16, 3]);
    assertEquals([trace.loss.length, trace.testCorrect.length, trace.stopped], [3, 2, null]);
    // Records x layers x 4: the moving ranges come from [-6, 6] and close in.
    assertEquals(trace.ranges.length, 2 * 3 * 4);
    assert(trace.ranges[2] > -6 && trace.ranges[2] < -5.9, `${trace.ranges}`);
    assert(trace.ranges[12 + 2] > trace.ranges[2], `${trace.ranges}`);
  }
});

onBackends("runSegments() learns, and disposes of what it makes", async (tf) => {
  const counts: number[] = [];
  const before = tf.memory().numTensors;
  const [{ trace }] = await runSegments(tf, stacked(DENSE[0], 0, 30), async (_, states) => {
    for await (const { probabilities } of states) assertEquals(probabilities.length, 60 * 3);
    counts.push(tf.memory().numTensors);
  });
  assert(trace.loss[29] < trace.loss[0] - 0.1, `${trace.loss}`);
  assertEquals(counts.length, 15);
  // Parameters and two moments.
  assertEquals(new Set(counts), new Set([before + 3]));
  assertEquals(tf.memory().numTensors, before);
});

onBackends("runSegments() lets a repeat that meets the restart rule drop out alone", async (tf) => {
  const input = stacked(DENSE[0], 0, 5), free = await runSegments(tf, input);
  const accuracy = free.map(({ trace }) => [...trace.trainCorrect].map((right) => right / 44));
  // From epoch 2 on, just above the worst of the three at that epoch.
  const at2 = accuracy.map((of) => of[2]), worst = at2.indexOf(Math.min(...at2));
  const restart = { from: 2, below: at2[worst] + 0.5 / 44 };
  const { protocol } = input.training;
  const training = { ...input.training, protocol: { ...protocol, restart } };
  const seen: number[][] = [], before = tf.memory().numTensors;
  const found = await runSegments(tf, { ...input, training }, async (_, states) => {
    seen.push((await Array.fromAsync(states)).map(({ position }) => position));
  });
  found.forEach(({ snapshot, trace }, r) => {
    const stop = accuracy[r].findIndex((of, epoch) => epoch >= 2 && of < restart.below);
    assertEquals(trace.stopped, stop < 0 ? null : stop);
    assertEquals(trace.loss.length, stop < 0 ? 5 : stop + 1);
    // The last epoch of a repeat that stops is not recorded: as in the default engine.
    assertEquals(trace.testCorrect.length, stop < 0 ? 3 : Math.ceil(stop / 2));
    if (stop < 0) assert(apart(snapshot!, free[r].snapshot!) <= 1e-6);
    else assertEquals(snapshot, null);
  });
  assertEquals(tf.memory().numTensors, before);
  assertEquals(found[worst].trace.stopped, 2);
  assert(found.some(({ snapshot }) => snapshot !== null), "all stopped");
  assertEquals(seen[0], [0, 1, 2]);
  assert(!seen[1].includes(worst), `${seen}`);
});

onBackends(
  "runSegments() knows no restart rule in a prefit",
  async (tf) => {
    const { protocol } = DENSE[0], restart = { from: 0, below: 1.1 };
    const training = { ...DENSE[0], protocol: { ...protocol, restart } };
    const prefit = await runSegments(tf, { ...stacked(training, 0, 1), phase: "prefit" });
    assertEquals(prefit.map(({ trace }) => trace.stopped), [null, null, null]);
    const train = await runSegments(tf, stacked(training, 0, 1));
    assertEquals(train.map(({ trace }) => trace.stopped), [0, 0, 0]);
  },
);
