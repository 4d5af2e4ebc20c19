/**
 * The error of a step that could not be computed.
 *
 * @module
 */
import type { Step } from "./step.ts";

/** A step could not be computed, by its own fault or its inputs': other steps may well be. */
export class StepError extends Error {
  override readonly name = "StepError";

  constructor(readonly step: Step, cause: Error) {
    super(`Cannot compute ${step.id}: ${cause.message}`, { cause });
  }
}
