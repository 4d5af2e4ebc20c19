/**
 * Attempts that the restart rule discarded, as a store has them (docs/protocol.md, section 7).
 *
 * @module
 */
import { decodeTrace } from "../engines/wasm/trace.ts";
import type { Planned } from "../steps/inspector.ts";
import type { Store } from "../store/mod.ts";
import { does, kindOf } from "./kinds.ts";

/** A discarded attempt. */
export interface Discarded {
  /** Id of the segment at which it ended. */
  readonly id: string;
  /** Epoch that met the restart rule, and its training accuracy (0 to 1); absent if the trace is gone. */
  readonly stopped?: number;
  readonly accuracy?: number;
}

/** Discarded attempts of a plan: segments that ended without a snapshot, in ascending order of their ids. */
export async function discardedAttempts(
  standings: ReadonlyMap<string, Planned>,
  store: Store,
): Promise<Discarded[]> {
  const found: Discarded[] = [];
  for (const { step, outputs } of standings.values()) {
    // Of a group of repeats each has a snapshot of its own name.
    const alone = does(step, "train") && kindOf(step)?.locked === "row", { id } = step;
    if (!alone || outputs === undefined || "snapshot" in outputs) continue;
    const bytes = await store.get(outputs.trace.sha256);
    const trace = bytes && decodeTrace(bytes), stopped = trace?.stopped ?? undefined;
    found.push({
      id,
      ...(trace !== undefined && stopped !== undefined && {
        stopped,
        accuracy: trace.trainCorrect[trace.trainCorrect.length - 1] / trace.trainRows,
      }),
    });
  }
  return found.sort((a, b) => a.id < b.id ? -1 : 1);
}
