/**
 * One training step of all repeats at once (PROTOCOL section 5).
 *
 * @module
 */
import type { Protocol } from "../../network/training.ts";
import { adam, advance, stepSize } from "./adam.ts";
import { countCorrect, meanCrossEntropy } from "./loss.ts";
import { forward, type Network, type Pass, type Ranges } from "./network.ts";
import { type State, tensorsOf } from "./state.ts";
import { scoped, type Tensor } from "./tensorflow.ts";

/** What the backward pass gives. */
export interface Gradient {
  /** Of each repeat's mean loss with respect to its parameters, [R, parameters]. */
  readonly gradient: Tensor;
  /** Mean loss of the batch and rows classified rightly, in training mode, [R, 1, 1]; the caller disposes of the loss. */
  readonly loss: Tensor;
  readonly correct: Tensor;
  /** Ranges after the forward pass. */
  readonly ranges: Ranges;
}

/**
 * Forward and backward pass of one batch.
 *
 * @param x [R, rows, columns].
 * @param labels [R, rows, 1], float32.
 */
export function gradientOf(
  network: Network,
  parameters: Tensor,
  ranges: Ranges,
  x: Tensor,
  labels: Tensor,
): Gradient {
  const { tf } = network;
  let pass: Pass | undefined, loss: Tensor | undefined;
  const gradient = tf.grad((parameters) => {
    pass = forward(network, parameters, ranges, x, { training: true });
    loss = meanCrossEntropy(tf, pass.logits, labels);
    // The gradient's own scope ends before ours: what is wanted of the forward pass must outlive it.
    for (const one of [pass.logits, loss]) tf.keep(one);
    return tf.sum(loss);
  })(parameters);
  const correct = countCorrect(tf, pass!.logits, labels);
  tf.dispose(pass!.logits);
  return { gradient, loss: loss!, correct, ranges: pass!.ranges };
}

/** Sums over the batches of an epoch, [R, 1, 1] each. */
export interface Totals {
  readonly loss: Tensor;
  readonly correct: Tensor;
}

/**
 * Takes one step; disposes of the state and the totals before it, and of the batch.
 *
 * @param x As of {@linkcode gradientOf}.
 */
export function trainStep(
  network: Network,
  protocol: Protocol,
  state: State,
  totals: Totals,
  x: Tensor,
  labels: Tensor,
): { state: State; totals: Totals } {
  const { tf } = network, clocks = state.clocks.map((clock) => advance(clock, protocol));
  const next = scoped(tf, () => {
    const pass = gradientOf(network, state.parameters, state.ranges, x, labels);
    const alpha = tf.tensor2d(clocks.map((clock) => [stepSize(clock, protocol)]));
    const moments = adam(tf, protocol, state, pass.gradient, alpha);
    const loss = tf.add(totals.loss, tf.mul(pass.loss, x.shape[1]!));
    const correct = tf.add(totals.correct, pass.correct);
    pass.loss.dispose();
    return { ...moments, ranges: pass.ranges, loss, correct };
  });
  tf.dispose([...tensorsOf(state), totals.loss, totals.correct, x, labels]);
  const { loss, correct, ...rest } = next;
  return { state: { ...rest, clocks }, totals: { loss, correct } };
}
