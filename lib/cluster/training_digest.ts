/**
 * Telling trainings apart: runs of a sweep may draw from the same random streams, and then their ids are alike.
 *
 * @module
 */
import type { Json } from "../bits/canonical.ts";
import { digestOf } from "../bits/digest.ts";

const digests = new WeakMap<object, string>();

/** Digest of a training as parameters of steps have it; each object is digested once. */
export function trainingDigest(training: object): string {
  const known = digests.get(training);
  if (known !== undefined) return known;
  const digest = digestOf(training as unknown as Json);
  digests.set(training, digest);
  return digest;
}
