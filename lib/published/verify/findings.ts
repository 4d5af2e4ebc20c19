/**
 * Findings of a level, which goes on behind them: bits that differ, and what could not be looked at.
 *
 * @module
 */
import { PublishedError } from "../folder.ts";
import type { Discrepancy } from "./report.ts";

/** Bad things in the order in which they were met. */
export class Findings {
  /** What is not as published. */
  readonly differences: Discrepancy[] = [];
  /** What could not be compared, and why. */
  readonly unchecked: Discrepancy[] = [];

  /** Whether nothing bad was met. */
  get isEmpty(): boolean {
    return this.differences.length + this.unchecked.length === 0;
  }

  /** Something could not be read, or not be computed again; whether it is as published nobody knows. */
  unread(id: string, error: unknown, where?: string): void {
    this.unchecked.push(discrepancy(id, error, where));
  }

  /** Something published is refused: it differs, unless there was nothing to compare. */
  refused(id: string, error: unknown, where?: string): void {
    if (error instanceof PublishedError && error.unread) this.unread(id, error, where);
    else this.differences.push(discrepancy(id, error, where));
  }
}

function discrepancy(id: string, error: unknown, where?: string): Discrepancy {
  const what = withoutPlace((error as Error).message);
  return where === undefined ? { id, what } : { id, what, where };
}

/** Receipts hold no path of this machine: a store's is left out, and that which Deno adds to what the system says. */
function withoutPlace(message: string): string {
  return message
    .replace(/(?<=^Cannot read from the store: ).*?(?=(ac|cas)\/[0-9a-f]{2}\/[0-9a-f]{64})/, "")
    .replace(/: \w+ '[^']*'/, "");
}
