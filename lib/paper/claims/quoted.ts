/**
 * Numbers of claims that a page quotes, each in an element that says where it is from, which a browser shows:
 * `<abbr title="4.1-good-fit :: ReLU :: value">0.975</abbr>`.
 *
 * @module
 */
import type { Uncheckable } from "./claim.ts";
import type { DetailedPart, Measured } from "./measure.ts";
import { sentencesOf } from "./summary.ts";
import { estimateText, numberText } from "./text.ts";

const QUOTE = /<abbr title="([^"]*)">([\s\S]*?)<\/abbr>/g;

/** What a page quotes from. */
export interface Quotable {
  readonly judged: readonly Measured[];
  readonly uncheckable: readonly Uncheckable[];
}

/** A quote: where it is from, and its text. */
export interface Quote {
  /** For example `4.1-good-fit :: ReLU :: value`. */
  readonly from: string;
  readonly text: string;
}

/** The quotes of a page; whatever it is broken into lines, a text has single blanks. */
export function quotesOf(page: string): Quote[] {
  return [...page.matchAll(QUOTE)].map(([, from, text]) => ({
    from: from.replace(/\s+/g, " "),
    text: text.replace(/\s+/g, " "),
  }));
}

/** The page without its quotes. */
export function withoutQuotes(page: string): string {
  return page.replace(QUOTE, "");
}

/** Ids of the claims that a page quotes. */
export function quotedClaims(page: string): Set<string> {
  return new Set(quotesOf(page).map(({ from }) => from.split(" :: ")[0]));
}

/**
 * The page with every quote as it is now.
 *
 * @throws {RangeError} naming the first quote that is of nothing.
 */
export function requoted(page: string, quotable: Quotable): string {
  return page.replace(QUOTE, (_, from: string) => {
    const text = textOf(from.replace(/\s+/g, " "), quotable);
    return `<abbr title="${from}">${text}</abbr>`;
  });
}

/**
 * Text of a quote.
 *
 * - `sentences :: holds`, `sentences :: not checkable`: how many sentences have that verdict;
 * - `repeats :: MNIST-Conv`: repeats that a claim was judged by;
 * - `id :: verdict`;
 * - `id :: part` value with interval, and behind one more `::` `value`, `own`, `own value`, `warm`, `warm value`, `past`.
 */
export function textOf(from: string, { judged, uncheckable }: Quotable): string {
  const [id, part, what = ""] = from.split(" :: ");
  if (id === "sentences") {
    if (part === "not checkable") return String(uncheckable.length);
    return String(sentencesOf(judged).filter(({ verdict }) => verdict === part).length);
  }
  if (id === "repeats") {
    const basis = judged.flatMap(({ basis }) => basis).find(({ experiment }) =>
      experiment === part
    );
    if (basis !== undefined) return String(basis.repeats);
  }
  const found = judged.find(({ claim }) => claim.id === id);
  if (found !== undefined && part === "verdict") return found.verdict;
  const one = found?.parts.find(({ part: { name } }) => name === part);
  const text = one && fieldOf(one, what);
  if (text !== undefined) return text;
  throw new RangeError(`Cannot quote: a quote must be of a claim, current value is ${from}`);
}

function fieldOf({ estimate, peaks, past }: DetailedPart, what: string): string | undefined {
  if (what === "past") return past && `${past.past} of ${past.of}`;
  const peak = /^(own|warm)/.exec(what)?.[1] as "own" | "warm" | undefined;
  const found = peak === undefined ? estimate : peaks.get(peak);
  if (found === undefined) return undefined;
  return /value$/.test(what) ? numberText(found.value) : estimateText(found);
}
