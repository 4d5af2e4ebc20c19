/**
 * Judgements as text for people.
 *
 * @module
 */
import type { JudgedPart, Uncheckable, Verdict } from "./claim.ts";
import type { Basis, Measured } from "./measure.ts";

/** At most so many parts of a claim are shown in a list of claims. */
const SHOWN = 3;

/** Two significant digits at least of what is small, three decimal places of what is not, never -0. */
function numberText(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (value !== 0 && Math.abs(value) < 1e-4) return value.toExponential(1);
  return value.toFixed(Math.abs(value) < 0.1 ? 4 : 3);
}

function partText({ part, estimate, missing, verdict }: JudgedPart): string {
  const { name, claimed, threshold } = part;
  if (estimate === undefined) return `${name}: ${missing} is missing`;
  const { value, low, high } = estimate;
  const interval = low === high ? "" : ` [${numberText(low)}, ${numberText(high)}]`;
  return `${name}: ${numberText(value)}${interval}, claimed ${claimed} ${
    threshold === 0 || Math.abs(threshold) >= 1e-4 ? String(threshold) : threshold.toExponential(0)
  }: ${verdict}`;
}

function basisText(basis: readonly Basis[]): string {
  const texts = basis.map(({ experiment, holding, repeats, of }) =>
    `${experiment} ${repeats} of ${of} repeats, ${holding}`
  );
  return texts.join("; ");
}

/**
 * A judgement: verdict, id, place and claim; what was measured, each part with its interval, threshold and verdict, the
 * deciding one first; and by which results.
 *
 * @param whole All parts; else the three that decide the most.
 */
export function judgementText({ claim, verdict, parts, basis }: Measured, whole: boolean): string {
  const { id, where, text, quantity, unit, why } = claim;
  const shown = whole ? parts : parts.slice(0, SHOWN), more = parts.length - shown.length;
  return [
    `${verdict.padEnd(13)} ${id} (${where}): ${text}`,
    `  ${quantity}, ${unit}`,
    ...shown.map((part) => `    ${partText(part)}`),
    ...(more > 0 ? [`    and ${more} more (deno task claims ${id})`] : []),
    ...(whole ? [`  thresholds: ${why}`] : []),
    ...(basis.length > 0 ? [`  ${basisText(basis)}`] : []),
  ].join("\n");
}

/** A sentence that is not checkable. */
export function uncheckableText({ id, where, text, why }: Uncheckable): string {
  return `not checkable ${id} (${where}): ${text}\n  ${why}`;
}

/** How many claims have which verdict. */
export function summaryText(verdicts: readonly Verdict[], uncheckable: number): string {
  const counts = Map.groupBy(verdicts, (verdict) => verdict);
  const texts = (["holds", "does not hold", "undecided", "not measured"] as const).flatMap((one) =>
    counts.has(one) ? [`${counts.get(one)!.length} ${one}`] : []
  );
  if (uncheckable > 0) texts.push(`${uncheckable} not checkable`);
  return texts.join(", ");
}
