/**
 * Layers of a network on images and where their arrays lie in the shared memory.
 *
 * @module
 */
import { isConv } from "../../../network/mnist.ts";
import type { Activation, DenseLayer, Training } from "../../../network/training.ts";
import { allocate } from "../memory.ts";

/** A map of side x side pixels of so many channels; a dense layer's neurons are the channels of one pixel. */
export interface Shape {
  readonly side: number;
  readonly channels: number;
}

/** Values of a map. */
export function sizeOf({ side, channels }: Shape): number {
  return side * side * channels;
}

/** What max pooling makes of a layer's map. */
export interface Pooled {
  readonly shape: Shape;
  readonly out: number;
  readonly gradient: number;
}

/** One layer's arrays as byte offsets; maps as ConvKernels has them, `capacity` rows high. */
export interface MapLayer {
  /** A dense layer on the sparse input, or on what another layer hands on; or a convolution. */
  readonly kind: "sparse" | "dense" | "conv";
  readonly activation: Activation;
  readonly from: Shape;
  readonly to: Shape;
  /** Shape of the kernel as in Keras: inputs x units, or 3 x 3 x channels x filters. */
  readonly kernelShape: readonly number[];
  /** Number of its weights. */
  readonly weights: number;
  /** Offsets within the parameter vector, in words. */
  readonly kernel: number;
  readonly bias: number;
  /** Kernel as the forward pass uses it: quantised. */
  readonly effective: number;
  /** Activation before its quantisation (logits for softmax), and after it. */
  readonly h: number;
  readonly out: number;
  /** Gradient with respect to `out`, then to the layer's affine output. */
  readonly gradient: number;
  readonly pooled: Pooled | null;
  /** Quantisers of kernel and activation. */
  readonly kernelQuantiser: number;
  readonly quantiser: number;
}

/** Words of an array rounded up to whole vectors. */
export function paddedWords(words: number): number {
  return Math.ceil(words / 4) * 4;
}

/** Rows of a batch in memory: a multiple of 8. */
export function paddedRows(rows: number): number {
  return Math.ceil(rows / 8) * 8;
}

/** Shape of a layer and its place in the parameter vector. */
type Plan = Pick<
  MapLayer,
  "kind" | "activation" | "from" | "to" | "kernelShape" | "weights" | "kernel" | "bias"
>;

/**
 * Refuses a training that this engine has no kernels for.
 *
 * @throws {RangeError} Unless the network is quantised with moving ranges and its hidden layers are ReLU.
 */
function checkTraining({ network: { layers }, quantization }: Training): void {
  const refuse = (field: string, rule: string, value: unknown): never => {
    throw new RangeError(
      `Cannot lay out network: ${field} must be ${rule}, current value is ${value}`,
    );
  };
  if (quantization === null) refuse("quantization", "given", null);
  const { ranges } = quantization!;
  if (ranges !== "moving_average") refuse("quantization.ranges", "moving_average", ranges);
  layers.forEach(({ activation }, l) => {
    const rule = l === layers.length - 1 ? "softmax" : "relu";
    if (activation !== rule) refuse(`layers[${l}].activation`, rule, activation);
  });
}

/** Side of a square image of so many pixels, one channel. */
function imageShape(columns: number): Shape {
  const side = Math.floor(Math.sqrt(columns));
  if (side * side === columns) return { side, channels: 1 };
  throw new RangeError(
    `Cannot lay out network: columns must be a square, current value is ${columns}`,
  );
}

function planOf(layer: DenseLayer, from: Shape, first: boolean, words: number): Plan {
  const { units, activation } = layer, conv = isConv(layer);
  const to = { side: conv ? from.side - 2 : 1, channels: units };
  if (conv && to.side < 2) {
    throw new RangeError(
      `Cannot lay out network: maps must be of at least 4 x 4 pixels, current value is ${from.side}`,
    );
  }
  const kernelShape = conv ? [3, 3, from.channels, units] : [sizeOf(from), units];
  const weights = kernelShape.reduce((product, size) => product * size, 1);
  return {
    ...{ kind: conv ? "conv" : first ? "sparse" : "dense", activation, from, to, kernelShape },
    ...{ weights, kernel: words, bias: words + paddedWords(weights) },
  };
}

/** Shape after pooling. */
function pooledShape({ side, channels }: Shape): Shape {
  return { side: side >> 1, channels };
}

function plansOf({ network }: Training, columns: number): { plans: Plan[]; words: number } {
  let words = 0, from = imageShape(columns);
  const plans = network.layers.map((layer, l) => {
    const plan = planOf(layer, from, l === 0, words);
    words = plan.bias + paddedWords(layer.units);
    from = plan.kind === "conv" ? pooledShape(plan.to) : plan.to;
    return plan;
  });
  return { plans, words };
}

/**
 * Lays the layers of a network out for passes of at most `capacity` rows, a multiple of 8.
 *
 * @param columns Pixels of an image.
 * @returns The layers, and the words of the parameter vector.
 * @throws {RangeError} If the engine has no kernels for the training, or images do not suit it.
 */
export function layOut(
  training: Training,
  columns: number,
  capacity: number,
): { layers: MapLayer[]; words: number } {
  checkTraining(training);
  const { plans, words } = plansOf(training, columns), effective = allocate(4 * words);
  const map = (shape: Shape) => allocate(4 * sizeOf(shape) * capacity);
  const layers = plans.map((plan): MapLayer => {
    const shape = plan.kind === "conv" ? pooledShape(plan.to) : null;
    return {
      ...plan,
      effective: effective + 4 * plan.kernel,
      h: map(plan.to),
      out: map(plan.to),
      gradient: map(plan.to),
      pooled: shape === null ? null : { shape, out: map(shape), gradient: map(shape) },
      kernelQuantiser: allocate(32),
      quantiser: allocate(32),
    };
  });
  return { layers, words };
}
