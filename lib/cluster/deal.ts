/**
 * Dealing the chains of a request to shards. A chain is a repeat with all its attempts, or a group of repeats that an
 * engine trains at once: what one process computes from its first snapshot to its curves without waiting for any other.
 *
 * Who is dealt what depends on the request and the number of shards alone, never on a store or a machine: so every shard
 * knows it without asking the others, whenever it starts, and however often.
 *
 * @module
 */
import { Costs } from "../forecast/costs.ts";
import { attemptSteps } from "../plan/attempt.ts";
import { stackOf } from "../plan/engine.ts";
import { experimentsOf } from "../plan/figure.ts";
import { chainName } from "../plan/membership.ts";
import type { Request } from "../plan/request.ts";
import { nameOf, type Run } from "../plan/run.ts";

/** One of several parts of a request. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  /** How many there are. */
  readonly of: number;
}

/** A chain, and what it takes. */
export interface Chain {
  /** Name of its run and its first repeat, for example `syn-relu-8/r03`. */
  readonly name: string;
  /** Of one worker, by the committed rates: for comparing chains, not for telling the time. */
  readonly seconds: number;
}

/** The chains of a request, each once, in the order of its figures. */
export function chainsOf({ figures, runs }: Request): Chain[] {
  const chains = new Map<string, number>();
  for (const experiment of new Set(figures.flatMap(experimentsOf))) {
    const run = runs(experiment), stack = togetherIn(run), seconds = secondsOf(run);
    for (let repeat = 0; repeat < run.repeats; repeat += stack) {
      // Experiments that train alike share their chains.
      const name = chainName(nameOf(run), repeat), many = Math.min(stack, run.repeats - repeat);
      chains.set(name, Math.max(chains.get(name) ?? 0, many * seconds));
    }
  }
  return [...chains].map(([name, seconds]) => ({ name, seconds }));
}

/** How many repeats of a run are one chain. */
function togetherIn({ engine, ...run }: Run): number {
  return engine === undefined ? 1 : stackOf({ ...run, engine });
}

/** Name of the chain that a repeat is trained in. */
export function chainOf(run: Run, repeat: number): string {
  return chainName(nameOf(run), repeat - repeat % togetherIn(run));
}

/** Seconds of one repeat that is never restarted. */
function secondsOf(run: Run): number {
  const costs = new Costs(), { engine: _, ...alone } = run;
  const passes = new Set(
    attemptSteps(alone, 0, 0).segments.flatMap(({ train, measures }) =>
      [train, ...Object.values(measures)].map((step) => step.pass ?? [step])
    ),
  );
  return [...passes].reduce((sum, steps) => sum + costs.seconds(steps), 0);
}

/**
 * Deals chains to shards so that these end together: the longest first, each to the shard with the least to do.
 *
 * @param shards How many, at least 1.
 * @returns Number of the shard, from 1, by name of the chain.
 */
export function deal(chains: readonly Chain[], shards: number): Map<string, number> {
  const loads = new Float64Array(shards), dealt = new Map<string, number>();
  for (const { name, seconds } of chains.toSorted(longestFirst)) {
    const least = leastOf(loads);
    loads[least] += seconds;
    dealt.set(name, least + 1);
  }
  return dealt;
}

/** Place of the smallest number, the first among equals. */
export function leastOf(numbers: Float64Array): number {
  let least = 0;
  for (let k = 1; k < numbers.length; k++) if (numbers[k] < numbers[least]) least = k;
  return least;
}

function longestFirst(a: Chain, b: Chain): number {
  return b.seconds - a.seconds || (a.name < b.name ? -1 : 1);
}

/** Names of the chains that a shard of a request is dealt. */
export function chainsOfShard(request: Request, { index, of }: Shard): Set<string> {
  const dealt = deal(chainsOf(request), of);
  return new Set([...dealt].flatMap(([name, shard]) => shard === index ? [name] : []));
}

/** A shard as it is written on a command line, `K/N`; undefined if a text is none. */
export function parseShard(text: string): Shard | undefined {
  const [, index, of] = /^([1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(text)?.map(Number) ?? [];
  return index <= of ? { index, of } : undefined;
}
