/**
 * Holm's correction for several comparisons.
 *
 * @module
 */
import { MISS } from "./levels.ts";

/**
 * Which of several comparisons are decided if all of them together may err with probability 0.05 (Holm 1979): each at
 * 0.05 divided by how many are not decided yet.
 *
 * @param decided Whether one is decided at a level; what is at a low level must be at a higher one.
 *
 * @example
 * ```ts
 * import { holm } from "./holm.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const at = (p: number) => (miss: number) => p <= miss;
 * assertEquals(holm([at(0.04), at(0.01)]), [true, true]);
 * assertEquals(holm([at(0.04), at(0.03)]), [false, false]);
 * ```
 */
export function holm(decided: readonly ((miss: number) => boolean)[]): boolean[] {
  let found = decided.map(() => false), count = -1;
  if (!decided.some((one) => one(MISS))) return found;
  while (count < found.filter(Boolean).length) {
    count = found.filter(Boolean).length;
    const miss = MISS / Math.max(1, decided.length - count);
    found = decided.map((one) => one(miss));
  }
  return found;
}
