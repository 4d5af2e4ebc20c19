/**
 * Judgements as Markdown tables.
 *
 * @module
 */
import type { DetailedPart, Measured } from "./measure.ts";
import { claimedText, estimateText } from "./text.ts";

const HEADINGS = [
  "claim",
  "verdict",
  "measured",
  "claimed",
  "each repeat's own peak",
  "ranges warmed up",
  "repeats by themselves",
];

/** A row a claim, with the part that decides. */
export function claimsTable(judged: readonly Measured[]): string {
  return table(
    judged.map(({ claim: { id, text }, verdict, parts: [lead] }) => [
      `\`${id}\` ${text}`,
      verdict,
      ...cellsOf(lead, true),
    ]),
    HEADINGS,
  );
}

/** A row a part of one claim, in the order of the ledger. */
export function partsTable({ claim, parts }: Measured): string {
  const sorted = claim.parts.map((part) => parts.find((one) => one.part === part)!);
  return table(
    sorted.map((one) => [one.part.name, one.verdict, ...cellsOf(one, false)]),
    ["part", ...HEADINGS.slice(1)],
  );
}

function cellsOf(one: DetailedPart, named: boolean): string[] {
  const { part: { name }, estimate, missing, peaks, past } = one;
  const value = estimate === undefined
    ? missing === undefined ? "nothing to judge" : `${missing} is missing`
    : estimateText(estimate);
  const at = (peak: "own" | "warm") => {
    const found = peaks.get(peak);
    return found === undefined ? "" : estimateText(found);
  };
  return [
    named ? `${name}: ${value}` : value,
    claimedText(one),
    at("own"),
    at("warm"),
    past === undefined ? "" : `${past.past} of ${past.of}`,
  ];
}

function table(rows: readonly (readonly string[])[], headings: readonly string[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(headings), line(headings.map(() => "---")), ...rows.map(line)].join("\n");
}
