/**
 * Roots of the garbage collection: what of a store the lock and the published results need.
 *
 * @module
 */
import { type CodeDigester, createCodeDigester } from "../steps/code/digest.ts";
import type { GcRoots } from "../store/mod.ts";
import { ENTRIES } from "../plan/kinds.ts";
import type { PublishedFolder } from "./folder.ts";
import { publishedDigests } from "./contents.ts";

/**
 * Roots of the garbage collection: all digests of the lock's rows and results, and today's code. Who makes them and
 * what that needs is found in the store itself.
 *
 * @param published Undefined if nothing is published: then nothing is locked.
 * @throws {Error} if the lock cannot be read; then nobody knows what is to be kept.
 */
export async function gcRoots(
  published: PublishedFolder | undefined,
  digester?: CodeDigester,
): Promise<GcRoots> {
  const codes = digester ?? await createCodeDigester();
  const digests = published === undefined ? new Set<string>() : await lockedDigests(published);
  const kinds = await Promise.all(
    Object.values(ENTRIES).map((entry) => codes.digest(entry)),
  );
  return { digests, keys: new Set(), codes: new Set(kinds) };
}

async function lockedDigests(published: PublishedFolder): Promise<Set<string>> {
  const names = Object.keys(published.lock.experiments);
  const experiments = await Promise.all(names.map((name) => published.experiment(name)));
  const rows = experiments.flatMap(({ rows }) => Object.values(rows).flat());
  return new Set([...publishedDigests(published.lock, experiments), ...rows]);
}
