/**
 * The adapter of WebGPU, which is what it computes on.
 *
 * @module
 */

/** A device for WebGPU. */
export interface Adapter {
  /** As its driver calls it. */
  readonly name: string;
  /** Whether it is no GPU, but a program that computes on the processor as one would. */
  readonly software: boolean;
  /** Bytes of the largest tensor that a training step may make. */
  readonly largestTensor: number;
}

/**
 * WebGPU does not tell how much memory a card has, but how large one buffer may be. A training step allocates up to eleven
 * times its largest tensor (Conv on images, whose tensors are large): that many must have room in one such buffer.
 */
const ALIVE = 16;

/** The adapter that TensorFlow.js will take; undefined where there is none, or no WebGPU. */
export async function findAdapter(): Promise<Adapter | undefined> {
  // In every place without WebGPU: absent, though its type says otherwise.
  const gpu = navigator.gpu as GPU | undefined;
  const found = await gpu?.requestAdapter({ powerPreference: "high-performance" });
  if (!found) return undefined;
  const { info, limits: { maxBufferSize, maxStorageBufferBindingSize } } = found;
  return {
    name: info.description || [info.vendor, info.architecture].join(" ").trim() || "unnamed",
    software: info.isFallbackAdapter,
    largestTensor: Math.min(maxStorageBufferBindingSize, Math.floor(maxBufferSize / ALIVE)),
  };
}
