/**
 * Convolution and pooling of square maps, all repeats at once. Between layers a row is flat, in the order row, column,
 * channel, as Keras flattens: [R, rows, side * side * channels].
 *
 * @module
 */
import { withGradient } from "./gradient.ts";
import type { Maps } from "./plan.ts";
import type { Tensor, TensorFlow } from "./tensorflow.ts";

/**
 * The patches under a filter: a convolution is their matrix product with the kernel.
 *
 * @param a [R, rows, side * side * channels].
 * @returns [R, rows * convolved * convolved, kernel * kernel * channels], in the order of Keras' kernels.
 */
export function patches(tf: TensorFlow, a: Tensor, maps: Maps): Tensor {
  const { side, convolved, channels, kernel } = maps, [repeats, rows] = a.shape;
  const map = tf.reshape(a, [repeats * rows, side, side, channels]);
  const shifted: Tensor[] = [];
  for (let i = 0; i < kernel; i++) {
    for (let j = 0; j < kernel; j++) {
      shifted.push(tf.slice(map, [0, i, j, 0], [-1, convolved, convolved, channels]));
    }
  }
  const stacked = tf.concat(shifted, 3);
  return tf.reshape(stacked, [
    repeats,
    rows * convolved * convolved,
    kernel * kernel * channels,
  ]);
}

/**
 * Max pooling. The gradient goes to the first largest value of a window, in the order of its rows.
 *
 * @param a [R, rows * convolved * convolved, channels].
 * @param rows Rows of the batch.
 * @returns [R, rows, pooled * pooled * channels].
 */
export function maxPool(tf: TensorFlow, a: Tensor, rows: number, maps: Maps): Tensor {
  const { convolved, pooled, pool } = maps, [repeats, , channels] = a.shape;
  const map = tf.reshape(a, [repeats * rows, convolved, convolved, channels]);
  const value = withGradient(
    tf,
    map,
    (map) => ({ value: largest(tf, corners(tf, map, pooled, pool)), saved: [map] }),
    (dy, [map]) => {
      const pieces = firstLargest(tf, corners(tf, map, pooled, pool)).map((at) => tf.mul(dy, at));
      return spread(tf, pieces, convolved, pool);
    },
  );
  return tf.reshape(value, [repeats, rows, pooled * pooled * channels]);
}

/** The values at each place of the windows, in scan order: pool * pool tensors [n, pooled, pooled, channels]. */
function corners(tf: TensorFlow, map: Tensor, pooled: number, pool: number): Tensor[] {
  const [n, , , channels] = map.shape, used = pooled * pool;
  const cropped = tf.slice(map, [0, 0, 0, 0], [n, used, used, channels]);
  // A window's columns become neighbours among the channels, its rows an axis.
  const windows = tf.reshape(cropped, [n * pooled, pool, pooled, pool * channels]);
  return Array.from({ length: pool * pool }, (_, k) => {
    const i = Math.floor(k / pool), j = k % pool;
    const corner = tf.slice(windows, [0, i, 0, j * channels], [-1, 1, -1, channels]);
    return tf.reshape(corner, [n, pooled, pooled, channels]);
  });
}

function largest(tf: TensorFlow, corners: Tensor[]): Tensor {
  return corners.reduce((best, corner) => tf.maximum(best, corner));
}

/** Of each window, 1 where its first largest value is. */
function firstLargest(tf: TensorFlow, corners: Tensor[]): Tensor[] {
  const best = largest(tf, corners);
  let open: Tensor = tf.onesLike(best);
  return corners.map((corner) => {
    const first = tf.mul(tf.cast(tf.equal(corner, best), "float32"), open);
    open = tf.sub(open, first);
    return first;
  });
}

/** The inverse of {@linkcode corners}; 0 in the rows and columns of no window. */
function spread(tf: TensorFlow, pieces: Tensor[], convolved: number, pool: number): Tensor {
  const [n, pooled, , channels] = pieces[0].shape, rest = convolved - pooled * pool;
  const lines = Array.from({ length: pool }, (_, i) => {
    const line = tf.concat(pieces.slice(i * pool, (i + 1) * pool), 3);
    return tf.reshape(line, [n * pooled, 1, pooled, pool * channels]);
  });
  const used = pooled * pool, map = tf.reshape(tf.concat(lines, 1), [n, used, used, channels]);
  return rest === 0 ? map : tf.pad(map, [[0, 0], [0, rest], [0, rest], [0, 0]]);
}
