/**
 * Sources of results that are not computed: a store under today's keys, published results.
 *
 * @module
 */
import type { Resolver } from "./step.ts";

/** Outputs of steps, and the bytes behind them. */
export interface ResultSource extends Resolver {
  /** Bytes of a digest; undefined if they are not at hand. */
  get(digest: string): Promise<Uint8Array | undefined>;
}
