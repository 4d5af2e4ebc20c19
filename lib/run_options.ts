/**
 * Options of running a request.
 *
 * @module
 */
import type { ShardReport } from "./cluster/chains.ts";
import type { Shard } from "./cluster/deal.ts";
import type { Failure } from "./failures.ts";
import type { Ahead } from "./plan/standings.ts";
import type { Inspector } from "./steps/inspector.ts";
import type { Digests } from "./steps/mismatch.ts";
import type { Progress } from "./steps/runner_options.ts";
import type { WorkerPool } from "./steps/pool.ts";

/** How a request is run. */
export interface RunOptions {
  /** Number of workers, at least 1; an engine that cannot use so many gets fewer. */
  readonly jobs: number;
  /** Workers that several runs share: who gives them sees to conformance before, and to packing in the end. */
  readonly pool?: WorkerPool;
  /** What `Study.inspect` found of the request, if it was looked at already. */
  readonly before?: Inspector;
  /** Whether all is computed again, and must come out as it is stored. */
  readonly fresh?: boolean;
  /** Whether what is finished must not be trained again, even if its bytes are gone. */
  readonly finished?: boolean;
  /** What must come out, by id of the step, where somebody has published it; see the runner. */
  readonly published?: (id: string) => Digests | undefined;
  /** Whether results that came from elsewhere are taken even where computing them takes no time. */
  readonly takesImported?: boolean;
  /** Whether workers of the default engine may read and do nothing else; needs `--unstable-worker-options`. */
  readonly confined?: boolean;
  /** Which part of the request's chains is trained and measured; the rest is made by whoever finds all of them finished. */
  readonly shard?: Shard;
  /** Whether no chain is trained: all must be finished, and what is made of several of them is made. */
  readonly gather?: boolean;
  /** Told what has become of the chains once those of the shard are finished. */
  readonly onShard?: (chains: ShardReport) => void;
  /** Told what is ahead, before any of it is done. */
  readonly onPlanned?: (ahead: Ahead) => void;
  /** Told of every step. */
  readonly progress?: Progress;
  /** Told of every repeat and figure that cannot be finished; the others are. Without it the first failure is thrown. */
  readonly onFailure?: (failure: Failure) => void;
}
