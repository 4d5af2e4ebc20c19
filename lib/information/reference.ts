/**
 * The counting of lib/information/counts.ts in plain TypeScript: the reference that tests compare with.
 *
 * @module
 */
import type { Histogram, LayerCounts } from "./counts.ts";

function increment<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function histogram(counts: Map<string, number>): Histogram {
  const states = new Map<number, number>();
  for (const count of counts.values()) increment(states, count);
  return Uint32Array.from([...states].sort(([a], [b]) => a - b).flat());
}

/**
 * Counts distinct rows.
 *
 * @param states Row-major codes, `words` uint64 a row, one row for each label.
 * @param words Words of a row, at least 1.
 * @param labels Class of each row, below `classes`.
 * @param classes Number of classes.
 */
export function countStatesReference(
  states: BigUint64Array,
  words: number,
  labels: Uint8Array,
  classes: number,
): LayerCounts {
  const total = new Map<string, number>();
  const byClass = Array.from({ length: classes }, () => new Map<string, number>());
  labels.forEach((label, r) => {
    const state = states.subarray(r * words, (r + 1) * words).join();
    increment(total, state);
    increment(byClass[label]!, state);
  });
  return { total: histogram(total), classes: byClass.map(histogram) };
}
