/**
 * Numbers that parts of claims measure, as intervals: sums over sources, shares of a headroom, counts of attempts.
 *
 * @module
 */
import {
  byStudent,
  dependentSumOf,
  exactly,
  type Interval,
  meanOf,
  medianOf,
  ratioOf,
  requireFinite,
  shareOf,
  sumOf,
  times,
} from "../../statistics/interval.ts";
import type { Curves } from "../../study/steps/curves.ts";
import { MISS } from "../../statistics/levels.ts";
import type { Headroom, MoveStatistic, Side } from "./claim.ts";
import { type Contrast, largestDeviation, valueOf } from "./contrast.ts";
import type { Peak } from "./moves.ts";
import type { Attempts, Loaded } from "./results.ts";
import type { Places, Sample } from "./sample.ts";
import { average } from "./spread.ts";
import { warmthOf } from "./warmth.ts";

/** How a part is looked at. */
export interface Look {
  readonly peak: Peak;
  /** Repeats of an experiment that are taken, where they are not all of them. */
  readonly only: ReadonlyMap<string, Places>;
  /** By the jackknife where else the bootstrap would be asked, which takes time. */
  readonly rough?: boolean;
}

/** A side with the results of its source. */
export interface LoadedSide {
  readonly side: Side;
  readonly loaded: Loaded;
}

/** Repeats that are taken. */
function placesOf({ only }: Look, experiment: string, { places }: { readonly places: Places }) {
  return only.get(experiment) ?? places;
}

/**
 * Sum of sides. Sides of one experiment are of the same repeats: summed repeat by repeat where each has them, else with
 * the largest error that the sum can have; sums of different experiments are independent.
 */
export function sumOfSides(sides: readonly LoadedSide[], look: Look): Interval {
  const [{ side: { statistic } }] = sides;
  if (sides.length === 1 && "worst" in statistic) {
    const all = valuesOf(sides[0], look)!;
    all.forEach((one, repeat) => requireFinite(one, `value of repeat ${repeat}`));
    return exactly(Math.max(...all));
  }
  const groups = Map.groupBy(sides, ({ side }) => side.source.experiment);
  const intervals = [...groups.values()].map((group) => groupInterval(group, look));
  return intervals.length === 1 ? intervals[0] : sumOf(intervals);
}

/** Sum of the sides of one experiment repeat by repeat; undefined where one of them has only mean curves. */
export function repeatSums(group: readonly LoadedSide[], look: Look): number[] | undefined {
  const all = group.map((one) => valuesOf(one, look));
  if (!all.every((values) => values !== undefined)) return undefined;
  return all[0].map((_, r) => all.reduce((sum, one) => sum + one[r], 0));
}

function groupInterval(group: readonly LoadedSide[], look: Look): Interval {
  const values = repeatSums(group, look);
  if (values === undefined) {
    return dependentSumOf(group.map((one) => {
      const own = valuesOf(one, look);
      return own === undefined ? meanCurvesInterval(one) : meanOf(own);
    }));
  }
  const [{ side: { source, statistic, weight }, loaded }] = group;
  const sample = sampleOf(loaded), places = placesOf(look, source.experiment, sample);
  if (source.phase !== "train" || !sample.hasCollapsed(places)) return meanOf(values);
  if (!("spread" in statistic)) return medianOf(values);
  return look.rough ? meanOf(values) : times(weight, sample.bootstrapped(statistic));
}

/** A side's values repeat by repeat; undefined where there are mean curves alone. */
function valuesOf({ side, loaded }: LoadedSide, look: Look): number[] | undefined {
  const { statistic } = side;
  if (!("sample" in loaded) && ("contrast" in statistic || "move" in statistic)) return undefined;
  const { source, weight } = side, sample = sampleOf(loaded);
  const places = placesOf(look, source.experiment, sample);
  return sample.valuesOf(side, places, look.peak, warmthOf(source)).map((one) => weight * one);
}

function sampleOf(loaded: Loaded): Sample {
  if ("sample" in loaded) return loaded.sample;
  throw new RangeError("Cannot measure a claim: repeats must be at hand, current value is a mean");
}

/** By mean curves: the widest interval that their deviations allow, which come with ddof 0. */
function meanCurvesInterval({ side: { statistic, weight }, loaded }: LoadedSide): Interval {
  const { mean, sd, repeats } = loaded as Extract<Loaded, { mean: Curves }>;
  const terms = contrastOf(statistic as { readonly contrast: Contrast } | MoveStatistic)(mean);
  const value = weight * valueOf(terms, mean);
  requireFinite(value, "value of the mean curves");
  const deviation = Math.abs(weight) * largestDeviation(terms, sd);
  const error = repeats > 1 ? deviation / Math.sqrt(repeats - 1) : Infinity;
  return byStudent(value, error, repeats - 1);
}

function contrastOf(statistic: { readonly contrast: Contrast } | MoveStatistic): Contrast {
  return "contrast" in statistic ? statistic.contrast : statistic.move.from(0);
}

/** Mean headroom under which there is nothing to gain, bits. */
export const NOTHING = 0.001;

/** A gain as a share of what there is to gain; undefined where that is nothing, or cannot be told from nothing. */
export function headroomShare(
  { source, most, gained, start }: Headroom,
  loaded: Loaded,
  look: Look,
): Interval | undefined {
  const read = (statistic: MoveStatistic) =>
    valuesOf({ side: { source, weight: 1, statistic }, loaded }, look)!;
  const rooms = read(start).map((one) => most - one);
  if (average(rooms) < NOTHING || meanOf(rooms).at(MISS)[0] <= 0) return undefined;
  return ratioOf(read(gained), rooms);
}

/** Share or number of the attempts that met the restart rule. */
export function discards(
  experiment: string,
  { discarded }: Attempts,
  as: "share" | "number",
  { only }: Look,
): Interval {
  const places = only.get(experiment) ?? discarded.map((_, k) => k);
  const ended = places.reduce((sum, k) => sum + discarded[k], 0);
  return as === "number" ? exactly(ended) : shareOf(ended, places.length + ended);
}
