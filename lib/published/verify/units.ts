/**
 * Units of replaying: runs of segments that have to be computed one after the other (docs/architecture.md, section 7,
 * level 2).
 *
 * A unit begins at the start of an attempt or at a stored snapshot, and ends before the next one: with a full store
 * each segment is a unit of its own, with an empty one each attempt is, of which every segment passed is checked.
 *
 * @module
 */
import { segmentsName } from "../../plan/ids.ts";
import type { LockedAttempt } from "./plan.ts";

/** Segments `from` up to but without `to` of an attempt, counted from 0. */
export interface Unit {
  readonly attempt: LockedAttempt;
  readonly from: number;
  readonly to: number;
}

/**
 * Cuts attempts at stored snapshots.
 *
 * @param stored Whether the bytes of a digest are at hand.
 */
export async function unitsOf(
  attempts: readonly LockedAttempt[],
  stored: (digest: string) => Promise<boolean>,
): Promise<Unit[]> {
  const units: Unit[] = [];
  for (const attempt of attempts) {
    let from = 0;
    for (let to = 1; to <= attempt.rows.length; to++) {
      if (to < attempt.rows.length && !await stored(attempt.rows[to - 1][0])) continue;
      units.push({ attempt, from, to });
      from = to;
    }
  }
  return units;
}

/** Epochs of a unit, as if the restart rule were not met in it. */
export function epochsOf({ attempt, from, to }: Unit): number {
  return attempt.segments.slice(from, to)
    .reduce((sum, { extent }) => sum + extent.to - extent.from, 0);
}

/** Name for people: `syn-relu-8/r03/a0/s07`, or `syn-relu-8/r03/a0/s01-s17`. */
export function unitName({ attempt, from, to }: Unit): string {
  return segmentsName(attempt.name, from + 1, to);
}
