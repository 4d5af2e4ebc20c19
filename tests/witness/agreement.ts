/**
 * What two engines that were written apart must agree in: the assertions of the short test and of the long one.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type { TensorFlow } from "../../lib/engines/tfjs/tensorflow.ts";
import { distance } from "../engines/tfjs/support.ts";
import {
  type Kind,
  ours,
  spreadSplit,
  startOf,
  type Tensors,
  tensorsOf,
  theirs,
} from "./engines.ts";

const BATCHES = 2;

/**
 * Sums of some hundred float32 numbers in another order differ by some 1e-7 of the largest of them, and the backward
 * pass has up to twelve such sums in a row: 2.1e-6 is the worst seen. A code that is one level off in one row, which a
 * sum next to half a level gives, is 1e-5 to 1e-3 of a gradient; none is met here.
 */
const GRADIENT = 1e-5;
/** Of a parameter: 20 steps move it by up to 2e-3 (0.2 on images), the worst seen is 2e-7. */
const PARAMETER = 1e-6;
/** Of a moment, as a share of the tensor's largest: here one code is one level off in one row, in Tanh at 8 bit. */
const MOMENT = 1e-3;
/** Of a range and of a loss, which are of the size of 1: the last bits of float32. */
const RANGE = 1e-6;
const LOSS = 3e-6;

function largest(values: ArrayLike<number>): number {
  return distance(values, new Float32Array(values.length));
}

/** Distance of two tensors as a share of the larger one's largest element. */
function share(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const most = Math.max(largest(a), largest(b));
  return most === 0 ? 0 : distance(a, b) / most;
}

/** The gradient of a step by parameter: what Adam's first moment took up of it. */
function gradients({ training }: Kind, before: Tensors, after: Tensors): Record<string, number[]> {
  const { beta1 } = training.protocol, suffix = ".first_moment";
  return Object.fromEntries(
    Object.keys(after).filter((name) => name.endsWith(suffix)).map((name) => {
      const g = (m: number, k: number) => (m - beta1 * before[name][k]) / (1 - beta1);
      return [name.slice(0, -suffix.length), Array.from(after[name], g)];
    }),
  );
}

/** Asserts that both engines see the same gradients of one batch. */
export async function assertGradientsAgree(tf: TensorFlow, kind: Kind): Promise<void> {
  const split = spreadSplit(kind, kind.training.protocol.batch);
  const start = startOf(kind, split);
  const [a, b] = [
    ours(kind, split, start, kind.before, kind.before + 1),
    await theirs(tf, kind, split, start, kind.before, kind.before + 1),
  ].map(({ snapshot }) => gradients(kind, tensorsOf(start), tensorsOf(snapshot)));
  assertEquals(Object.keys(a), Object.keys(b));
  assertEquals(Object.keys(a).length, 2 * kind.training.network.layers.length);
  for (const name of Object.keys(a)) {
    assert(largest(a[name]) > 1e-6, `${name} has no gradient`);
    const far = share(a[name], b[name]);
    assert(far <= GRADIENT, `${name} ${far}`);
  }
}

/** Asserts that both engines are in the same state after so many steps, which must be even. */
export async function assertStepsAgree(
  tf: TensorFlow,
  kind: Kind,
  steps: number,
): Promise<void> {
  const split = spreadSplit(kind, BATCHES * kind.training.protocol.batch);
  const start = startOf(kind, split), to = kind.before + steps / BATCHES;
  const a = ours(kind, split, start, kind.before, to);
  const b = await theirs(tf, kind, split, start, kind.before, to);
  const [before, as, bs] = [start, a.snapshot, b.snapshot].map(tensorsOf);
  assertEquals(Object.keys(as).sort(), Object.keys(bs).sort());
  for (const name of Object.keys(as)) {
    const moment = name.endsWith("moment"), range = name.endsWith("range");
    const far = (moment ? share : distance)(as[name], bs[name]);
    assert(far <= (moment ? MOMENT : range ? RANGE : PARAMETER), `${name} ${far}`);
    // The range of a kernel is that of two weights, and those may have no gradient.
    if (name.endsWith(".kernel")) assert(distance(before[name], as[name]) > 0, name);
  }
  const loss = distance(a.trace.loss, b.trace.loss);
  assert(loss <= LOSS, `${loss}`);
  assertEquals(a.trace.trainCorrect, b.trace.trainCorrect);
  assertEquals(a.trace.testCorrect, b.trace.testCorrect);
  const ranges = distance(a.trace.ranges, b.trace.ranges);
  assert(ranges <= RANGE, `${ranges}`);
}
