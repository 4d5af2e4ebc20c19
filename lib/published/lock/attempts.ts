/**
 * The rows of an experiment's lock as attempts: whole chains of segments, of which each repeat has a surviving one.
 *
 * @module
 */
import { getOrMake } from "../../bits/memo.ts";
import { attemptName, parseSegmentName, type SegmentName } from "../../plan/ids.ts";
import type { ExperimentLock, Row } from "./lock.ts";

/** The rows of one attempt, in the order of its segments. */
export interface AttemptRows {
  /** For example `syn-relu-8/r03/a0`. */
  readonly name: string;
  readonly repeat: number;
  readonly attempt: number;
  readonly rows: readonly Row[];
}

/**
 * All attempts, by repeat and attempt.
 *
 * @throws {TypeError} naming the first segment whose name is none, or that has no predecessor.
 */
export function attemptsOf({ rows }: Pick<ExperimentLock, "rows">): AttemptRows[] {
  const attempts = new Map<string, NamedRow[]>();
  for (const [text, row] of Object.entries(rows)) {
    const name = parseSegmentName(text);
    // Published repeats were trained one by one, by the default engine.
    if (name === undefined || name.engine !== undefined || name.last !== undefined) {
      throw refusal("name of a segment", "like syn/r00/a0/s01", text);
    }
    getOrMake(attempts, attemptName(name), () => []).push({ name, row });
  }
  return [...attempts].map(([name, segments]) => attemptRows(name, segments))
    .sort((a, b) => a.repeat - b.repeat || a.attempt - b.attempt);
}

interface NamedRow {
  readonly name: SegmentName;
  readonly row: Row;
}

function attemptRows(name: string, segments: NamedRow[]): AttemptRows {
  segments.sort((a, b) => a.name.segment - b.name.segment);
  segments.forEach(({ name: { segment } }, k) => {
    if (segment !== k + 1) throw refusal(name, `without gap at segment ${k + 1}`, segment);
  });
  const [{ name: { repeat, attempt } }] = segments;
  return { name, repeat, attempt, rows: segments.map(({ row }) => row) };
}

/**
 * Makes sure that every repeat has a surviving attempt, of as many segments as the others', behind attempts that
 * met the restart rule.
 *
 * @throws {TypeError} naming the attempt that is wrong or missing.
 */
export function requireAttempts(lock: ExperimentLock): void {
  const attempts = attemptsOf(lock), full = 2 + lock.measures.length;
  let repeat = 0, attempt = 0, length = 0;
  for (const { name, rows, ...own } of attempts) {
    if (own.repeat !== repeat || own.attempt !== attempt) {
      throw refusal("attempts", `complete at r${repeat} a${attempt}`, name);
    }
    const survivor = rows.every((row) => row.length === full);
    const discarded = rows.every((row, k) => row.length === (k + 1 < rows.length ? 2 : 1));
    if (!survivor && !discarded) {
      throw refusal(name, `of ${full} digests a segment, or 2 and 1 at last`, "a mixture");
    }
    if (!survivor) {
      attempt++;
      continue;
    }
    length ||= rows.length;
    if (rows.length !== length) throw refusal(name, `of ${length} segments`, rows.length);
    [repeat, attempt] = [repeat + 1, 0];
  }
  if (repeat !== lock.repeats || attempt !== 0) {
    throw refusal("attempts", `of ${lock.repeats} repeats, each with a survivor`, repeat);
  }
}

function refusal(field: string, rule: string, value: unknown): TypeError {
  return new TypeError(`Cannot read lock: ${field} must be ${rule}, current value is ${value}`);
}
