/**
 * The one linear memory of a worker, owned by the host and shared by all kernel families.
 *
 * Kernels import it as `env.memory` (deno.json maps `env` to this file), never allocate and hold no
 * static data, so that modules compiled apart can work on the same arrays. A job calls
 * {@linkcode reset}, allocates what it needs, runs to its end synchronously and leaves nothing behind.
 *
 * @module
 */

const PAGE = 65536;
/** Offsets below this one are never handed out: a null pointer stays recognisable. */
const BASE = 1024;

/** The linear memory that every kernel family imports. */
export const memory: WebAssembly.Memory = new WebAssembly.Memory({ initial: 16 });

let top = BASE;

/** Frees everything: the next {@linkcode allocate} starts from the base again. */
export function reset(): void {
  top = BASE;
}

/**
 * Reserves zeroed bytes and returns their offset, a multiple of 16. Growing the memory detaches older
 * views, so views are made after the last allocation of a job.
 *
 * @param bytes Number of bytes, an integer >= 0.
 */
export function allocate(bytes: number): number {
  const start = top;
  top += (bytes + 15) & ~15;
  const missing = top - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  u8(start, top - start).fill(0);
  return start;
}

/** View of `length` bytes at offset `at`. */
export function u8(at: number, length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(memory.buffer as ArrayBuffer, at, length);
}

/** View of `length` uint32 at offset `at`. */
export function u32(at: number, length: number): Uint32Array<ArrayBuffer> {
  return new Uint32Array(memory.buffer as ArrayBuffer, at, length);
}

/** View of `length` int32 at offset `at`. */
export function i32(at: number, length: number): Int32Array<ArrayBuffer> {
  return new Int32Array(memory.buffer as ArrayBuffer, at, length);
}

/** View of `length` float32 at offset `at`. */
export function f32(at: number, length: number): Float32Array<ArrayBuffer> {
  return new Float32Array(memory.buffer as ArrayBuffer, at, length);
}
