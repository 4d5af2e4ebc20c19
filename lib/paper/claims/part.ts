/**
 * Parts of claims with the results that they are measured by.
 *
 * @module
 */
import {
  type Claim,
  type CurveSource,
  type Measure,
  type MeasuredPart,
  type Part,
  thresholdOf,
} from "./claim.ts";
import { discards, headroomShare, type Look, repeatSums, sumOfSides } from "./estimate.ts";
import type { Attempts, ClaimResults, Loaded, Missing } from "./results.ts";
import type { Sample } from "./sample.ts";
import { warmthOf } from "./warmth.ts";

/** Repeats on the claimed side of a threshold. */
export interface Past {
  readonly past: number;
  readonly of: number;
}

/** A part that can be measured, in whatever way one looks at it. */
export interface ReadPart {
  readonly part: Part;
  measured(look: Look): MeasuredPart;
  /** Results by experiment. */
  readonly seen: ReadonlyMap<string, Loaded | Attempts>;
  /** Repeats of the training proper, by experiment. */
  readonly samples: ReadonlyMap<string, Sample>;
  /** Number of repeats of the experiments that one may be left out of. */
  readonly sizes: ReadonlyMap<string, number>;
  readonly past?: Past | undefined;
  readonly by?: "mean curves" | "medians" | undefined;
}

/** Reads what a part needs. */
export async function readPart(
  part: Part,
  { epochs }: Claim,
  results: ClaimResults,
): Promise<ReadPart> {
  const { measure } = part;
  if ("discarded" in measure) {
    const { discarded: experiment, as } = measure, found = await results.attempts(experiment);
    const missing = lacking(found, experiment, epochs);
    if (missing !== undefined) return absent(part, missing);
    const attempts = found as Attempts;
    return {
      ...{ part, seen: new Map([[experiment, attempts]]), samples: new Map() },
      sizes: new Map([[experiment, attempts.repeats]]),
      measured: (look) => ({ part, interval: discards(experiment, attempts, as, look) }),
    };
  }
  const sources = "headroom" in measure
    ? [measure.headroom.source]
    : measure.sides.map(({ source }) => source);
  const loaded: Loaded[] = [];
  for (const source of sources) {
    const found = await results.load(source);
    const missing = lacking(found, source.experiment, neededOf(source, epochs));
    if (missing !== undefined) return absent(part, missing);
    loaded.push(found as Loaded);
  }
  return measurable(part, sources, loaded);
}

function absent(part: Part, missing: string): ReadPart {
  return {
    ...{ part, seen: new Map(), samples: new Map(), sizes: new Map() },
    measured: () => ({ part, missing }),
  };
}

function measurable(
  part: Part,
  sources: readonly CurveSource[],
  loaded: readonly Loaded[],
): ReadPart {
  const seen = new Map(sources.map(({ experiment }, k) => [experiment, loaded[k]]));
  const proper = sources.flatMap(({ experiment, phase }, k): [string, Sample][] => {
    const one = loaded[k];
    return phase === "train" && "sample" in one ? [[experiment, one.sample]] : [];
  });
  const sampled = sources.flatMap(({ experiment }, k): [string, number][] => {
    const one = loaded[k];
    return "sample" in one ? [[experiment, one.sample.size]] : [];
  });
  const { measure } = part, sides = "sides" in measure ? measure.sides : [];
  const collapsed = proper.some(([, sample]) => sample.hasCollapsed(sample.places));
  const exact = sides.some(({ statistic }) => "worst" in statistic);
  return {
    ...{ part, seen, samples: new Map(proper), sizes: new Map(exact ? [] : sampled) },
    past: exact ? undefined : pastOf(part, loaded),
    by: loaded.some((one) => "mean" in one)
      ? "mean curves"
      : collapsed && !exact && "sides" in measure
      ? "medians"
      : undefined,
    measured(look) {
      if ("sides" in measure) {
        const all = measure.sides.map((side, k) => ({ side, loaded: loaded[k] }));
        return { part, interval: sumOfSides(all, look) };
      }
      const { headroom } = measure as { headroom: Parameters<typeof headroomShare>[0] };
      const interval = headroomShare(headroom, loaded[0], look);
      return interval === undefined ? { part, full: true } : { part, interval };
    },
  };
}

/** Repeats that are on the claimed side by themselves; undefined of several experiments, and of mean curves. */
function pastOf(part: Part, loaded: readonly Loaded[]): Past | undefined {
  const { measure, claimed } = part, look: Look = { peak: "own", only: new Map() };
  if (!("sides" in measure)) return undefined;
  const { sides } = measure;
  if (new Set(sides.map(({ source }) => source.experiment)).size > 1) return undefined;
  if (sides.some(({ statistic }) => "spread" in statistic)) return undefined;
  const values = repeatSums(sides.map((side, k) => ({ side, loaded: loaded[k] })), look);
  if (values === undefined) return undefined;
  const threshold = thresholdOf(part);
  const past = values.filter((one) => claimed === "at least" ? one >= threshold : one <= threshold);
  return { past: past.length, of: values.length };
}

/** Whether a part is a fall or climb. */
export function hasMoves({ part: { measure } }: ReadPart): boolean {
  return movedSources(measure).length > 0;
}

/** Whether a part is a fall or climb of a network whose ranges have to warm up. */
export function isWarmed({ part: { measure } }: ReadPart): boolean {
  return movedSources(measure).some((source) => warmthOf(source) > 0);
}

function movedSources(measure: Measure): CurveSource[] {
  if ("discarded" in measure) return [];
  const sides = "sides" in measure
    ? measure.sides
    : [{ source: measure.headroom.source, statistic: measure.headroom.gained }];
  return sides.flatMap(({ source, statistic }) =>
    "move" in statistic && statistic.move.peakless === undefined ? [source] : []
  );
}

/** The phase before the training proper has its own length, in every preset. */
function neededOf({ phase }: CurveSource, epochs: number): number {
  return phase === "prefit" ? 0 : epochs;
}

function lacking(found: Loaded | Attempts | Missing, experiment: string, epochs: number) {
  if ("missing" in found) return found.missing;
  if (found.epochs >= epochs) return undefined;
  return `${experiment} over ${epochs} epochs (${found.holding} has ${found.epochs})`;
}
