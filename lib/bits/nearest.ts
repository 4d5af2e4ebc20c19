/** Letters of a name that tell it from others: neither case nor what joins its words does. */
function letters(name: string): string {
  return name.toLowerCase().replaceAll(/[-_. ]/g, "");
}

/** Levenshtein distance: insertions, deletions and substitutions from one text to the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, k) => k);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let k = 1; k <= b.length; k++) {
      const substituted = row[k - 1] + (a[i - 1] === b[k - 1] ? 0 : 1);
      next.push(Math.min(row[k] + 1, next[k - 1] + 1, substituted));
    }
    row = next;
  }
  return row[b.length];
}

/** Longer names are nobody's slip of the finger, and would take long to compare. */
const LONGEST = 64;

/**
 * The name that was meant by one that there is not: the nearest, the first of several, if it is near at all.
 *
 * @example
 * ```ts
 * import { nearest } from "./nearest.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(nearest("learning_rate", ["batch", "learningRate"]), "learningRate");
 * assertEquals(nearest("figc1O", ["figC10", "figC11"]), "figC10");
 * assertEquals(nearest("seeds", ["epochs", "repeats"]), undefined);
 * ```
 */
export function nearest<T extends string>(name: string, names: readonly T[]): T | undefined {
  if (name.length > LONGEST) return undefined;
  const wanted = letters(name);
  let best: T | undefined, least = 1 + Math.max(1, Math.floor(wanted.length / 4));
  for (const one of names) {
    const far = distance(wanted, letters(one));
    if (far < least && far < wanted.length) [best, least] = [one, far];
  }
  return best;
}
