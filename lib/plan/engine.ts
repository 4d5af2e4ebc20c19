/**
 * The engine of TensorFlow.js in the study: which runs it trains, in groups of which size.
 *
 * @module
 */
import type { BackendName, EngineIdentity } from "../engines/tfjs/backend.ts";
import type { Run, RunEngine } from "./run.ts";

/** How a backend is put to work. */
interface Use {
  /**
   * Repeats of a group: a part of the keys, so the same on every machine. What has many cores of its own takes all of
   * them; what has one takes some, so that workers can share the groups.
   */
  readonly stack: number;
  /** Workers that it can use; more would only share its cores or its memory. */
  readonly workers: number;
}

const USES: Readonly<Record<BackendName, Use>> = {
  "node-gpu": { stack: Infinity, workers: 1 },
  node: { stack: Infinity, workers: 1 },
  wasm: { stack: 10, workers: Infinity },
  cpu: { stack: 10, workers: Infinity },
};

/** What trains with a backend. */
export function engineOf(identity: EngineIdentity): RunEngine {
  return { identity, stack: USES[identity.backend].stack };
}

/** Number of workers that train with an engine where `jobs` are wanted. */
export function workersFor({ identity: { backend } }: RunEngine, jobs: number): number {
  return Math.min(jobs, USES[backend].workers);
}

/** A run trained by an engine. What a layer of two neurons shows is left out: this engine does not measure it. */
export function runWith({ representation: _, ...run }: Run, engine: RunEngine): Run {
  return { ...run, engine };
}

/** What a figure's caption says of its engine. */
export function engineNote({ identity: { backend, version } }: RunEngine): string {
  return `trained with TensorFlow.js ${version} (${backend})`;
}
