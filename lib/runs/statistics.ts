/**
 * Statistics over repeats: means, quantiles, differences with their intervals, permutation tests.
 *
 * @module
 */
import { permutation, Stream, streamKey } from "../bits/random.ts";
import { studentQuantile } from "../statistics/student.ts";

/** Mean of each element over the series, which are of one length, at least one; summed in their order. */
export function meanOf(series: readonly Float64Array[]): Float64Array {
  const mean = new Float64Array(series[0].length);
  for (const one of series) one.forEach((value, k) => mean[k] += value);
  return mean.map((sum) => sum / series.length);
}

/** Lower end, middle and upper end. */
export interface Interval {
  /** In the middle. */
  readonly mean: number;
  /** Lower end. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
}

/** How far the repeats reach: a 95% t interval of their mean, or from their 10% to their 90% quantile. */
export type Band = "t" | "quantiles";

/** Names of bands. */
export const BANDS: readonly Band[] = ["t", "quantiles"];

/** Mean of values, at least one, and their band; of a single one there is none, and all three are the value. */
export function bandOf(values: readonly number[], band: Band): Interval {
  const { mean, variance } = momentsOf(values);
  if (values.length === 1) return { mean, low: mean, high: mean };
  if (band === "quantiles") {
    return { mean, low: quantile(values, 0.1), high: quantile(values, 0.9) };
  }
  const half = studentQuantile(values.length - 1) * Math.sqrt(variance / values.length);
  return { mean, low: mean - half, high: mean + half };
}

/** Mean and variance (ddof 1; 0 of a single value). */
function momentsOf(
  values: readonly number[],
): { readonly mean: number; readonly variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return { mean, variance: values.length === 1 ? 0 : squares / (values.length - 1) };
}

/**
 * Quantile of values, at least one, linear between the ranks (type 7 of Hyndman and Fan, 1996).
 *
 * @param p From 0 to 1.
 */
export function quantile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b), at = p * (sorted.length - 1);
  const below = Math.floor(at), above = Math.ceil(at);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

/** How two samples differ. */
export interface Difference extends Interval {
  /** Probability of a difference at least as large if the two were drawn alike; undefined of fewer than three values. */
  readonly p?: number;
}

/**
 * Mean of `b` less that of `a`, with its 95% interval by Welch's t (degrees of freedom rounded down) and the p-value of a
 * two-sided permutation test. Where one of them has a single value, there is no interval: its ends are infinite.
 */
export function differenceOf(a: readonly number[], b: readonly number[]): Difference {
  const [left, right] = [momentsOf(a), momentsOf(b)], mean = right.mean - left.mean;
  if (a.length < 2 || b.length < 2) return { mean, low: -Infinity, high: Infinity };
  const [u, v] = [left.variance / a.length, right.variance / b.length], error = u + v;
  const freedom = error === 0
    ? 1
    : error * error / (u * u / (a.length - 1) + v * v / (b.length - 1));
  // A rounding error below a whole number must not cost a degree of freedom.
  const half = error === 0
    ? 0
    : studentQuantile(Math.max(1, Math.floor(freedom + 1e-9))) * Math.sqrt(error);
  const interval = { mean, low: mean - half, high: mean + half };
  const few = a.length < FEWEST || b.length < FEWEST;
  return few ? interval : { ...interval, p: permutationTest(a, b) };
}

/** Of fewer values a permutation test cannot reach 0.1. */
const FEWEST = 3;
/** Up to so many ways to deal them out all are tried, beyond as many as are drawn. */
const MOST_EXACT = 10_000, DRAWN = 4_999;

/**
 * Two-sided permutation test of a difference of means: exact where all ways to deal the values out can be tried, else by
 * draws from a fixed stream, so that the same values give the same number everywhere.
 */
export function permutationTest(a: readonly number[], b: readonly number[]): number {
  const all = [...a, ...b], total = all.reduce((sum, value) => sum + value, 0);
  const deals = dealsOf(a.length, b.length);
  const statistic = (sum: number) => Math.abs(sum / a.length - (total - sum) / b.length);
  const seen = statistic(a.reduce((sum, value) => sum + value, 0));
  // Sums in another order differ in their last bits.
  const least = seen - 1e-12 * Math.max(1, Math.abs(total));
  let extreme = 0;
  for (const deal of deals.chosen) {
    let sum = 0;
    for (const at of deal) sum += all[at];
    if (statistic(sum) >= least) extreme++;
  }
  return deals.exact ? extreme / deals.chosen.length : (1 + extreme) / (1 + deals.chosen.length);
}

interface Deals {
  readonly exact: boolean;
  readonly chosen: readonly (readonly number[])[];
}

/** Of one pair of sizes always the same. */
const KNOWN = new Map<string, Deals>();

function dealsOf(a: number, b: number): Deals {
  const name = `${a} ${b}`, known = KNOWN.get(name);
  if (known !== undefined) return known;
  const exact = waysOf(a + b, a) <= MOST_EXACT;
  const deals = { exact, chosen: exact ? combinations(a + b, a) : drawnDeals(a, b) };
  KNOWN.set(name, deals);
  return deals;
}

function waysOf(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= k; i++) ways = ways * (n - k + i) / i;
  return ways;
}

function combinations(n: number, k: number): number[][] {
  const found: number[][] = [], chosen: number[] = [];
  const visit = (from: number) => {
    if (chosen.length === k) return void found.push([...chosen]);
    for (let at = from; at <= n - (k - chosen.length); at++) {
      chosen.push(at);
      visit(at + 1);
      chosen.pop();
    }
  };
  visit(0);
  return found;
}

function drawnDeals(a: number, b: number): number[][] {
  const name = { seed: "permutation-test", repeat: a, attempt: b, purpose: "deal", epoch: 0 };
  const stream = new Stream(streamKey(name));
  return Array.from({ length: DRAWN }, () => [...permutation(stream, a + b).subarray(0, a)]);
}
