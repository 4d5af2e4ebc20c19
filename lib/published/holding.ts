/**
 * Published results as claims of the paper are judged by them.
 *
 * @module
 */
import type { Holding } from "../paper/claims/results.ts";
import { parseId } from "../plan/ids.ts";
import type { ResultSource } from "../steps/result_source.ts";
import { DISCARDED } from "./discards.ts";
import { LockResolver } from "./lock/resolver.ts";
import { hasBytes } from "./contents.ts";
import type { PublishedFolder } from "./folder.ts";
import { lockedRequest } from "./lock/request.ts";

/** The runs of the lock, and what is published of them. */
export async function publishedHolding(published: PublishedFolder): Promise<Holding> {
  const { lock } = published, { runs } = lockedRequest(lock);
  return {
    name: "published results",
    run: (experiment) => Object.hasOwn(lock.experiments, experiment) ? runs(experiment) : undefined,
    results: await publishedResults(published),
    replayed: DISCARDED,
  };
}

/**
 * All that is published: outputs by the lock, and the bytes behind them.
 *
 * @throws {PublishedError} Also when bytes are asked for, if a file is missing or not what the lock says.
 */
export async function publishedResults(published: PublishedFolder): Promise<ResultSource> {
  const locked = await LockResolver.of(published), withoutBytes = new Set<string>();
  return {
    async resolve(step) {
      const outputs = await locked.resolve(step);
      // Snapshots and the like are known by their digests alone.
      if (!hasBytes(step.id) || isBehind(step.id)) {
        for (const { sha256 } of Object.values(outputs ?? {})) withoutBytes.add(sha256);
      }
      return outputs;
    },
    get: async (digest) => withoutBytes.has(digest) ? undefined : await published.bytes(digest),
  };
}

/** Whether a step measures a repeat that no figure shows a measurement of: what is published is of the first one. */
function isBehind(id: string): boolean {
  const name = parseId(id);
  return name?.role === "measure" && name.repeat !== 0;
}
