/**
 * The forward pass of all repeats at once (docs/protocol.md, section 1).
 *
 * What a GPU has computed can only be waited for, and inside TensorFlow.js's gradients nothing can wait. So there are two
 * passes: {@linkcode forward} reads the extremes of every layer and finds the levels of its quantisers, and
 * {@linkcode logitsOf}, which gradients are taken of, computes the same with those levels.
 *
 * @module
 */
import type { Quantization } from "../../network/training.ts";
import { maxPool, patches } from "./maps.ts";
import type { PlannedLayer } from "./plan.ts";
import { codesOf, extremes, extremesQuantise, fakeQuantise, levelsOf } from "./quantise.ts";
import { type Levels, movingAverage, type Range, withZero } from "./ranges.ts";
import { scoped, type Tensor, type TensorFlow } from "./tensorflow.ts";

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

/** Levels of a layer's quantisers, by repeat: of its kernel, and of what it hands on; null where there is none. */
export interface LayerLevels {
  readonly kernel: readonly Levels[] | null;
  readonly output: readonly Levels[] | null;
}

/** How a pass is made. */
export interface Mode {
  /** In training ranges are updated before they are used; in inference they are read. */
  readonly training: boolean;
  /** Sees what each layer gives, and after it the pooled map if there is one; the tensors live until it is done. */
  readonly see?: (site: Site) => Promise<void>;
}

/** The quantised logits [R, rows, classes], which are the caller's to dispose of; levels and ranges after the pass. */
export interface Pass {
  readonly logits: Tensor;
  readonly levels: readonly LayerLevels[];
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

/** What a layer gives before it is quantised, [R, rows * places, units]. */
function hidden(
  network: Network,
  layer: PlannedLayer,
  a: Tensor,
  [kernel, bias]: [Tensor, Tensor],
  levels: LayerLevels["kernel"],
): Tensor {
  const { tf } = network, input = layer.maps === null ? a : patches(tf, a, layer.maps);
  const weights = levels === null ? kernel : fakeQuantise(tf, kernel, levels);
  return activate(network, layer, tf.add(tf.matMul(input, weights), bias));
}

/** What a layer hands on of its `h`: quantised, and pooled. */
function handOn(
  { tf }: Network,
  { ranged, maps }: PlannedLayer,
  h: Tensor,
  levels: LayerLevels["output"],
  rows: number,
): Tensor {
  const quantise = ranged ? fakeQuantise : extremesQuantise;
  const out = levels === null ? h : quantise(tf, h, levels);
  return maps === null ? out : maxPool(tf, out, rows, maps);
}

/**
 * The logits of rows, with a gradient with respect to the parameters.
 *
 * @param levels As {@linkcode forward} found them for the same parameters and rows.
 */
export function logitsOf(
  network: Network,
  parameters: Tensor,
  levels: readonly LayerLevels[],
  x: Tensor,
): Tensor {
  const parts = partsOf(network, parameters), rows = x.shape[1]!;
  return network.layers.reduce((a, layer, l) => {
    const { kernel, output } = levels[l];
    return handOn(network, layer, hidden(network, layer, a, parts[l], kernel), output, rows);
  }, x);
}

/** The range of each kernel in this pass; null where it is not quantised. */
async function kernelRanges(
  { tf, layers }: Network,
  parts: readonly [Tensor, Tensor][],
  before: Ranges,
  training: boolean,
): Promise<(Range | null)[]> {
  if (!training) return before.map((pair) => pair?.kernel ?? null);
  return await Promise.all(layers.map(async (_, l) => {
    return before[l] === null ? null : withZero(await extremes(tf, parts[l][0]));
  }));
}

/** The range of what a layer hands on in this pass; null if it is not quantised. */
async function outputRange(
  { tf, quantization }: Network,
  before: LayerRanges | null,
  h: Tensor,
  training: boolean,
): Promise<Range | null> {
  if (quantization === null) return null;
  if (before === null) return await extremes(tf, h);
  if (!training) return before.output;
  return movingAverage(before.output, await extremes(tf, h), quantization.decay);
}

/** Shows what a layer hands on, and its pooled map. */
async function show(
  { tf }: Network,
  { maps }: PlannedLayer,
  h: Tensor,
  levels: LayerLevels["output"],
  rows: number,
  see: (site: Site) => Promise<void>,
): Promise<void> {
  const sites = scoped(tf, () => {
    const codes = levels === null ? tf.clone(h) : codesOf(tf, h, levels);
    // Levels ascend with their codes: the largest value has the largest code.
    return maps === null ? [codes] : [codes, maxPool(tf, codes, rows, maps)];
  });
  for (const codes of sites) await see({ codes, levels });
  tf.dispose(sites);
}

/**
 * Passes rows through the network. Apart from the logits, all tensors that it makes are disposed of.
 *
 * @param parameters [R, parameters].
 * @param x [R, rows, columns], or [1, rows, columns] for the same rows in every repeat (inference only).
 */
export async function forward(
  network: Network,
  parameters: Tensor,
  ranges: Ranges,
  x: Tensor,
  { training, see }: Mode,
): Promise<Pass> {
  const { tf, quantization } = network, rows = x.shape[1]!, bits = quantization?.bits ?? 0;
  const parts = scoped(tf, () => partsOf(network, parameters));
  const kernels = await kernelRanges(network, parts, ranges, training);
  const levels: LayerLevels[] = [], after: (LayerRanges | null)[] = [];
  const levelsIn = (range: Range | null) => range && levelsOf(range, bits);
  let a = x;
  for (const [l, layer] of network.layers.entries()) {
    const kernel = levelsIn(kernels[l]);
    const h = scoped(tf, () => hidden(network, layer, a, parts[l], kernel));
    const range = await outputRange(network, ranges[l], h, training), output = levelsIn(range);
    levels.push({ kernel, output });
    after.push(ranges[l] && { kernel: kernels[l]!, output: range! });
    if (see !== undefined) await show(network, layer, h, output, rows, see);
    const next = scoped(tf, () => tf.clone(handOn(network, layer, h, output, rows)));
    tf.dispose(l === 0 ? h : [a, h]);
    a = next;
  }
  tf.dispose(parts);
  return { logits: a, levels, ranges: after };
}
