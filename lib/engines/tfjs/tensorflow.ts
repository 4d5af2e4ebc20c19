/**
 * Types of TensorFlow.js. Every function of this engine takes the library as an argument: the packages for Node bring
 * their own copy of it, and an operation belongs to the copy that made its tensors.
 *
 * @module
 */
import type * as core from "@tensorflow/tfjs-core";

/** The operations of TensorFlow.js, from whichever package. */
export type TensorFlow = typeof core;

/** A tensor of TensorFlow.js; the first axis of nearly all of ours is the repeat. */
export type Tensor = core.Tensor;

/** Disposes of every tensor that `compute` makes, apart from those in its result. */
export function scoped<T extends object>(tf: TensorFlow, compute: () => T): T {
  return tf.tidy(compute as unknown as () => core.TensorContainer) as unknown as T;
}
