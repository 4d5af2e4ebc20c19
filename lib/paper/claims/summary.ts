/**
 * Sentences of the paper by their verdicts, section by section.
 *
 * @module
 */
import { type Claim, ORDER, type Uncheckable, type Verdict } from "./claim.ts";
import { wrapped } from "../../bits/wrapped.ts";
import type { Measured } from "./measure.ts";

/** Verdicts in the order of the table's columns. */
export const VERDICTS = ["holds", "does not hold", "undecided", "not measured"] as const;

/** A sentence of the paper with the verdict of all its rows together. */
export interface Sentence {
  readonly id: string;
  readonly section: string;
  readonly verdict: Verdict;
}

/** The first section that a row names. */
export function sectionOf({ where }: Pick<Claim, "where">): string {
  return sectionsOf({ where })[0];
}

/** Sections that a row names: `abstract`, `1`, `4.1`, `A`; `figure A.5` is none. */
export function sectionsOf({ where }: Pick<Claim, "where">): string[] {
  return where.split(/[;,] /).filter((one) => /^(abstract|\d(\.\d)?|[A-F])$/.test(one));
}

/**
 * Sentences of the paper, each once: a sentence with several rows has the verdict of the row that decides first. Findings
 * beside the paper and other readings of a sentence are none.
 */
export function sentencesOf(
  judged: readonly Pick<Measured, "claim" | "verdict">[],
): Sentence[] {
  const counted = judged.filter(({ claim }) => claim.aside === undefined);
  const groups = Map.groupBy(counted, ({ claim: { id, sentence } }) => sentence ?? id);
  return [...groups].map(([id, rows]) => ({
    id,
    section: sectionOf(rows[0].claim),
    verdict: ORDER.find((one) => rows.some(({ verdict }) => verdict === one)) as Verdict,
  }));
}

const HEADINGS = ["holds", "does not", "undecided", "not measured", "not checkable"];

/** The table: a row a section, then all of them, and what is counted apart. */
export function summaryTable(
  judged: readonly Measured[],
  uncheckable: readonly Uncheckable[],
): string[] {
  const sentences = sentencesOf(judged),
    aside = (kind: Claim["aside"]) =>
      judged.flatMap(({ claim, verdict }) => claim.aside === kind ? [{ verdict }] : []);
  const sections = [
    ...new Set([...sentences.map(({ section }) => section), ...uncheckable.map(sectionOf)]),
  ].sort(compareSections);
  const row = (
    name: string,
    of: readonly { readonly verdict: Verdict }[],
    unchecked: number,
  ) => {
    const counts = VERDICTS.map((one) => of.filter(({ verdict }) => verdict === one).length);
    const cells = [...counts, unchecked].map((count, k) =>
      (count === 0 ? "-" : String(count)).padStart(HEADINGS[k].length)
    );
    return `${name.padEnd(22)}  ${cells.join("  ")}`;
  };
  return [
    `${" ".repeat(22)}  ${HEADINGS.join("  ")}`,
    ...sections.map((section) =>
      row(
        section,
        sentences.filter((one) => one.section === section),
        uncheckable.filter((one) => sectionOf(one) === section).length,
      )
    ),
    row("sentences of the paper", sentences, uncheckable.length),
    row("other readings", aside("reading"), 0),
    row("findings of our own", aside("own"), 0),
  ];
}

/** Abstract, sections, appendices. */
function compareSections(a: string, b: string): number {
  const rank = (one: string) => one === "abstract" ? 0 : /^\d/.test(one) ? 1 : 2;
  return rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0);
}

/** Most rows that are all named. */
const NAMED = 10;

/** What verdicts hang on, with the number of rows and their ids; of many rows those that fit in a line. */
export function hangsOn(judged: readonly Measured[], columns: number): string[] {
  const kinds: [string, (one: Measured) => boolean][] = [
    [
      "hang on which peak is taken",
      ({ peaks, verdict }) => [...peaks.values()].some((other) => other !== verdict),
    ],
    ["hang on a single repeat", ({ near }) => near],
    [
      "hang on the size of the threshold",
      ({ halved, doubled, verdict }) => halved !== verdict || doubled !== verdict,
    ],
    ["hang on the filter at 0.55", ({ filtered, verdict }) => filtered.verdict !== verdict],
  ];
  return kinds.flatMap(([name, of]) => {
    const ids = judged.filter(of).map(({ claim: { id } }) => id);
    const text = `${ids.length} of ${judged.length} rows ${name}${ids.length === 0 ? "" : ": "}`;
    if (ids.length <= NAMED) return wrapped(text + ids.join(", "), 2, columns).split("\n");
    const [first] = wrapped(text + ids.join(", "), 2, columns - ", ...".length).split("\n");
    return [`${first.replace(/([^,:])$/, "$1,")} ...`];
  });
}
