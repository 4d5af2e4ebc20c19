/**
 * The repeats of a source as a sample: what each of them measures, also with one of them left out or taken twice.
 *
 * @module
 */
import { getOrMake } from "../../bits/memo.ts";
import { bootstrapOf } from "../../statistics/bootstrap.ts";
import { type Interval, pseudoValues } from "../../statistics/interval.ts";
import type { Curves } from "../../study/steps/curves.ts";
import type { Side, Statistic } from "./claim.ts";
import { last, type Quantity, seriesOf, valueOf } from "./contrast.ts";
import type { Peak } from "./moves.ts";
import { meanCurves, type Spread, spreadOf, spreadWithout, sumCurves } from "./spread.ts";

/** A repeat has collapsed if its training accuracy ends so far below the median of the repeats. */
export const COLLAPSE = 0.1;

type SpreadStatistic = Extract<Statistic, { spread: unknown }>;

/** Which repeats are looked at: places in the list of all, in ascending order; a place may be there twice. */
export type Places = readonly number[];

/** Repeats of a source, or some of them. */
export class Sample {
  readonly curves: readonly Curves[];
  /** What each of all repeats measures, by the statistic and the peak. */
  readonly #values = new Map<object, Map<string, number[]>>();
  readonly #ends: readonly number[];
  readonly #drawn = new Map<Spread, Map<Quantity, Interval>>();
  #sum?: Curves;
  /** Mean over the repeats that were last asked for. */
  #latest?: { readonly places: Places; readonly mean: Curves };

  /** All places. */
  readonly places: Places;

  constructor(curves: readonly Curves[]) {
    this.curves = curves;
    this.places = curves.map((_, k) => k);
    this.#ends = curves.map((one) => valueOf(last("train")(one), one));
  }

  /** Number of repeats. */
  get size(): number {
    return this.curves.length;
  }

  /** Places of the repeats whose training accuracy ends at no less than so much. */
  endingAt(accuracy: number): Places {
    return this.places.filter((k) => {
      const { trainAccuracy } = this.curves[k];
      return trainAccuracy[trainAccuracy.length - 1] >= accuracy;
    });
  }

  /** Whether one of the repeats has collapsed, so that their mean is like none of them. */
  hasCollapsed(places: Places): boolean {
    const ends = places.map((k) => this.#ends[k]).sort((a, b) => a - b);
    return ends[0] < ends[Math.floor(ends.length / 2)] - COLLAPSE;
  }

  /**
   * What each of the repeats measures: of a fall or climb by the mean curve's peak that of these repeats, of a number of
   * all repeats together their pseudo-values.
   *
   * @param warmth Epoch at which ranges have warmed up.
   */
  valuesOf({ statistic }: Side, places: Places, peak: Peak, warmth: number): number[] {
    if ("move" in statistic && peak === "mean") {
      const terms = statistic.move.from(0)(this.#meanOf(places));
      return places.map((k) => valueOf(terms, this.curves[k]));
    }
    const by = "move" in statistic ? `${peak} ${warmth}` : "";
    const known = getOrMake(this.#values, statistic, () => new Map<string, number[]>());
    const all = getOrMake(known, by, () => this.#measure(statistic, peak, warmth));
    return places.map((k) => all[k]);
  }

  /** A number of mean and deviation of all repeats, by the bootstrap. */
  bootstrapped({ spread, of }: SpreadStatistic): Interval {
    const known = getOrMake(this.#drawn, spread, () => new Map<Quantity, Interval>());
    return getOrMake(known, of, () => bootstrapOf(this.size, spreadOf(this.#valuesAt(of), spread)));
  }

  #valuesAt(of: Quantity): readonly Float64Array[] {
    return this.curves.map((one) => allOf(one, of));
  }

  #measure(statistic: Side["statistic"], peak: Peak, warmth: number): number[] {
    if ("move" in statistic) {
      const contrast = statistic.move.from(peak === "warm" ? warmth : 0);
      return this.curves.map((one) => valueOf(contrast(one), one));
    }
    if ("contrast" in statistic) {
      return this.curves.map((one) => valueOf(statistic.contrast(one), one));
    }
    if ("worst" in statistic) return this.curves.map((one) => valueOf(statistic.worst(one), one));
    if ("number" in statistic) return this.curves.map(statistic.number);
    const all = this.#valuesAt(statistic.of);
    if ("spread" in statistic) {
      const { value, without } = spreadWithout(all, statistic.spread);
      return pseudoValues(value, without);
    }
    const mean = all[0].map((_, k) => all.reduce((sum, one) => sum + one[k], 0) / all.length);
    return all.map((one) => statistic.likeness(one, mean));
  }

  /** Mean curves of the repeats at these places: the sum of all, corrected for those that are not there once. */
  #meanOf(places: Places): Curves {
    if (this.#latest?.places === places) return this.#latest.mean;
    const times = this.curves.map(() => 0);
    for (const k of places) times[k]++;
    const more = this.curves.flatMap((one, k): [Curves, number][] =>
      times[k] === 1 ? [] : [[one, times[k] - 1]]
    );
    this.#sum ??= sumCurves(this.curves);
    const mean = meanCurves(this.#sum, places.length, more);
    this.#latest = { places, mean };
    return mean;
  }
}

function allOf(curves: Curves, of: Quantity): Float64Array {
  return of === "ixt" || of === "ity" ? curves[of] : seriesOf(curves, of, 1);
}
