import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { sha256 } from "../../../lib/bits/digest.ts";
import { decodeTensors } from "../../../lib/bits/safetensors.ts";
import { syntheticSplit } from "../../../lib/data/split.ts";
import { syntheticDataset } from "../../../lib/data/synthetic.ts";
import { initialSnapshot } from "../../../lib/engines/wasm/initialize.ts";
import { type DenseKernels, denseKernels } from "../../../lib/engines/wasm/kernels.ts";
import { f32 } from "../../../lib/engines/wasm/memory.ts";
import { referenceKernels } from "../../../lib/engines/wasm/reference.ts";
import { runSegment, type SegmentInput } from "../../../lib/engines/wasm/segment.ts";
import { decodeTrace, encodeTrace } from "../../../lib/engines/wasm/trace.ts";
import { syntheticTraining } from "../../../lib/paper/synthetic_trainings.ts";
import { KINDS, SMALL, SMALL_SPLIT, smallSegment, smallTraining } from "./small.ts";

/** Digests of all that a segment makes: snapshot, trace, and what an observer sees of each recorded epoch. */
function digests(input: SegmentInput, kernels: DenseKernels): string[] {
  const seen: string[] = [];
  const { snapshot, trace } = runSegment(input, (epoch, session) => {
    session.evaluate();
    const { layers, probabilities, classes } = session.network, { height } = session;
    const arrays = layers.flatMap(({ h, out, units }) => [h, out].map((at) => [at, units]));
    for (const [at, units] of [...arrays, [probabilities, classes]]) {
      const values = f32(at, units * height).slice();
      seen.push(`${epoch} ${sha256(new Uint8Array(values.buffer))}`);
    }
  }, kernels);
  return [sha256(snapshot!), sha256(encodeTrace(trace)), ...seen];
}

for (const [name, training] of KINDS) {
  Deno.test(`runSegment() gives the bits of its plain twin: ${name}`, () => {
    const input = smallSegment(training, 0, 4);
    assertEquals(digests(input, denseKernels), digests(input, referenceKernels));
  });

  Deno.test(`runSegment() of [0, 2) and [2, 4) ends where that of [0, 4) does: ${name}`, () => {
    const whole = runSegment(smallSegment(training, 0, 4));
    const first = runSegment(smallSegment(training, 0, 2));
    const input = smallSegment(training, 2, 4);
    const second = runSegment({ ...input, snapshot: first.snapshot! });
    assertEquals(sha256(second.snapshot!), sha256(whole.snapshot!));
    assertEquals([...first.trace.loss, ...second.trace.loss], [...whole.trace.loss]);
    assertEquals([...first.trace.testCorrect, ...second.trace.testCorrect], [
      ...whole.trace.testCorrect,
    ]);
    assertEquals([...first.trace.ranges, ...second.trace.ranges], [...whole.trace.ranges]);
  });

  Deno.test(`runSegment() learns: ${name}`, () => {
    const { trace } = runSegment(smallSegment(training, 0, 60));
    const { loss } = trace;
    assert(loss[59] < loss[0] - 0.1, `loss ${loss[0]} to ${loss[59]}`);
    assertEquals([trace.from, trace.trainRows, trace.testRows, trace.layers], [0, 44, 16, 3]);
    assertEquals([loss.length, trace.testCorrect.length, trace.stopped], [60, 30, null]);
  });
}

for (const activation of ["relu", "tanh"] as const) {
  Deno.test(`runSegment() gives its twin's bits on the synthetic data: ${activation}`, () => {
    const training = syntheticTraining(activation, 8), dataset = syntheticDataset();
    const snapshot = initialSnapshot(training, 12, 0, 0), split = syntheticSplit();
    const input = {
      training,
      dataset,
      split,
      snapshot,
      repeat: 0,
      attempt: 0,
      from: 0,
      to: 1,
      phase: "train" as const,
    };
    assertEquals(digests(input, denseKernels), digests(input, referenceKernels));
    const { tensors } = decodeTensors(runSegment(input).snapshot!);
    // 3276 = 12 * 256 + 204: the short batch is a step of its own.
    assertEquals([...tensors["adam.step"].data], [13]);
  });
}

Deno.test("runSegment() keeps the short last batch", () => {
  const { snapshot } = runSegment(smallSegment(smallTraining("relu", {}), 0, 4));
  assertEquals([...decodeTensors(snapshot!).tensors["adam.step"].data], [4 * 3]);
});

