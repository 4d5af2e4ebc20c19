/** Runs of fewer repeats than a preset has: what is finished, what is published. */
import { createCodeDigester } from "../lib/steps/code/digest.ts";
import { Store } from "../lib/store/mod.ts";
import { codeDigests } from "../lib/published/code_standing.ts";
import { Continued } from "../lib/published/continued.ts";
import { shortened } from "../lib/plan/run.ts";
import { Published } from "../lib/published/published.ts";
import { Study } from "../lib/study.ts";
import { type FlagTable, reportDamage, storeFolder, wholeNumber, type Words } from "./_command.ts";
import type { Request } from "../lib/plan/request.ts";

export const PARTIAL_FLAGS: FlagTable = {
  repeats: { help: "at most so many repeats of each experiment", value: "N" },
  finished: { help: "the repeats that are finished, and nothing is trained" },
  published: { help: "take published repeats as they are, and compute the others" },
};

/** The request with the runs and the published results that the flags ask for. */
export async function partialRequest(request: Request, words: Words): Promise<Request> {
  const repeats = wholeNumber(words, "repeats", 1, Infinity);
  const runs = (name: string) => shortened(request.runs(name), repeats);
  const known = words.on.published ? await published() : undefined;
  const partial = { ...request, runs, ...(known && { known }) };
  if (!words.on.finished) return partial;
  const store = await Store.open(storeFolder(words), { readOnly: true, onDamage: reportDamage });
  return { ...partial, runs: await (await Study.open(store)).finished(partial) };
}

/** Published results that today's code goes on from; undefined if nothing is published. */
export async function published(): Promise<Continued | undefined> {
  const published = await Published.open();
  return published && Continued.from(published, await codeDigests(await createCodeDigester()));
}
