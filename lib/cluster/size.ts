/**
 * Cutting a study into parts for a cluster: few enough that none is over before it has begun, many enough that each
 * ends within its time.
 *
 * @module
 */
import { type Chain, deal, leastOf } from "./deal.ts";

/** What one task of a cluster has. */
export interface TaskSize {
  /** Workers. */
  readonly workers: number;
  /** Seconds that it should take. */
  readonly target: number;
  /** Most tasks that are allowed. */
  readonly most: number;
  /** So many tasks, whatever they take. */
  readonly exactly?: number;
}

/** A cut. */
export interface Cut {
  /** Number of parts, at least 1. */
  readonly shards: number;
  /** Seconds that the longest part takes. */
  readonly longest: number;
}

/**
 * Cuts chains.
 *
 * @param unfinished Those that are still to be done; the parts are of all of them, so that each process finds its own.
 */
export function cut(
  chains: readonly Chain[],
  unfinished: ReadonlySet<string>,
  { workers, target, most, exactly }: TaskSize,
): Cut {
  const open = chains.filter(({ name }) => unfinished.has(name));
  const total = open.reduce((sum, { seconds }) => sum + seconds, 0);
  // A task with fewer chains than workers wastes some of them.
  const useful = Math.max(1, Math.ceil(open.length / workers));
  const fitting = Math.max(1, Math.min(Math.ceil(total / (workers * target)), useful, most));
  const shards = exactly ?? fitting;
  const parts = Array.from({ length: shards }, (): number[] => []);
  const dealt = deal(chains, shards);
  for (const { name, seconds } of open) parts[dealt.get(name)! - 1].push(seconds);
  return { shards, longest: Math.max(0, ...parts.map((part) => timeOf(part, workers))) };
}

/** Seconds of chains on workers, each of which takes the next one when it is free. */
function timeOf(chains: readonly number[], workers: number): number {
  const ends = new Float64Array(workers);
  for (const seconds of chains.toSorted((a, b) => b - a)) {
    ends[leastOf(ends)] += seconds;
  }
  return Math.max(...ends);
}

/** Numbers as job arrays write them: `1-3,7`. */
export function rangesText(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] + 1 === number) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([from, to]) => from === to ? `${from}` : `${from}-${to}`).join(",");
}
