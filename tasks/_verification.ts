/** What a verification prints. */
import type { Assurance } from "../lib/published/verify/probability.ts";
import type { Difference, LevelReport } from "../lib/published/verify/report.ts";

/** At most so many bad things of a kind are printed for each level; all are in the JSON. */
const MOST = 100;

const NAMES: Readonly<Record<LevelReport["level"], string>> = {
  conformance: "this machine's arithmetic",
  0: "lock against published bytes, configuration and store",
  1: "published repeats to aggregates to tables",
  2: "sampled segments replayed",
  3: "whole experiments",
  4: "everything",
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
    : sample?.units.length === 0
    ? "nothing fitted into the budget"
    : "agree";
  const head = level === "conformance" ? level : `level ${level}`;
  const lines = [`${head}, ${NAMES[level]}: ${counts}: ${verdict}`];
  lines.push(...listed(differences), ...listed(unchecked));
  if (sample === undefined) return lines.join("\n");
  lines.push(
    `  nonce ${sample.nonce}: ${sample.units.length} of ${sample.of} replays drawn, ` +
      `${sample.segments} of ${sample.ofSegments} segments checked, ` +
      `${sample.ofSegments - sample.segments} not`,
  );
  for (const { experiment, units, segments, seconds } of sample.tooLong) {
    const what = units === 1 ? "1 replay" : `${units} replays`;
    lines.push(
      `  not drawn from, nothing claimed: ${what} of ${experiment} (${segments} segments), ` +
        `some ${seconds} s each, more than the budget`,
    );
  }
  if (sample.units.length > 0) lines.push(...assuranceLines(sample.assurances));
  return lines.join("\n");
}

function listed(differences: readonly Difference[]): string[] {
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

/** Rounded down: never more than is sure, but for the last bits of a division. */
function probability(value: number): string {
  return value === 1 ? "1" : (Math.floor(value * 10000 + 1e-6) / 10000).toFixed(4);
}

/** Seconds of `90s`, `10m`, `2h`; undefined if it is no such text. */
export function secondsOf(text: string): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(s|m|h)$/.exec(text) ?? [];
  const seconds = Number(number) * { s: 1, m: 60, h: 3600 }[unit as "s" | "m" | "h"];
  return seconds > 0 ? seconds : undefined;
}
