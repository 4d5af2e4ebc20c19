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
import { hasBytes, publishedRows } from "./contents.ts";
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
  const names = Object.keys(published.lock.experiments), withoutBytes = new Set<string>();
  const experiments = await Promise.all(names.map((name) => published.experiment(name)));
  const locked = new LockResolver(published.lock, experiments);
  const rows = new Set(experiments.flatMap((one) => [...publishedRows(one).keys()]));
  return {
    async resolve(step) {
      const outputs = await locked.resolve(step);
      // Most measurements are known by their digests alone.
      const isMeasured = parseId(step.id)?.role === "measure";
      for (const { sha256 } of Object.values(outputs ?? {})) {
        if (!hasBytes(step.id) || (isMeasured && !rows.has(sha256))) withoutBytes.add(sha256);
      }
      return outputs;
    },
    get: async (digest) => withoutBytes.has(digest) ? undefined : await published.bytes(digest),
  };
}
