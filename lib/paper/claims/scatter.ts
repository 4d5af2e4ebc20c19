/**
 * Scatter of the digits in the layer of two neurons, within classes and in all.
 *
 * @module
 */
import type { Occupied } from "../../study/steps/mnist/representation.ts";

/**
 * Share of the scatter of all rows about their mean that is within classes: the mean squared distance from a class's own
 * mean over that from the mean of all, on the grid of levels. 1 where classes lie on one another, 0 where each is a point.
 *
 * @param epoch One of the recorded epochs.
 * @throws {RangeError} If the epoch is not recorded.
 *
 * @example
 * ```ts
 * import { withinClasses } from "./scatter.ts";
 * import { assertEquals } from "@std/assert";
 *
 * // Class 0 at (0, 0) and (2, 0), class 1 at (4, 0) and (6, 0), a row each: 4 of 20.
 * const occupied = {
 *   epochs: Uint32Array.of(0),
 *   offsets: Uint32Array.of(0, 4),
 *   levels: Uint8Array.of(0, 0, 2, 0, 4, 0, 6, 0),
 *   classes: Uint8Array.of(0, 0, 1, 1),
 *   counts: Uint32Array.of(1, 1, 1, 1),
 * };
 * assertEquals(withinClasses(occupied, 0), 0.2);
 * ```
 */
export function withinClasses(occupied: Occupied, epoch: number): number {
  const { epochs, offsets, classes } = occupied, record = epochs.indexOf(epoch);
  if (record < 0) {
    throw new RangeError(
      `Cannot measure a claim: epoch must be one of ${
        epochs.join(", ")
      }, current value is ${epoch}`,
    );
  }
  const rows = Array.from(
    { length: offsets[record + 1] - offsets[record] },
    (_, k) => offsets[record] + k,
  );
  const parts = [...Map.groupBy(rows, (row) => classes[row]).values()];
  const within = parts.reduce((sum, part) => sum + scatterOf(occupied, part), 0);
  return within / scatterOf(occupied, rows);
}

/** Sum of squared distances of rows from their mean. */
function scatterOf({ levels, counts }: Occupied, rows: readonly number[]): number {
  let number = 0, squares = 0;
  const sums = [0, 0];
  for (const row of rows) {
    number += counts[row];
    for (const axis of [0, 1]) {
      const level = levels[2 * row + axis];
      sums[axis] += counts[row] * level;
      squares += counts[row] * level * level;
    }
  }
  return squares - (sums[0] * sums[0] + sums[1] * sums[1]) / number;
}
