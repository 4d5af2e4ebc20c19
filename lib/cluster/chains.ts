/**
 * Computing chains alone, and knowing which are finished: what needs several of them is left to whoever finds all of them
 * finished.
 *
 * @module
 */
import { exactTableStep, tableStep } from "../plan/tables.ts";
import { experimentsOf, type Figure } from "../plan/figure.ts";
import { chainName, membershipOf } from "../plan/membership.ts";
import type { Request } from "../plan/request.ts";
import { nameOf } from "../plan/run.ts";
import type { Settling } from "../plan/settled_runs.ts";
import type { Standings } from "../plan/standings.ts";
import type { Resolver, Step } from "../steps/step.ts";
import { chainOf, type Shard } from "./deal.ts";

/** Resolves what a figure needs of the chains that are settled, and nothing that is made of several of them. */
export async function resolveChains(
  figure: Figure,
  settling: Settling,
  { preset, known }: Request,
  resolver: Resolver,
): Promise<void> {
  const settled = await settling.settleBehind(figure);
  if ([...settled.values()].every(({ repeats }) => repeats.length === 0)) return;
  const exact = known === undefined ? exactTableStep(figure, preset, settled) : undefined;
  const tables = [tableStep(figure, preset, settled), ...exact === undefined ? [] : [exact]];
  await Promise.all(endsBehind(tables).map((step) => resolver.resolve(step)));
}

/** The last steps of chains that some steps are made of. */
function endsBehind(steps: readonly Step[]): Step[] {
  const ends = new Map<string, Step>(), open = [...steps];
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    for (const ref of Object.values(step.inputs)) {
      if (!("step" in ref)) continue;
      if (membershipOf(ref.step.id).group === undefined) open.push(ref.step);
      else ends.set(ref.step.id, ref.step);
    }
  }
  return [...ends.values()];
}

/** What has become of the chains of a request. */
export interface ShardReport extends Pick<Shard, "index" | "of"> {
  /** Names of the chains that the shard was dealt. */
  readonly chains: readonly string[];
  /** Names of all chains that are not finished, whoever was dealt them. */
  readonly unfinished: readonly string[];
}

/** Names of the chains of a request that have a step which is not in the store. */
export function unfinishedChains(request: Request, standings: Standings): string[] {
  const nameOf = chainNames(request), unfinished = new Set<string>();
  for (const { step: { id }, standing } of standings.values()) {
    const chain = nameOf(id);
    if (chain !== undefined && standing !== "restored") unfinished.add(chain);
  }
  return [...unfinished].sort();
}

/** The steps of some chains, and those of none. */
export function standingsOf(
  request: Request,
  standings: Standings,
  chains: ReadonlySet<string>,
): Standings {
  const nameOf = chainNames(request);
  return new Map([...standings].filter(([id]) => chains.has(nameOf(id) ?? "") || !nameOf(id)));
}

/** Knows the chain of a step by its id; undefined where it is of none. */
function chainNames({ figures, runs }: Request): (id: string) => string | undefined {
  const names = new Map<string, string>();
  for (const experiment of new Set(figures.flatMap(experimentsOf))) {
    const run = runs(experiment);
    for (let repeat = 0; repeat < run.repeats; repeat++) {
      names.set(chainName(nameOf(run), repeat), chainOf(run, repeat));
    }
  }
  return (id) => names.get(membershipOf(id).group ?? "");
}
