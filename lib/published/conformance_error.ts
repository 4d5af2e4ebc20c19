/**
 * The refusal to compute where other bits would come out; beside the digests, which load the engine.
 *
 * @module
 */
import type { Mismatch } from "../steps/mismatch.ts";

/** This machine would not give the published bits. */
export class ConformanceError extends Error {
  /** Tells it apart from other errors. */
  override readonly name = "ConformanceError";
  /** The first building block that differs. */
  readonly difference: Mismatch;

  /**
   * States what differs.
   *
   * @param difference Named in the message.
   */
  constructor(difference: Mismatch) {
    const { id, expected, found } = difference;
    super(`Cannot reproduce: ${id} must be ${expected}, current value is ${found}`);
    this.difference = difference;
  }
}
