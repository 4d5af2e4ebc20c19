/**
 * Softmax cross-entropy on the quantised logits, and accuracy (docs/protocol.md, section 4). Logits are [R, rows,
 * classes].
 *
 * @module
 */
import { withGradient } from "./gradient.ts";
import type { Tensor, TensorFlow } from "./tensorflow.ts";

const CLASSES = 2;

function exponentials(tf: TensorFlow, logits: Tensor) {
  const shifted = tf.sub(logits, tf.max(logits, CLASSES, true)), e = tf.exp(shifted);
  return { shifted, e, sum: tf.sum(e, CLASSES, true) };
}

/** 1 where x, which is not negative, is 0: in wasm faster than a comparison that broadcasts. */
function isZero(tf: TensorFlow, x: Tensor): Tensor {
  return tf.sub(1, tf.step(x));
}

/** Softmax as TensorFlow computes it forwards: exponentials times the reciprocal of their sum. */
export function probabilities(tf: TensorFlow, logits: Tensor): Tensor {
  const { e, sum } = exponentials(tf, logits);
  return tf.mul(e, tf.div(1, sum));
}

/** Labels as rows of 0 and 1. `labels` is [R, rows, 1], float32. */
export function oneHot(tf: TensorFlow, labels: Tensor, classes: number): Tensor {
  return isZero(tf, tf.abs(tf.sub(labels, tf.range(0, classes))));
}

/** Mean over the rows, [R, 1, 1], in nats. */
export function meanCrossEntropy(tf: TensorFlow, logits: Tensor, labels: Tensor): Tensor {
  const [, rows, classes] = logits.shape;
  return withGradient(tf, logits, (logits) => {
    const { shifted, e, sum } = exponentials(tf, logits), y = oneHot(tf, labels, classes);
    const losses = tf.sub(tf.log(sum), tf.sum(tf.mul(y, shifted), CLASSES, true));
    return { value: tf.div(tf.sum(losses, [1, 2], true), rows), saved: [tf.div(e, sum), y] };
  }, (dy, [p, y]) => tf.mul(dy, tf.div(tf.sub(p, y), rows)));
}

/** Rows whose most probable class, the first of equal ones, is their label: [R, 1, 1]. */
export function countCorrect(tf: TensorFlow, logits: Tensor, labels: Tensor): Tensor {
  const p = probabilities(tf, logits), classes = logits.shape[CLASSES]!;
  const best = isZero(tf, tf.sub(tf.max(p, CLASSES, true), p));
  // No argMax: which of equal ones it gives differs from backend to backend.
  const candidates = tf.sub(classes, tf.mul(best, tf.range(classes, 0, -1)));
  const right = tf.equal(tf.min(candidates, CLASSES, true), labels);
  return tf.sum(tf.cast(right, "float32"), [1, 2], true);
}
