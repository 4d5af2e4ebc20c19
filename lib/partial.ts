/**
 * Runs of fewer repeats than a request has: what is finished, what is published.
 *
 * @module
 */
import { createCodeDigester } from "./steps/code/digest.ts";
import { shortened } from "./plan/run.ts";
import type { Request } from "./plan/request.ts";
import { codeDigests } from "./plan/code_digests.ts";
import { ReusedResults } from "./published/reused_results.ts";
import { PublishedFolder } from "./published/folder.ts";
import type { Study } from "./study.ts";

/** Which repeats of a request are wanted, and where they come from. */
export interface Part {
  /** At most so many repeats of each experiment, at least 1. */
  readonly repeats?: number;
  /** Whether published repeats are taken as they are, as far as today's code goes on from them. */
  readonly published?: boolean;
  /** The study in whose store the repeats must be finished: the others are left out. */
  readonly finishedIn?: Study;
}

/**
 * The request for a part of its repeats.
 *
 * @throws {PublishedError} If published results are unreadable.
 * @throws {Error} If an experiment has no finished repeat, and such are wanted.
 */
export async function partialRequest(
  request: Request,
  { repeats = Infinity, published = false, finishedIn }: Part,
): Promise<Request> {
  const known = published ? await publishedResults() : undefined;
  const partial = {
    ...request,
    runs: (name: string) => shortened(request.runs(name), repeats),
    ...(known && { known }),
  };
  return finishedIn === undefined
    ? partial
    : { ...partial, runs: await finishedIn.finished(partial) };
}

/** Published results that today's code goes on from; undefined if nothing is published. */
async function publishedResults(): Promise<ReusedResults | undefined> {
  const published = await PublishedFolder.open();
  return published &&
    await ReusedResults.from(published, await codeDigests(await createCodeDigester()));
}
