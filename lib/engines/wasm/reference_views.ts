/**
 * Views of the shared memory for the kernels in plain TypeScript, each from an offset to the end of the memory. Made per
 * call, since growing the memory detaches older ones.
 *
 * @module
 */
import { memory } from "./memory.ts";

/** Float32 from an offset on. */
export function floats(at: number): Float32Array {
  return new Float32Array(memory.buffer, at);
}

/** Int32 from an offset on. */
export function ints(at: number): Int32Array {
  return new Int32Array(memory.buffer, at);
}

/** Bytes from an offset on. */
export function bytes(at: number): Uint8Array {
  return new Uint8Array(memory.buffer, at);
}
