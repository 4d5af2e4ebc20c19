/**
 * Today's code of each kind of step, as the lock names it.
 *
 * @module
 */
import type { CodeDigester } from "../steps/code/digest.ts";
import { KINDS } from "./kinds.ts";

/** Code digest of each kind of step up to tables; how a figure is drawn is no part of what is published. */
export async function codeDigests(digester: CodeDigester): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const { name, entry, locked } of KINDS) {
    if (locked !== undefined) digests[name] = await digester.digest(entry);
  }
  return digests;
}
