/**
 * Choice of recorded epochs: not all are worth the time of an estimator that is slow.
 *
 * @module
 */

/** All records, every n-th, or n of them log-uniform in epoch. */
export type At = "all" | { readonly every: number } | { readonly log: number };

/**
 * Recorded epochs that are looked at.
 *
 * @param epochs Ascending.
 * @param at With `log: n` at most n of them, the first and the last among them: those nearest to (e0 + 1) r^k - 1, k = 0 to
 * n - 1, by the ratio of their successors.
 * @throws {RangeError} If the number is none.
 * @example
 * ```ts
 * import { epochsAt } from "@exact-ib/study";
 * import { assertEquals } from "@std/assert";
 *
 * const epochs = Array.from({ length: 1000 }, (_, e) => e);
 * assertEquals(epochsAt(epochs, { log: 4 }), [0, 9, 99, 999]);
 * ```
 */
export function epochsAt(epochs: readonly number[], at: At): number[] {
  if (at === "all") return [...epochs];
  const [[what, count]] = Object.entries(at), least = what === "log" ? 2 : 1;
  if (!(Number.isInteger(count) && count >= least)) {
    throw new RangeError(
      `Cannot choose records: ${what} must be a whole number of at least ${least}, current value is ${count}`,
    );
  }
  if ("every" in at) return epochs.filter((_, k) => k % count === 0);
  if (epochs.length <= count) return [...epochs];
  return [
    ...new Set(
      marks(epochs[0] + 1, epochs.at(-1)! + 1, count).map((mark) => nearest(epochs, mark)),
    ),
  ];
}

/** Numbers in geometric progression, both ends included: bisected, since square roots are the same everywhere. */
function marks(first: number, last: number, count: number): number[] {
  let low = 1, high = last / first;
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    let power = 1;
    for (let k = 1; k < count; k++) power *= middle;
    if (power < last / first) low = middle;
    else high = middle;
  }
  return Array.from({ length: count }, (_, k) => {
    let mark = first;
    for (let j = 0; j < k; j++) mark *= high;
    return mark;
  });
}

/** The epoch whose successor is nearest to a mark by ratio, the earlier one of two. */
function nearest(epochs: readonly number[], mark: number): number {
  const ratio = (epoch: number) => Math.max((epoch + 1) / mark, mark / (epoch + 1));
  return epochs.reduce((best, epoch) => ratio(epoch) < ratio(best) ? epoch : best);
}