Deno.test("runSegment() shuffles by repeat, attempt, epoch and seed name", () => {
  const base = smallSegment(smallTraining("relu", {}), 0, 1);
  const end = (change: Partial<SegmentInput>) =>
    sha256(runSegment({ ...base, ...change }).snapshot!);
  const ends = [
    end({}),
    end({ repeat: 1 }),
    end({ attempt: 1 }),
    end({ from: 1, to: 2 }),
    end({ training: { ...base.training, seed: "other" } }),
  ];
  assertEquals(new Set(ends).size, ends.length);
  assertEquals(end({}), ends[0]);
});

Deno.test("runSegment() ends at the epoch that meets the restart rule, without a snapshot", () => {
  const training = smallTraining("relu", {});
  const protocol = { ...training.protocol, restart: { from: 0, below: 1.1 } };
  const stopped = runSegment(smallSegment({ ...training, protocol }, 0, 4));
  assertEquals(stopped.snapshot, null);
  assertEquals([stopped.trace.stopped, stopped.trace.loss.length], [0, 1]);
  const later = { ...protocol, restart: { from: 3, below: 1.1 } };
  const { snapshot, trace } = runSegment(smallSegment({ ...training, protocol: later }, 2, 6));
  assertEquals(snapshot, null);
  assertEquals([trace.stopped, trace.loss.length, trace.testCorrect.length], [3, 2, 1]);
});

Deno.test("runSegment() goes on where training accuracy is not below the restart rule's", () => {
  const training = smallTraining("relu", {});
  const { trace } = runSegment(smallSegment(training, 0, 1));
  const accuracy = trace.trainCorrect[0] / 44;
  const restart = { from: 0, below: accuracy };
  const same = { ...training, protocol: { ...training.protocol, restart } };
  assertNotEquals(runSegment(smallSegment(same, 0, 1)).snapshot, null);
});

Deno.test("decodeTrace() gives back what encodeTrace() was given", () => {
  const training = smallTraining("tanh", {});
  const { trace } = runSegment(smallSegment(training, 0, 3));
  assertEquals(decodeTrace(encodeTrace(trace)), trace);
  assertEquals(decodeTrace(encodeTrace({ ...trace, stopped: 2 })).stopped, 2);
});

Deno.test("Session.test() is inference: it moves neither weights nor ranges", () => {
  const training = smallTraining("relu", {});
  const often = { ...training, protocol: { ...training.protocol, every: 1 } };
  const seldom = { ...training, protocol: { ...training.protocol, every: 100 } };
  const [a, b] = [often, seldom].map((t) => runSegment(smallSegment(t, 0, 4)).snapshot!);
  assertEquals(sha256(a), sha256(b));
});

Deno.test("runSegment() counts the test rows that inference puts in their class", () => {
  const counted: number[] = [];
  // ReLU in inference has no range of the batch: one pass over all rows gives the same probabilities.
  const input = smallSegment(smallTraining("relu", {}), 0, 30);
  const { trace } = runSegment(input, (_, session) => {
    session.evaluate();
    const p = f32(session.network.probabilities, 3 * session.height);
    const best = (row: number) => {
      const row3 = [0, 1, 2].map((c) => p[c * session.height + row]);
      return row3.indexOf(Math.max(...row3));
    };
    counted.push(SMALL_SPLIT.test.filter((row) => best(row) === SMALL.y[row]).length);
  });
  assertEquals([...trace.testCorrect], counted);
  assert(new Set(counted).size > 2, `${counted}`);
});

Deno.test("runSegment() keeps the powers of Adam's decays as products in double, one factor a step", () => {
  const training = smallTraining("relu", {}), { beta1, beta2 } = training.protocol;
  const { tensors } = decodeTensors(runSegment(smallSegment(training, 0, 4)).snapshot!);
  let power1 = 1, power2 = 1;
  for (let step = 0; step < 12; step++) {
    power1 *= Math.fround(beta1);
    power2 *= Math.fround(beta2);
  }
  assertEquals([...tensors["adam.powers"].data], [power1, power2]);
});

Deno.test("runSegment() means the loss over rows: a short batch weighs as much as its rows", () => {
  // Without steps the loss of a float network is that of its rows, however they are put in batches.
  const training = smallTraining("relu", null);
  const losses = [16, 44, 7].map((batch) => {
    const protocol = { ...training.protocol, batch, learningRate: 0 };
    return runSegment(smallSegment({ ...training, protocol }, 0, 1)).trace.loss[0];
  });
  // Means of at most 44 losses in float32.
  for (const loss of losses) assert(Math.abs(loss - losses[0]) < 1e-6, `${losses}`);
});
