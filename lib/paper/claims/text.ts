/**
 * Judgements as text for people.
 *
 * @module
 */
import { wrapped } from "../../bits/wrapped.ts";
import type { Estimate } from "../../statistics/interval.ts";
import { DECIDING, thresholdOf, type Uncheckable, type Verdict } from "./claim.ts";
import type { Basis, DetailedPart, Measured } from "./measure.ts";
import type { Peak } from "./moves.ts";

/** What the peaks are called, behind "by". */
export const PEAKS: Readonly<Record<Peak, string>> = {
  mean: "the mean curve's peak",
  own: "each repeat's own peak",
  warm: "peaks once the ranges have warmed up",
};

/** What is said of a claim that has a verdict. */
const SAYS: Readonly<Record<Verdict, string>> = {
  "holds": "it holds",
  "does not hold": "it does not hold",
  "undecided": "it is undecided",
  "not measured": "it is not measured",
};

/** Two significant digits at least of what is small, three decimal places of what is not, never -0. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (value !== 0 && Math.abs(value) < 1e-4) return value.toExponential(1);
  return value.toFixed(Math.abs(value) < 0.1 ? 4 : 3);
}

/** A value with its interval, if it has one: `0.343 [0.221, 0.465]`. */
export function estimateText({ value, low, high }: Estimate): string {
  const interval = low === high ? "" : ` [${numberText(low)}, ${numberText(high)}]`;
  return `${numberText(value)}${interval}`;
}

/** `at most 0.5`. */
export function claimedText({ part }: Pick<DetailedPart, "part">): string {
  const threshold = thresholdOf(part), small = threshold !== 0 && Math.abs(threshold) < 1e-4;
  const text = small ? threshold.toExponential(0) : String(Number(threshold.toFixed(6)));
  return `${part.claimed} ${text}`;
}

/** A part: what was measured, what is claimed, and the verdict. */
export function partText(one: DetailedPart): string {
  const { part: { name }, verdict, estimate, missing, peaks, past } = one;
  if (verdict === "full") return `${name}: nothing to judge`;
  if (estimate === undefined) return `${name}: ${missing} is missing`;
  const others = [...peaks].map(([peak, at]) => `, by ${PEAKS[peak]} ${estimateText(at)}`);
  const alone = past === undefined ? "" : `; ${past.past} of ${past.of} repeats by themselves`;
  return `${name}: ${estimateText(estimate)}, claimed ${claimedText(one)}: ${verdict}${
    others.join("")
  }${alone}`;
}

/** What a verdict hangs on, a sentence each. */
export function remarks(measured: Measured): string[] {
  const { verdict, peaks, near, halved, doubled, filtered, parts } = measured;
  const said: string[] = [];
  const others = [...peaks].filter(([peak]) => peak !== DECIDING);
  const unlike = others.filter(([, other]) => other !== verdict);
  if (others.length > 0) {
    const texts = unlike.map(([peak, other]) => `by ${PEAKS[peak]} ${SAYS[other]}`);
    said.push(
      `Judged by ${PEAKS[DECIDING]}; ${
        unlike.length === 0 ? "other peaks say the same" : texts.join(", ")
      }.`,
    );
  }
  if (near) said.push("Close: one repeat more or less makes another verdict.");
  const sizes = [["half", halved], ["twice", doubled]] as const;
  const scaled = sizes.filter(([, other]) => other !== verdict);
  if (scaled.length > 0) {
    const texts = scaled.map(([size, other]) => `with ${size} the threshold ${SAYS[other]}`);
    said.push(`${capital(texts.join(", "))}.`);
  }
  if (filtered.dropped > 0) {
    said.push(
      `Without the ${filtered.dropped} repeats that end below 0.55 ${SAYS[filtered.verdict]}.`,
    );
  }
  const lead = parts[0];
  if (verdict === "undecided" && lead.by === "mean curves") {
    said.push("Needs the repeats' own curves by bins, of which only the means are published.");
  }
  if (verdict === "undecided" && lead.estimate?.low === -Infinity) {
    said.push("Needs more repeats: so few bound nothing.");
  }
  if (parts.some(({ by }) => by === "medians")) {
    said.push("By medians (spreads by the bootstrap), as a repeat has collapsed.");
  }
  return said;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The other parts by their verdicts. */
function restText({ parts }: Measured): string {
  const rest = Map.groupBy(parts.slice(1), ({ verdict }) => verdict);
  if (rest.size === 0) return "";
  const texts = [...rest].map(([verdict, { length }]) =>
    verdict === "full" ? `${length} with nothing to judge` : `${length} ${verdict}`
  );
  return ` Other parts: ${texts.join(", ")}.`;
}

/**
 * A claim as a row: verdict, id, place; its sentence, what was measured of the part that decides, and what the verdict
 * hangs on.
 *
 * @param columns Characters of a line.
 */
export function rowText(measured: Measured, columns: number): string {
  const { claim: { id, where, text, quantity, unit }, verdict, parts } = measured;
  const sentences = [
    `${text}.`,
    `${capital(quantity)} (${unit}): ${partText(parts[0])}.${restText(measured)}`,
    ...remarks(measured),
  ];
  return [
    wrapped(`${verdict.toUpperCase()} ${id} (${where})`, 2, columns),
    wrapped(`  ${sentences.join(" ")}`, 2, columns),
  ].join("\n");
}

function basisText(basis: readonly Basis[]): string {
  const texts = basis.map(({ experiment, holding, repeats, of }) =>
    `${experiment} ${repeats} of ${of} repeats, ${holding}`
  );
  return texts.join("; ");
}

/** A claim with all its parts, why its thresholds are what they are, and by which results it was judged. */
export function detailText(measured: Measured, columns: number): string {
  const { claim: { id, where, text, quantity, unit, why }, verdict, parts, basis } = measured;
  return [
    wrapped(`${verdict.toUpperCase()} ${id} (${where})`, 2, columns),
    wrapped(`  ${text}.`, 2, columns),
    wrapped(`  ${capital(quantity)} (${unit}):`, 2, columns),
    ...parts.map((part) => wrapped(`    ${partText(part)}`, 6, columns)),
    ...remarks(measured).map((one) => wrapped(`  ${one}`, 2, columns)),
    wrapped(`  Thresholds: ${why}.`, 2, columns),
    ...(basis.length > 0 ? [wrapped(`  Measured on ${basisText(basis)}.`, 2, columns)] : []),
  ].join("\n");
}

/** A sentence that is not checkable. */
export function uncheckableText(one: Uncheckable, columns: number): string {
  return [
    wrapped(`NOT CHECKABLE ${one.id} (${one.where})`, 2, columns),
    wrapped(`  ${one.text}: ${one.why}.`, 2, columns),
  ].join("\n");
}
