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
import { trainingDigest } from "./training_digest.ts";
import type { Request } from "../plan/request.ts";
import { nameOf, type Run } from "../plan/run.ts";

/** One of several parts of a request. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  /** How many there are. */
  readonly of: number;
  /** Names of the chains that it was dealt, where these are of more than the request at hand. */
  readonly chains?: ReadonlySet<string>;
}

/** A chain, and what it takes. */
export interface Chain {
  /** Name of its run and its first repeat, and a digest of what is trained: `syn-relu-8/r03#5e8f2c71`. */
  readonly name: string;
  /** Of one worker, by the committed rates: for comparing chains, not for telling the time. */
  readonly seconds: number;
}

/** The chains of requests, each once, in the order of their figures. */
export function chainsOf(...requests: readonly Request[]): Chain[] {
  const chains = new Map<string, number>();
  for (const { figures, runs } of requests) {
    for (const experiment of new Set(figures.flatMap(experimentsOf))) {
      const run = runs(experiment), stack = togetherIn(run), seconds = secondsOf(run);
      for (let repeat = 0; repeat < run.repeats; repeat += stack) {
        // Experiments that train alike share their chains.
        const name = chainOf(run, repeat), many = Math.min(stack, run.repeats - repeat);
        chains.set(name, Math.max(chains.get(name) ?? 0, many * seconds));
      }
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
  const name = chainName(nameOf(run), repeat - repeat % togetherIn(run));
  return `${name}#${trainingDigest(run.training).slice(0, 8)}`;
}

/** A chain's name without the digest, as ids have it. */
export function readableChain(name: string): string {
  return name.split("#")[0];
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
export function chainsOfShard(
  request: Request,
  { index, of, chains }: Shard,
): ReadonlySet<string> {
  if (chains !== undefined) return chains;
  const dealt = deal(chainsOf(request), of);
  return new Set([...dealt].flatMap(([name, shard]) => shard === index ? [name] : []));
}

/** A shard of several requests, whose chains are dealt together. */
export function shardOfAll(requests: readonly Request[], { index, of }: Shard): Shard {
  const dealt = deal(chainsOf(...requests), of);
  const own = [...dealt].flatMap(([name, shard]) => shard === index ? [name] : []);
  return { index, of, chains: new Set(own) };
}

/** A shard as it is written on a command line, `K/N`; undefined if a text is none. */
export function parseShard(text: string): Shard | undefined {
  const [, index, of] = /^([1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(text)?.map(Number) ?? [];
  return index <= of ? { index, of } : undefined;
}
