/** What a verification prints. */
import { type Goal, type SamplePlan, USUAL } from "../lib/published/verify/goal.ts";
import type { Assurance } from "../lib/published/verify/probability.ts";
import type { Result } from "../lib/published/verify/receipt.ts";
import type { Discrepancy, LevelReport } from "../lib/published/verify/report.ts";

/** Exit codes of what a verification comes to. */
export const EXIT_CODES: Readonly<Record<Result, number>> = {
  ...{ agrees: 0, differs: 3, incomplete: 1, nothing: 4 },
};

/** At most so many bad things of a kind are printed for each level; all are in the JSON. */
const MOST = 100;

const NAMES: Readonly<Record<LevelReport["level"], string>> = {
  conformance: "this machine's arithmetic",
  0: "lock against published bytes, configuration and store",
  1: "published repeats to aggregates to tables",
  2: "sampled segments replayed",
  3: "whole experiments",
  4: "everything",
  carry: "whole repeats, and everything that is made of repeats",
};

/** A level's report for people. */
export function levelText({ level, checked, differences, unchecked, sample }: LevelReport): string {
  const counts = Object.entries(checked).map(([what, n]) => `${n} ${what}`).join(", ");
  const bad = [
    ...(differences.length > 0 ? [`${differences.length} DIFFER`] : []),
    ...(unchecked.length > 0 ? [`${unchecked.length} COULD NOT BE CHECKED`] : []),
  ];
  const verdict = bad.length > 0
    ? bad.join(", ")
    : Object.values(checked).some((count) => count > 0)
    ? "agree"
    : "nothing was compared";
  const head = level === "conformance" ? level : `level ${level}`;
  const lines = [`${head}, ${NAMES[level]}: ${counts}: ${verdict}`];
  lines.push(...listed(differences), ...listed(unchecked));
  if (sample === undefined) return lines.join("\n");
  lines.push(
    `  nonce ${sample.nonce}: ${sample.units.length} of ${sample.of} replays drawn, ` +
      `${sample.segments} of ${sample.ofSegments} segments checked, ` +
      `${sample.ofSegments - sample.segments} not`,
  );
  if (sample.undrawn.length > 0) {
    const rest = sample.undrawn.map(({ experiment, units, segments, seconds }) =>
      `${experiment} (${units} replays, ${segments} segments, ${seconds} s and more each)`
    );
    lines.push(`  not drawn from, nothing claimed: ${rest.join(", ")}`);
  }
  if (sample.units.length > 0) lines.push(...assuranceLines(sample.assurances));
  return lines.join("\n");
}

function listed(differences: readonly Discrepancy[]): string[] {
  const lines = differences.slice(0, MOST).flatMap(({ id, what, where }) =>
    where === undefined ? [`  ${id}: ${what}`] : [`  ${id}: ${what}`, `    ${where}`]
  );
  return differences.length > MOST
    ? [...lines, `  and ${differences.length - MOST} more, which --json names`]
    : lines;
}

/** What a sample would have seen, a line for each supposed number of wrong segments. */
export function assuranceLines(assurances: readonly Assurance[]): string[] {
  return assurances.map(({ faults, segments, seen }) => {
    const share = `of ${segments} (${(100 * faults / segments).toFixed(faults === 1 ? 2 : 1)} %)`;
    const [what, where] = faults === 1
      ? ["1 wrong segment", "wherever it is"]
      : [`${faults} wrong segments`, "wherever they are"];
    const text = `${what} ${share} would have been seen with probability ${probability(seen)}`;
    return `  ${text} at least, ${where}`;
  });
}

/** Rounded down: never more than is sure, but for the last bits of a division; never nothing where it is not. */
function probability(value: number): string {
  if (value === 1) return "1";
  const text = (Math.floor(value * 10000 + 1e-6) / 10000).toFixed(4);
  return text === "0.0000" && value > 0 ? "under 0.0001" : text;
}

/** What a sample is going to buy, before anything is replayed. */
export function planText(plan: SamplePlan, goal: Goal): string {
  const { replays, of, seconds, experiments, ofExperiments, fraction, seen, usual } = plan;
  const wrong = `${percent(fraction)} wrong segments`;
  if (!("budget" in goal)) {
    return `plan: ${replays} of ${of} replays, some ${timeText(seconds)}, ` +
      `see ${wrong} with probability ${probability(seen)}`;
  }
  const bought = replays === 0
    ? "no replay"
    : `some ${replays} of ${of} replays, of ${experiments} of ${ofExperiments} experiments; ` +
      `${wrong} of these would be seen with probability ${probability(seen)}`;
  const more = usual === undefined
    ? ""
    : `\n  ${USUAL.confidence} for ${
      percent(USUAL.fraction)
    } of everything takes ${usual.replays} replays, some ${timeText(usual.seconds)}: ` +
      `--confidence ${USUAL.confidence} --faults ${percent(USUAL.fraction)}`;
  return `plan: ${timeText(goal.budget)} buys ${bought}${more}`;
}

function percent(fraction: number): string {
  return `${Number((100 * fraction).toFixed(4))}%`;
}

function timeText(seconds: number): string {
  if (seconds < 100) return `${Number(seconds.toPrecision(2))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${Math.round(minutes / 6) / 10} h`;
}

/** Seconds of `90s`, `10m`, `2h`; undefined if it is no such text. */
export function secondsOf(text: string): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(s|m|h)$/.exec(text) ?? [];
  const seconds = Number(number) * { s: 1, m: 60, h: 3600 }[unit as "s" | "m" | "h"];
  return seconds > 0 ? seconds : undefined;
}
