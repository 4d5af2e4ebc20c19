/**
 * Claims on work, as the runner uses them: of several processes that want the same steps on one store, one computes them
 * and the others take them from there.
 *
 * None is ever needed for what comes out to be right: without them the same bytes are computed twice.
 *
 * @module
 */
import type { Step } from "./step.ts";

/** Whether what a step belongs to is this process's to compute: since now, from before, or another one's. */
export type Claimed = "new" | "held" | "taken";

/** Claims on work. */
export interface WorkClaims {
  /** Claims what a step belongs to, for as long as anything of it is computed here. */
  take(step: Step): Claimed;
  /** Says that a step which was claimed is computed, or failed. */
  done(step: Step): void;
  /** Waits until it is time to look again, the longer the more often one has looked. */
  pause(attempt: number): Promise<void>;
}

/** The work is another process's, or has just been done by one: the store may have it. */
export class TakenError extends Error {
  override readonly name = "TakenError";
  /** Whether it is being done still. */
  readonly busy: boolean;

  constructor(busy: boolean) {
    super("work is taken");
    this.busy = busy;
  }
}
