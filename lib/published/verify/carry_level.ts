/**
 * The level that carrying a lock over to today's code rests on: a whole repeat of each experiment, drawn at random, and
 * everything that is made of repeats.
 *
 * @module
 */
import { sampleOrder } from "./sample.ts";
import { attemptName, parseId } from "../../plan/ids.ts";
import { does } from "../../plan/kinds.ts";
import type { Step } from "../../steps/step.ts";
import { hasBytes } from "../contents.ts";
import { RecomputedResults } from "./level1.ts";
import { replayWhole, type WholeOptions } from "./level3.ts";
import { type FigurePlan, type LockedAttempt, stepsBehind } from "./plan.ts";
import { assurances } from "./probability.ts";
import type { LevelReport, Sample, StratumDraw } from "./report.ts";

/** How repeats are drawn. */
export interface CarryOptions extends WholeOptions {
  readonly nonce: string;
  /** Told how many segments will be replayed. */
  onSegments?(segments: number): void;
}

/**
 * Replays the drawn repeats with all their attempts, and every repeat of an experiment with an aggregate whose repeats have
 * no published bytes; then makes every aggregate and table, of replayed curves where there are any and of published ones
 * elsewhere.
 */
export async function carryLevel(
  attempts: readonly LockedAttempt[],
  options: CarryOptions,
): Promise<LevelReport> {
  const { published, locked, plans, nonce } = options;
  const whole = withoutBytes(plans, attempts);
  const chosen = chosenAttempts(attempts, whole, published.digest, nonce);
  const all = chosen.reduce((sum, { rows }) => sum + rows.length, 0);
  options.onSegments?.(all);
  const { segments, findings, made } = await replayWhole(chosen, options);
  const repeats = async (step: Step, output: string) =>
    made.get(step.id) ?? await published.bytes(locked.digests(step.id)?.[output] ?? "absent");
  const known = ({ inputs }: Step) =>
    Object.values(inputs).every((ref) =>
      "step" in ref && (hasBytes(ref.step.id) || made.has(ref.step.id))
    );
  const results = new RecomputedResults(published, locked, repeats, known);
  const found = findings.isEmpty ? await results.check(plans) : findings;
  const { differences, unchecked } = found, sound = differences.length + unchecked.length === 0;
  return {
    level: "carry",
    checked: { segments, ...results.checked },
    ...{ differences, unchecked },
    sample: sampleOf(attempts, chosen, { nonce, segments, sound }),
  };
}

/** Experiments with an aggregate of repeats whose curves are in the lock by their digests alone. */
function withoutBytes(
  plans: readonly FigurePlan[],
  attempts: readonly LockedAttempt[],
): ReadonlySet<string> {
  const experiments = new Map(attempts.map(({ name, experiment }) => [name, experiment]));
  const found = new Set<string>();
  for (const step of stepsBehind(plans)) {
    if (!does(step, "aggregate")) continue;
    for (const ref of Object.values(step.inputs)) {
      const id = "step" in ref && !hasBytes(ref.step.id) ? parseId(ref.step.id) : undefined;
      if (id?.role !== "information") continue;
      const experiment = experiments.get(attemptName(id));
      if (experiment !== undefined) found.add(experiment);
    }
  }
  return found;
}

/** All attempts of the chosen repeats: one of each experiment, or every one. */
function chosenAttempts(
  attempts: readonly LockedAttempt[],
  whole: ReadonlySet<string>,
  lock: string,
  nonce: string,
): LockedAttempt[] {
  return [...Map.groupBy(attempts, ({ experiment }) => experiment)].flatMap(([name, own]) => {
    if (whole.has(name)) return own;
    const repeats = [...new Set(own.map(({ repeat }) => repeat))];
    const drawn = repeats[sampleOrder(lock, `${nonce} ${name}`, repeats.length)[0]];
    return own.filter(({ repeat }) => repeat === drawn);
  });
}

/** Repeats as units; the largest of an experiment stands for all, which claims too little rather than too much. */
function sampleOf(
  attempts: readonly LockedAttempt[],
  chosen: readonly LockedAttempt[],
  { nonce, segments, sound }: {
    readonly nonce: string;
    readonly segments: number;
    readonly sound: boolean;
  },
): Sample {
  const strata = [...Map.groupBy(attempts, ({ experiment }) => experiment)].map(
    ([experiment, own]): StratumDraw => {
      const sizes = [...Map.groupBy(own, ({ repeat }) => repeat).values()]
        .map((all) => all.reduce((sum, { rows }) => sum + rows.length, 0));
      const drawn = new Set(
        chosen.filter((one) => one.experiment === experiment).map(({ repeat }) => repeat),
      );
      return {
        ...{ name: experiment, experiment, units: sizes.length, drawn: drawn.size },
        size: Math.max(...sizes),
      };
    },
  );
  return {
    nonce,
    units: chosen.map(({ name }) => name),
    of: attempts.length,
    segments,
    ofSegments: attempts.reduce((sum, { rows }) => sum + rows.length, 0),
    strata,
    undrawn: [],
    assurances: sound ? assurances(strata) : [],
  };
}
