/**
 * The forward pass of all repeats at once (PROTOCOL section 1).
 *
 * @module
 */
import type { Quantization } from "../../network/training.ts";
import { maxPool, patches } from "./maps.ts";
import type { PlannedLayer } from "./plan.ts";
import { codesOf, extremes, extremesQuantise, fakeQuantise, levelsOf } from "./quantise.ts";
import { type Levels, movingAverage, type Range, withZero } from "./ranges.ts";
import type { Tensor, TensorFlow } from "./tensorflow.ts";

/** What does not change while a network trains. */
export interface Network {
  readonly tf: TensorFlow;
  readonly layers: readonly PlannedLayer[];
  readonly quantization: Quantization | null;
}

/** Ranges kept of a layer: of its kernel, and of what it hands on. */
export interface LayerRanges {
  readonly kernel: Range;
  readonly output: Range;
}

/** Ranges by layer; null where none are kept. */
export type Ranges = readonly (LayerRanges | null)[];

/** What a layer or its pooling gives, before it is made flat. */
export interface Site {
  /** [R, rows * places, units], a row's places one after the other: integers where quantised, otherwise the values. */
  readonly codes: Tensor;
  /** Levels of each repeat; null if not quantised. */
  readonly levels: readonly Levels[] | null;
}

/** How a pass is made. */
export interface Mode {
  /** In training ranges are updated before they are used; in inference they are read. */
  readonly training: boolean;
  /** Sees what each layer gives, and after it the pooled map if there is one. */
  readonly see?: (site: Site) => void;
}

/** The quantised logits [R, rows, classes], and the ranges after the pass. */
export interface Pass {
  readonly logits: Tensor;
  readonly ranges: Ranges;
}

/** Kernels [R, inputs, units] and biases [R, 1, units] from the flat parameters [R, parameters]. */
export function partsOf({ tf, layers }: Network, parameters: Tensor): [Tensor, Tensor][] {
  const sizes = layers.flatMap(({ inputs, units }) => [inputs * units, units]);
  const parts = tf.split(parameters, sizes, 1), repeats = parameters.shape[0];
  return layers.map(({ inputs, units }, l) => [
    tf.reshape(parts[2 * l], [repeats, inputs, units]),
    tf.reshape(parts[2 * l + 1], [repeats, 1, units]),
  ]);
}

function activate({ tf }: Network, { activation }: PlannedLayer, z: Tensor): Tensor {
  if (activation === "softmax") return z;
  return activation === "relu" ? tf.relu(z) : tf.tanh(z);
}

/** One layer, before its pooling. */
interface LayerPass {
  /** Before and after quantisation, [R, rows * places, units]. */
  readonly h: Tensor;
  readonly out: Tensor;
  /** The layer's ranges after the pass. */
  readonly after: LayerRanges | null;
  /** The levels of `out`, by repeat; null if not quantised. */
  readonly levels: () => Levels[] | null;
}

/** @param affine The layer's `h` with a kernel. */
function quantisedLayer(
  network: Network,
  affine: (kernel: Tensor) => Tensor,
  kernel: Tensor,
  before: LayerRanges | null,
  training: boolean,
): LayerPass {
  const { tf, quantization } = network;
  if (quantization === null) {
    const h = affine(kernel);
    return { h, out: h, after: null, levels: () => null };
  }
  const { bits, decay } = quantization;
  if (before === null) {
    const h = affine(kernel), levels = () => levelsOf(extremes(tf, h), bits);
    return { h, out: extremesQuantise(tf, h, bits), after: null, levels };
  }
  const kernelRange = training ? withZero(extremes(tf, kernel)) : before.kernel;
  const h = affine(fakeQuantise(tf, kernel, levelsOf(kernelRange, bits)));
  const output = training ? movingAverage(before.output, extremes(tf, h), decay) : before.output;
  const levels = levelsOf(output, bits), after = { kernel: kernelRange, output };
  return { h, out: fakeQuantise(tf, h, levels), after, levels: () => levels };
}

/** Shows what a layer hands on, and its pooled map. */
function show(
  { tf }: Network,
  { maps }: PlannedLayer,
  { h, levels: levelsOf }: LayerPass,
  rows: number,
  see: (site: Site) => void,
): void {
  const levels = levelsOf(), codes = levels === null ? h : codesOf(tf, h, levels);
  see({ codes, levels });
  // Levels ascend with their codes: the largest value has the largest code.
  if (maps !== null) see({ codes: maxPool(tf, codes, rows, maps), levels });
}

/**
 * Passes rows through the network.
 *
 * @param parameters [R, parameters].
 * @param x [R, rows, columns], or [1, rows, columns] for the same rows in every repeat (inference only).
 */
export function forward(
  network: Network,
  parameters: Tensor,
  ranges: Ranges,
  x: Tensor,
  { training, see }: Mode,
): Pass {
  const { tf, layers } = network, parts = partsOf(network, parameters), rows = x.shape[1]!;
  const after: (LayerRanges | null)[] = [];
  let a = x;
  layers.forEach((layer, l) => {
    const { maps } = layer, [kernel, bias] = parts[l];
    const input = maps === null ? a : patches(tf, a, maps);
    const affine = (kernel: Tensor) =>
      activate(network, layer, tf.add(tf.matMul(input, kernel), bias));
    const pass = quantisedLayer(network, affine, kernel, ranges[l], training);
    after.push(pass.after);
    if (see !== undefined) show(network, layer, pass, rows, see);
    a = maps === null ? pass.out : maxPool(tf, pass.out, rows, maps);
  });
  return { logits: a, ranges: after };
}
