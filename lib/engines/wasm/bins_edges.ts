/**
 * Edges of bins: where the released estimator has them, and as the kernels compare with them.
 *
 * @module
 */

/** Most bins of equal width: their states are 0..bins + 1 and fit into 16 bits. */
export const MOST_BINS = 65534;

/** @throws {RangeError} If the number of bins is none. */
export function checkBins(bins: number): void {
  if (Number.isInteger(bins) && bins >= 1 && bins <= MOST_BINS) return;
  throw new RangeError(
    `Cannot bin values: bins must be an integer from 1 to ${MOST_BINS}, current value is ${bins}`,
  );
}

/**
 * Lower edges of `bins` bins of equal width from `lo` to `up` in float64, as the released BinningEstimator gets them
 * from NumPy 1's `arange(lo, up, (up - lo) / bins)` of float32 bounds (docs/protocol.md, section 8): the span is a
 * float32 difference, the step a float64, the number of edges ceil(span / step), which is bins or bins + 1, and edge i
 * is lo + i ((lo + step) - lo).
 *
 * @param lo Lower bound, rounded to float32 first.
 * @param up Upper bound, likewise.
 * @param bins Number of bins, 1 to {@linkcode MOST_BINS}.
 * @returns Ascending edges; none if lo = up, where the released code would divide by zero: one bin is left.
 * @throws {RangeError} If the bounds are not finite and in order, their span is no float32, or there are no bins.
 */
export function uniformEdges(lo: number, up: number, bins: number): Float64Array {
  checkBins(bins);
  const first = Math.fround(lo), span = Math.fround(Math.fround(up) - first);
  if (!(span >= 0 && span < Infinity)) {
    throw new RangeError(
      "Cannot bin values: bounds must be finite, in order and less than 3.4e38 apart, " +
        `current value is ${lo} to ${up}`,
    );
  }
  if (span === 0) return new Float64Array(0);
  // NumPy takes the width from its first two edges.
  const step = span / bins, width = (first + step) - first;
  return Float64Array.from({ length: Math.ceil(span / step) }, (_, i) => first + i * width);
}

/** The float32 above `x`, a finite float32. */
function above(x: number): number {
  const bits = new Int32Array(1), value = new Float32Array(bits.buffer);
  // Adding 0 makes -0 a 0.
  value[0] = x + 0;
  bits[0] += value[0] < 0 ? -1 : 1;
  return value[0];
}

/**
 * Least float32 at or above each float64: a float32 is at or above an edge exactly if it is at or above the edge's
 * threshold, so that comparing in float32 loses nothing. Infinity where there is no such float32.
 */
export function thresholdsOf(edges: Float64Array): Float32Array {
  return Float32Array.from(edges, (edge) => {
    const nearest = Math.fround(edge);
    return nearest < edge ? above(nearest) : nearest;
  });
}
