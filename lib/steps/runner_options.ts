/**
 * Options of a runner: the store and the workers that it works with, and who is told of what it does.
 *
 * @module
 */
import type { Store } from "../store/store.ts";
import type { CodeDigester } from "./code/digest.ts";
import type { Digests } from "./mismatch.ts";
import type { WorkerPool } from "./pool.ts";
import type { ResultSource } from "./result_source.ts";
import type { Outputs, Step } from "./step.ts";
import type { WorkClaims } from "./work_claims.ts";

/** Told of every step that was restored or computed. */
export type Progress = (event: {
  readonly step: Step;
  readonly how: "restored" | "computed";
  /** Seconds in the worker; 0 when restored. */
  readonly seconds: number;
  /** What it made, by name. */
  readonly outputs: Outputs;
  /** Whether it was restored from an entry that somebody else's archive brought. */
  readonly imported: boolean;
}) => void;

/** What a runner works with. */
export interface RunnerOptions {
  readonly store: Store;
  readonly digester: CodeDigester;
  readonly pool: WorkerPool;
  /** Module of each kind of step: what its code digest is taken of. */
  readonly entries: Readonly<Record<string, string>>;
  /** Read no entries and recompute; the store refuses other bits under an old key. */
  readonly fresh?: boolean;
  readonly progress?: Progress;
  /** Results from elsewhere that count as restored; not asked when everything is recomputed. */
  readonly known?: ResultSource;
  /**
   * SHA-256 of each output that a step of this id must have, where somebody has published them. An entry that says
   * otherwise is not restored: its step is computed again, and whoever agrees with what was published wins.
   */
  readonly published?: (id: string) => Digests | undefined;
  /** Steps that are computed rather than restored from an entry that was imported, since that takes no time. */
  readonly cheap?: (step: Step) => boolean;
  /** What other processes compute is waited for; not where everything is recomputed. */
  readonly claims?: WorkClaims;
}
