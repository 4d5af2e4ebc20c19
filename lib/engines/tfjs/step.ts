/**
 * One training step of all repeats at once (docs/protocol.md, section 5).
 *
 * @module
 */
import type { Protocol } from "../../network/training.ts";
import { adam, advance, stepSize } from "./adam.ts";
import { countCorrect, meanCrossEntropy } from "./loss.ts";
import { forward, type LayerLevels, logitsOf, type Network, type Ranges } from "./network.ts";
import { type State, tensorsOf } from "./state.ts";
import { scoped, type Tensor } from "./tensorflow.ts";

/** What the backward pass gives; the tensors are the caller's to dispose of. */
export interface Gradient {
  /** Of each repeat's mean loss with respect to its parameters, [R, parameters]. */
  readonly gradient: Tensor;
  /** Mean loss of the batch and rows classified rightly, in training mode, [R, 1, 1]. */
  readonly loss: Tensor;
  readonly correct: Tensor;
}

/**
 * Forward and backward pass of one batch.
 *
 * @param levels Of the quantisers in training mode, for these parameters and rows.
 * @param x [R, rows, columns].
 * @param labels [R, rows, 1], float32.
 */
export function gradientOf(
  network: Network,
  parameters: Tensor,
  levels: readonly LayerLevels[],
  x: Tensor,
  labels: Tensor,
): Gradient {
  const { tf } = network;
  let logits: Tensor | undefined, loss: Tensor | undefined;
  const gradient = tf.grad((parameters) => {
    logits = logitsOf(network, parameters, levels, x);
    loss = meanCrossEntropy(tf, logits, labels);
    // The gradient's own scope ends before ours: what is wanted of the forward pass must outlive it.
    for (const one of [logits, loss]) tf.keep(one);
    return tf.sum(loss);
  })(parameters);
  const correct = countCorrect(tf, logits!, labels);
  tf.dispose(logits!);
  return { gradient, loss: loss!, correct };
}

/** Levels of the quantisers in training mode, and the ranges after the pass that finds them. */
async function trainingLevels(
  network: Network,
  { parameters, ranges }: State,
  x: Tensor,
): Promise<{ levels: readonly LayerLevels[]; ranges: Ranges }> {
  const { tf, layers, quantization } = network;
  if (quantization === null) {
    return { levels: layers.map(() => ({ kernel: null, output: null })), ranges };
  }
  const { logits, levels, ranges: after } = await forward(network, parameters, ranges, x, {
    training: true,
  });
  tf.dispose(logits);
  return { levels, ranges: after };
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
export async function trainStep(
  network: Network,
  protocol: Protocol,
  state: State,
  totals: Totals,
  x: Tensor,
  labels: Tensor,
): Promise<{ state: State; totals: Totals }> {
  const { tf } = network, clocks = state.clocks.map((clock) => advance(clock, protocol));
  const { levels, ranges } = await trainingLevels(network, state, x);
  const next = scoped(tf, () => {
    const pass = gradientOf(network, state.parameters, levels, x, labels);
    const alpha = tf.tensor2d(clocks.map((clock) => [stepSize(clock, protocol)]));
    const moments = adam(tf, protocol, state, pass.gradient, alpha);
    const loss = tf.add(totals.loss, tf.mul(pass.loss, x.shape[1]!));
    const correct = tf.add(totals.correct, pass.correct);
    pass.loss.dispose();
    return { ...moments, loss, correct };
  });
  tf.dispose([...tensorsOf(state), totals.loss, totals.correct, x, labels]);
  const { loss, correct, ...moments } = next;
  return { state: { ...moments, ranges, clocks }, totals: { loss, correct } };
}
