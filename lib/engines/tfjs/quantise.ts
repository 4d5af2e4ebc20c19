/**
 * Fake quantisation and its gradients (docs/protocol.md, section 3). All tensors are stacked repeats
 * [R, rows, units]; each repeat has its own levels.
 *
 * @module
 */
import { withGradient } from "./gradient.ts";
import { type Levels, nudge, type Range } from "./ranges.ts";
import { scoped, type Tensor, type TensorFlow } from "./tensorflow.ts";

const BATCH_AND_UNITS = [1, 2];

/** Smallest and largest value of each repeat. */
export async function extremes(tf: TensorFlow, x: Tensor): Promise<Range> {
  const edges = scoped(tf, () => [tf.min(x, BATCH_AND_UNITS), tf.max(x, BATCH_AND_UNITS)]);
  const [min, max] = await Promise.all(edges.map((edge) => edge.data<"float32">()));
  tf.dispose(edges);
  return { min, max };
}

/** Levels of each repeat's range. */
export function levelsOf({ min, max }: Range, bits: number): Levels[] {
  return Array.from(min, (_, r) => nudge(min[r], max[r], bits));
}

/** A field of the levels as a tensor [R, 1, 1]. */
function column(tf: TensorFlow, levels: readonly Levels[], field: keyof Levels): Tensor {
  return tf.tensor3d(levels.map((of) => of[field]), [levels.length, 1, 1]);
}

/**
 * Number of the level that x is rounded to, counted from the level 0: integers.
 *
 * docs/protocol.md, section 3, clamps x to the outer levels first. Here x - low is clamped at 0, which gives the same
 * number, and the code at `top`, which is the code of the highest level: relu and differences are fast on every
 * backend, minimum is not.
 */
export function codesOf(tf: TensorFlow, x: Tensor, levels: readonly Levels[]): Tensor {
  const of = (field: keyof Levels) => column(tf, levels, field), top = of("top");
  const steps = tf.div(tf.relu(tf.sub(x, of("low"))), of("scale"));
  const codes = tf.floor(tf.add(tf.sub(steps, of("zero")), 0.5));
  return tf.sub(top, tf.relu(tf.sub(top, codes)));
}

function quantised(tf: TensorFlow, x: Tensor, levels: readonly Levels[]): Tensor {
  return tf.mul(codesOf(tf, x, levels), column(tf, levels, "scale"));
}

/** Where the gradient does not pass: 1 where x lies below, or above, the outer levels. */
function outside(tf: TensorFlow, x: Tensor, levels: readonly Levels[]): [Tensor, Tensor] {
  return [
    tf.step(tf.sub(column(tf, levels, "passLow"), x)),
    tf.step(tf.sub(x, column(tf, levels, "passHigh"))),
  ];
}

/** Quantises to the levels. The gradient passes between the outer ones; that of the range is discarded. */
export function fakeQuantise(tf: TensorFlow, x: Tensor, levels: readonly Levels[]): Tensor {
  return withGradient(
    tf,
    x,
    (x) => ({ value: quantised(tf, x, levels), saved: [x] }),
    (dy, [x]) => {
      const [below, above] = outside(tf, x, levels);
      return tf.mul(dy, tf.sub(1, tf.add(below, above)));
    },
  );
}

/**
 * The Tanh quantiser: quantises to the levels of the extremes at hand, 0 not forced in. What a value outside the levels
 * would have moved goes to the extremes themselves, in equal parts where several values are equal to one.
 *
 * @param levels Those of the extremes of x.
 */
export function extremesQuantise(tf: TensorFlow, x: Tensor, levels: readonly Levels[]): Tensor {
  return withGradient(
    tf,
    x,
    (x) => ({ value: quantised(tf, x, levels), saved: [x] }),
    (dy, [x]) => {
      const [below, above] = outside(tf, x, levels);
      // Where x is an extreme: a comparison that broadcasts would be slow in wasm.
      const at = (distance: Tensor) => tf.sub(1, tf.step(distance));
      const share = (at: Tensor, lost: Tensor) => {
        const part = tf.div(at, tf.sum(at, BATCH_AND_UNITS, true));
        return tf.mul(part, tf.sum(tf.mul(dy, lost), BATCH_AND_UNITS, true));
      };
      const lowest = at(tf.sub(x, tf.min(x, BATCH_AND_UNITS, true)));
      const highest = at(tf.sub(tf.max(x, BATCH_AND_UNITS, true), x));
      const inside = tf.mul(dy, tf.sub(1, tf.add(below, above)));
      return tf.add(tf.add(inside, share(lowest, below)), share(highest, above));
    },
  );
}
