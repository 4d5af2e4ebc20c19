/**
 * Entropy and mutual information from integer counts (docs/protocol.md, sections 8 and 12), in bits.
 *
 * @module
 */
import { log2 } from "../bits/elementary.ts";
import { type Histogram, type LayerCounts, rowsOf } from "./counts.ts";

/** Information of one layer T about input and label, in bits. */
export interface Information {
  /** I(X;T) = H(T): the state is a function of the row, and each row counts once. */
  readonly ixt: number;
  /** I(T;Y) = H(T) - H(T|Y). */
  readonly ity: number;
}

/**
 * Empirical entropy: H = log2 N - (1/N) * sum of m c log2 c over the counts c ascending, where m states
 * occur c times. All different gives exactly log2 N; a single state may miss 0 by the rounding of the sum.
 *
 * @param histogram Pairs (c, m), ascending by c; not checked.
 * @param rows N, the number of rows it counts, the sum of c m; 0 gives 0. Not checked.
 * @returns Bits, from 0 to log2 N up to rounding (1e-14).
 */
export function entropy(histogram: Histogram, rows: number): number {
  if (rows === 0) return 0;
  let sum = 0;
  for (let i = 0; i < histogram.length; i += 2) {
    const count = histogram[i]!;
    sum += histogram[i + 1]! * count * log2(count);
  }
  return log2(rows) - sum / rows;
}

/**
 * I(X;T) and I(T;Y) of a layer: H(T) and H(T) - sum over classes y ascending of N_y / N * H(T | Y = y).
 *
 * @param counts Histograms of all rows and of those of each class, which together are all rows; not checked.
 * @returns Bits; 0 <= I(T;Y) <= I(X;T) up to rounding (1e-13).
 */
export function mutualInformation({ total, classes }: LayerCounts): Information {
  const rows = rowsOf(total);
  const ixt = entropy(total, rows);
  let conditional = 0;
  for (const histogram of classes) {
    const ofClass = rowsOf(histogram);
    if (ofClass > 0) conditional += ofClass / rows * entropy(histogram, ofClass);
  }
  return { ixt, ity: ixt - conditional };
}
