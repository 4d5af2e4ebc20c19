/**
 * Ranges of quantisers and the levels that they give (docs/protocol.md, sections 2 and 3), in float32, one of each
 * repeat. They are a handful of numbers, and TensorFlow.js takes longer to call an operation than to compute them: so
 * they stay outside it.
 *
 * @module
 */

const f = Math.fround;

/** Smallest and largest value, each by repeat. */
export interface Range {
  readonly min: Float32Array;
  readonly max: Float32Array;
}

/** LastValue: the extremes at hand, 0 included. */
export function withZero({ min, max }: Range): Range {
  return { min: min.map((x) => Math.min(x, 0)), max: max.map((x) => Math.max(x, 0)) };
}

/**
 * MovingAverage: the range moves towards the extremes at hand, 0 included, by `1 - decay` of the way, without debiasing.
 *
 * @param decay In [0, 1].
 */
export function movingAverage(range: Range, extremes: Range, decay: number): Range {
  const goal = withZero(extremes), d = f(1 - decay);
  const moved = (from: Float32Array, to: Float32Array) =>
    from.map((x, r) => f(x - f(f(x - to[r]) * d)));
  return { min: moved(range.min, goal.min), max: moved(range.max, goal.max) };
}

/** The levels of one repeat's range: code * scale for the integers code from -zero to top. */
export interface Levels {
  readonly scale: number;
  /** The smallest level. */
  readonly low: number;
  readonly zero: number;
  readonly top: number;
  /** The gradient passes where passLow <= x <= passHigh: between the outer levels, everywhere for the range [0, 0]. */
  readonly passLow: number;
  readonly passHigh: number;
}

/** Level 0 alone. */
const DEAD: Levels = {
  scale: 1,
  low: 0,
  zero: 0,
  top: 0,
  passLow: -Infinity,
  passHigh: Infinity,
};

/** Half away from zero, for z >= 0. */
function round(z: number): number {
  const floor = Math.floor(z);
  return z - floor >= 0.5 ? floor + 1 : floor;
}

/**
 * The levels of a range, shifted so that 0 is one of them.
 *
 * @param bits 1 to 8.
 * @returns NaN in places if min = max, unless both are 0.
 */
export function nudge(min: number, max: number, bits: number): Levels {
  if (min === 0 && max === 0) return DEAD;
  const n = (1 << bits) - 1, width = f(max - min), scale = f(width / n), inverse = f(n / width);
  const z = f(0 - f(min / scale)), point = z < 0 ? 0 : z > n ? n : round(z);
  const low = f((0 - point) * scale), high = f((n - point) * scale);
  const zero = Math.floor(f(f((0 - low) * inverse) + 0.5));
  return { scale, low, zero, top: n - point, passLow: low, passHigh: high };
}
