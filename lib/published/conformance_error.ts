/**
 * The refusal to compute where other bits would come out; beside the digests, which load the engine.
 *
 * @module
 */

/** A difference between this machine and the committed vectors. */
export interface Difference {
  /** The function, or the training and tensor. */
  readonly name: string;
  readonly expected: string;
  readonly found: string;
}

/** This machine would not give the published bits. */
export class ConformanceError extends Error {
  override readonly name = "ConformanceError";
  /** The first building block that differs. */
  readonly difference: Difference;

  /** @param difference Named in the message. */
  constructor(difference: Difference) {
    const { name, expected, found } = difference;
    super(`Cannot reproduce: ${name} must be ${expected}, current value is ${found}`);
    this.difference = difference;
  }
}
