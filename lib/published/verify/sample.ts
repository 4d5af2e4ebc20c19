/**
 * The order in which units are drawn: nobody can know it before the nonce is chosen, and anybody can repeat it
 * afterwards.
 *
 * @module
 */
import { digestOf } from "../../bits/digest.ts";
import { permutation, Stream, streamKey } from "../../bits/random.ts";

/**
 * The order in which units are taken: a permutation that depends on the lock and the nonce alone.
 *
 * @param lock SHA-256 of the top file.
 * @param nonce Any text of the reviewer's.
 * @param units Number of units.
 */
export function sampleOrder(lock: string, nonce: string, units: number): Uint32Array {
  const seed = digestOf({ lock, nonce });
  const name = { seed, repeat: 0, attempt: 0, purpose: "verify", epoch: 0 };
  return permutation(new Stream(streamKey(name)), units);
}
