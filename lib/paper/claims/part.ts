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
import { exactly, meanOf } from "../../statistics/interval.ts";
import type { Occupied } from "../../study/steps/mnist/representation.ts";
import type { Attempts, ClaimResults, Known, Loaded, Missing } from "./results.ts";
import type { Sample } from "./sample.ts";
import { withinClasses } from "./scatter.ts";
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
  readonly seen: ReadonlyMap<string, Known>;
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
  if ("dead" in measure) return await readDead(part, measure.dead, epochs, results);
  if ("scatter" in measure) return await readScatter(part, measure, epochs, results);
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

/** I(X;T) under which a layer is dead as far as one can see in a plane, bits. */
const DEAD = 0.1;

/**
 * Training accuracy of a network that answers the same to all inputs is at most the share of the most frequent class:
 * 1694 of 3276 rows, 6742 of 60000; one that is more accurate by a hundredth has no dead layer.
 */
const CONSTANT = { synthetic: 0.5171 + 0.01, mnist: 0.1124 + 0.01 } as const;

/** By replays where there are any; else by accuracy, which finds those that cannot have had a dead layer. */
async function readDead(
  part: Part,
  experiments: readonly string[],
  epochs: number,
  results: ClaimResults,
): Promise<ReadPart> {
  const seen = new Map<string, Known>();
  let alive = 0, all = 0, unknown = "";
  for (const experiment of experiments) {
    const found = await results.ends(experiment);
    const missing = lacking(found, experiment, epochs);
    if (missing !== undefined) return absent(part, missing);
    const { accuracies, replayed, ...known } = found as Exclude<typeof found, Missing>;
    seen.set(experiment, known);
    all += accuracies.length;
    const limit = CONSTANT[experiment.startsWith("MNIST") ? "mnist" : "synthetic"];
    if (replayed === undefined) {
      unknown ||= `a replay of discarded attempts of ${experiment}`;
      alive += accuracies.filter((one) => one > limit).length;
    } else alive += replayed.filter(({ ixt }) => Math.min(...ixt.slice(0, -1)) >= DEAD).length;
  }
  if (all > 0 && alive === 0 && unknown !== "") return { ...absent(part, unknown), seen };
  return {
    ...absent(part, ""),
    seen,
    measured: () => all === 0 ? { part, full: true } : { part, interval: exactly(1 - alive / all) },
  };
}

async function readScatter(
  part: Part,
  { scatter: experiment, epochs: [from, to] }: Extract<Measure, { scatter: string }>,
  epochs: number,
  results: ClaimResults,
): Promise<ReadPart> {
  const found = await results.representations(experiment);
  const missing = lacking(found, experiment, epochs);
  if (missing !== undefined) return absent(part, missing);
  const known = found as Exclude<typeof found, Missing>;
  const at = (all: readonly Occupied[], epoch: number) =>
    withinClasses(all.find((one) => one.epochs.includes(epoch))!, epoch);
  const values = known.found.map((all) => at(all, from) - at(all, to));
  return {
    ...absent(part, ""),
    seen: new Map([[experiment, known]]),
    measured: () => ({ part, interval: meanOf(values) }),
  };
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
  if (!("sides" in measure || "headroom" in measure)) return [];
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

function lacking(found: Known | Missing, experiment: string, epochs: number) {
  if ("missing" in found) return found.missing;
  if (found.epochs >= epochs) return undefined;
  return `${experiment} over ${epochs} epochs (${found.holding} has ${found.epochs})`;
}
