/**
 * Shapes of a network's layers (docs/protocol.md, sections 1 and 7).
 *
 * @module
 */
import { isConv } from "../../network/mnist.ts";
import type { Activation, Training } from "../../network/training.ts";

/** Sides and channels of the square maps of a convolution without padding and its pooling. */
export interface Maps {
  /** Before the convolution, after it, after the pooling. */
  readonly side: number;
  readonly convolved: number;
  readonly pooled: number;
  readonly channels: number;
  /** Side of a filter, side of a pooling window. */
  readonly kernel: number;
  readonly pool: number;
}

/** A layer with its shapes. */
export interface PlannedLayer {
  /** Rows of the kernel matrix: inputs of a neuron or weights of a filter. */
  readonly inputs: number;
  /** Neurons or filters. */
  readonly units: number;
  readonly activation: Activation;
  /** Of the kernel in a snapshot: Keras' shape. */
  readonly kernelShape: readonly number[];
  /** Null for a dense layer. */
  readonly maps: Maps | null;
  /** Whether the kernel is quantised, and with it a range of what the layer hands on is kept. */
  readonly ranged: boolean;
  /** Values that a row hands on to the next layer. */
  readonly features: number;
}

function mapsOf(features: number, channels: number, kernel: number, pool: number): Maps {
  const side = Math.sqrt(features / channels);
  if (!Number.isInteger(side)) {
    throw new RangeError(
      `Cannot plan network: input of a convolution must be a square map, ` +
        `current value is ${features} values in ${channels} channels`,
    );
  }
  const convolved = side - kernel + 1;
  return { side, convolved, pooled: Math.floor(convolved / pool), channels, kernel, pool };
}

/**
 * The layers of a training's network.
 *
 * @param columns Features of a row; where the first layer is a convolution, a square of one channel.
 * @throws {RangeError} If a convolution's input is no square map, or ranges are those of the batch, which this engine
 * does not have.
 */
export function planLayers({ network, quantization }: Training, columns: number): PlannedLayer[] {
  if (quantization?.ranges === "batch") {
    throw new RangeError(
      `Cannot train with tfjs: ranges must be moving_average, current value is batch`,
    );
  }
  let features = columns, channels = 1;
  return network.layers.map((layer) => {
    const { units, activation } = layer;
    // The kernels of Tanh layers stay float32, and their range is that of the tensor at hand.
    const ranged = quantization !== null && activation !== "tanh";
    const maps = isConv(layer) ? mapsOf(features, channels, layer.kernel, layer.pool) : null;
    const inputs = maps === null ? features : maps.kernel * maps.kernel * channels;
    const kernelShape = maps === null
      ? [inputs, units]
      : [maps.kernel, maps.kernel, channels, units];
    features = maps === null ? units : maps.pooled * maps.pooled * units;
    channels = units;
    return { inputs, units, activation, kernelShape, maps, ranged, features };
  });
}

/** Largest number of values of a row in a layer's tensors. */
export function widest(columns: number, layers: readonly PlannedLayer[]): number {
  const sizes = layers.map(({ maps, inputs, units }) =>
    maps === null ? units : maps.convolved * maps.convolved * Math.max(inputs, units)
  );
  return Math.max(columns, ...sizes);
}

/** Bytes that each of the stacked repeats has in the largest tensor of a training step. */
export function largestShare(training: Training, columns: number): number {
  const layers = planLayers(training, columns), { batch } = training.protocol;
  const kernels = layers.map(({ inputs, units }) => inputs * units);
  return 4 * Math.max(batch * widest(columns, layers), ...kernels);
}
