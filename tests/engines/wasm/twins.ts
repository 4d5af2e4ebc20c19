import { allocate, reset, u32 } from "../../../lib/engines/wasm/memory.ts";

/**
 * Runs a kernel and its plain twin on the same memory and compares every word of it from 0 to the end of what `lay` has
 * laid out: outputs, padding, canaries and inputs alike. Values must be finite.
 *
 * @param lay Lays the arrays out; gives the call.
 * @returns Number of words that the kernel changed.
 */
export function assertSameAsTwin<Kernels>(
  kernels: Kernels,
  twin: Kernels,
  lay: () => (k: Kernels) => void,
  what: string,
): number {
  reset();
  const run = lay(), words = allocate(16) / 4, before = u32(0, words).slice();
  run(kernels);
  const found = u32(0, words).slice();
  u32(0, words).set(before);
  run(twin);
  const expected = u32(0, words);
  let changed = 0;
  for (let k = 0; k < words; k++) {
    if (found[k] !== before[k]) changed++;
    if (found[k] === expected[k]) continue;
    const hex = [found, expected].map((of) => of[k].toString(16).padStart(8, "0"));
    throw new Error(`${what}: word ${k} is ${hex[0]}, its twin has ${hex[1]}`);
  }
  return changed;
}
