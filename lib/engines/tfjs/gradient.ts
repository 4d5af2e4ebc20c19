/**
 * Operations whose gradient is written by hand.
 *
 * @module
 */
import type { Tensor, TensorFlow } from "./tensorflow.ts";

/** What the forward pass of an operation gives: its value, and what its gradient needs. */
export interface Forward {
  readonly value: Tensor;
  readonly saved: Tensor[];
}

/**
 * An operation of one tensor with a gradient of its own. Everything that the gradient uses must be saved: the rest of the
 * forward pass is disposed of before the gradient is computed.
 *
 * @param backward Gets the gradient of the value and the saved tensors; gives the gradient of x, in its shape.
 */
export function withGradient(
  tf: TensorFlow,
  x: Tensor,
  forward: (x: Tensor) => Forward,
  backward: (dy: Tensor, saved: Tensor[]) => Tensor,
): Tensor {
  return tf.customGrad((input, save) => {
    const { value, saved } = forward(input as Tensor);
    (save as (tensors: Tensor[]) => void)(saved);
    return { value, gradFunc: (dy: Tensor, kept: Tensor[]) => backward(dy, kept) };
  })(x);
}
