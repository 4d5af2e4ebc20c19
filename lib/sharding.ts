/**
 * Running a request shard by shard: the chains that one is dealt, then, if all are finished by then, what is made of
 * several of them.
 *
 * @module
 */
import {
  resolveChains,
  type ShardReport,
  standingsOf,
  unfinishedChains,
} from "./cluster/chains.ts";
import { chainOf, chainsOfShard, readableChain, type Shard } from "./cluster/deal.ts";
import { eachThatCanBe, type Failure } from "./failures.ts";
import type { Figure } from "./plan/figure.ts";
import type { Request } from "./plan/request.ts";
import { Settling } from "./plan/settled_runs.ts";
import type { Standings } from "./plan/standings.ts";
import type { Resolver } from "./steps/step.ts";

/** The part of a plan that a shard does; all of it, if there are no shards. */
export function standingsOfShard(
  request: Request,
  standings: Standings,
  shard: Shard | undefined,
): Standings {
  if (shard === undefined) return standings;
  return standingsOf(request, standings, chainsOfShard(request, shard));
}

/**
 * Has every chain of a shard trained and measured.
 *
 * @param onFailure Told of every repeat that cannot be finished; without it the first is thrown.
 */
export async function finishChains(
  request: Request,
  shard: Shard,
  resolver: Resolver,
  onFailure?: (failure: Failure) => void,
): Promise<void> {
  const { figures, runs } = request, dealt = chainsOfShard(request, shard);
  const only = (run: ReturnType<typeof runs>, repeat: number) => dealt.has(chainOf(run, repeat));
  const settling = new Settling(runs, resolver, undefined, only);
  const finish = (figure: Figure) => resolveChains(figure, settling, request, resolver);
  if (onFailure === undefined) await Promise.all(figures.map(finish));
  else await eachThatCanBe(figures, settling, finish, onFailure);
}

/** What has become of the chains. */
export function reportOn(request: Request, shard: Shard, standings: Standings): ShardReport {
  const { index, of } = shard, chains = [...chainsOfShard(request, shard)].sort();
  return { index, of, chains, unfinished: unfinishedChains(request, standings) };
}

/**
 * Refuses to make anything of chains that are not all finished.
 *
 * @throws {Error} in one line that says how many are not, and names the first.
 */
export function requireFinishedChains(request: Request, standings: Standings): void {
  const unfinished = unfinishedChains(request, standings);
  if (unfinished.length === 0) return;
  throw new Error(
    `Cannot gather: every chain must be finished, current value is ${unfinished.length} that are not, ` +
      `${readableChain(unfinished[0])} the first of them`,
  );
}
