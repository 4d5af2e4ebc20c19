/**
 * Adam in the form of docs/protocol.md, section 5: constants rounded to float32, epsilon added to the uncorrected
 * root, the powers of the decays kept in double.
 *
 * @module
 */
import type { Protocol } from "../../network/training.ts";
import type { Tensor, TensorFlow } from "./tensorflow.ts";

const f = Math.fround;

/** Steps that one repeat has taken, and the powers of the float32 decays after them. */
export interface Clock {
  readonly step: number;
  readonly power1: number;
  readonly power2: number;
}

/** The clock one step later. */
export function advance({ step, power1, power2 }: Clock, { beta1, beta2 }: Protocol): Clock {
  return { step: step + 1, power1: power1 * f(beta1), power2: power2 * f(beta2) };
}

/** lr sqrt(1 - beta2^t) / (1 - beta1^t) of the step that led to the clock, each operation rounded to float32. */
export function stepSize({ power1, power2 }: Clock, { learningRate }: Protocol): number {
  const root = f(Math.sqrt(f(1 - f(power2))));
  return f(f(f(learningRate) * root) / f(1 - f(power1)));
}

/** Parameters and moments, each [R, parameters]. */
export interface Moments {
  readonly parameters: Tensor;
  readonly first: Tensor;
  readonly second: Tensor;
}

/**
 * One step.
 *
 * @param gradient [R, parameters].
 * @param alpha Step size of each repeat, [R, 1].
 */
export function adam(
  tf: TensorFlow,
  { beta1, beta2, epsilon }: Protocol,
  { parameters, first, second }: Moments,
  gradient: Tensor,
  alpha: Tensor,
): Moments {
  const towards = (mean: Tensor, value: Tensor, beta: number): Tensor =>
    tf.add(mean, tf.mul(tf.sub(value, mean), f(1 - f(beta))));
  const m = towards(first, gradient, beta1);
  const v = towards(second, tf.mul(gradient, gradient), beta2);
  const change = tf.div(tf.mul(m, alpha), tf.add(tf.sqrt(v), f(epsilon)));
  return { parameters: tf.sub(parameters, change), first: m, second: v };
}
