/**
 * The results of a request in a remote cache: taking over what a store lacks, and sending what it has.
 *
 * @module
 */
import type { Shard } from "./cluster/deal.ts";
import { eachThatCanBe } from "./failures.ts";
import { figureSteps } from "./figure_steps.ts";
import type { Figure } from "./plan/figure.ts";
import { ENTRIES } from "./plan/kinds.ts";
import type { Request } from "./plan/request.ts";
import { Settling } from "./plan/settled_runs.ts";
import { finishChains } from "./sharding.ts";
import { createCodeDigester } from "./steps/code/digest.ts";
import type { Inspector } from "./steps/inspector.ts";
import { PullResolver } from "./steps/pull_resolver.ts";
import { runKeys } from "./steps/run_keys.ts";
import type { Remote, Store } from "./store/mod.ts";

/**
 * Takes over from a remote what a store lacks of a request: all of it, or of the chains of a shard.
 *
 * @throws {Error} in one line, if the store cannot be written. That the remote fails is no error.
 */
export async function pullRequest(
  request: Request,
  store: Store,
  remote: Remote,
  shard?: Shard,
): Promise<void> {
  const { known } = request, digester = await createCodeDigester();
  const resolver = new PullResolver({
    ...{ store, remote, digester, entries: ENTRIES },
    ...(known && { known }),
  });
  // What is missing is no fault here: whoever runs the request says what cannot be done.
  if (shard !== undefined) return await finishChains(request, shard, resolver, () => {});
  const settling = new Settling(request.runs, resolver);
  const pull = async (figure: Figure) => {
    const { refs, exactTable, pictures } = await figureSteps(figure, settling, request);
    const captions = Object.values(refs).flatMap((ref) => "step" in ref ? [ref.step] : []);
    const drawn = (request.formats ?? []).map((format) => pictures[format]!);
    const all = [...captions, ...drawn, ...exactTable === undefined ? [] : [exactTable]];
    await Promise.all(all.map((step) => resolver.resolve(step)));
  };
  await eachThatCanBe(request.figures, settling, pull, () => {});
}

/** Entries that are read and sent at a time: their blobs are in memory meanwhile. */
const AT_ONCE = 16;

/**
 * Sends to a remote what a store has of a request, as far as it was made here.
 *
 * @param repairs Whether blobs of entries that the remote has are looked for as well.
 */
export async function pushRequest(
  looked: Inspector,
  remote: Remote,
  repairs = false,
): Promise<void> {
  const keys = runKeys(looked).present.values();
  const sending = Array.from({ length: AT_ONCE }, async () => {
    for (const key of keys) await remote.push(key, repairs);
  });
  await Promise.all(sending);
}
