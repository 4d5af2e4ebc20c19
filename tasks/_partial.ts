/** Flags of runs of fewer repeats than a preset has: what is finished, what is published. */
import { Store } from "../lib/store/mod.ts";
import { partialRequest } from "../lib/partial.ts";
import type { Request } from "../lib/plan/request.ts";
import { Study } from "../lib/study.ts";
import { type FlagTable, reportDamage, storeFolder, wholeNumber, type Words } from "./_command.ts";

export const PARTIAL_FLAGS: FlagTable = {
  repeats: { help: "at most so many repeats of each experiment", value: "N", check: repeatsOf },
  finished: { help: "the repeats that are finished, and nothing is trained" },
  published: { help: "take published repeats as they are, and compute the others" },
};

/** The request for the part of its repeats that the flags ask for. */
export async function partOfRequest(request: Request, words: Words): Promise<Request> {
  const { finished, published } = words.on;
  return await partialRequest(request, {
    repeats: repeatsOf(words),
    published,
    ...(finished && { finishedIn: await studyOf(words) }),
  });
}

function repeatsOf(words: Words): number {
  return wholeNumber(words, "repeats", 1, Infinity);
}

async function studyOf(words: Words): Promise<Study> {
  return await Study.open(
    await Store.open(storeFolder(words), { readOnly: true, onDamage: reportDamage }),
  );
}
