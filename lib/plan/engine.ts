/**
 * The engine of TensorFlow.js in the study: which runs it trains, in groups of which size.
 *
 * @module
 */
import type { Adapter } from "../engines/tfjs/adapter.ts";
import type { EngineIdentity } from "../engines/tfjs/backend.ts";
import type { BackendName } from "../engines/tfjs/packages.ts";
import { largestShare } from "../engines/tfjs/plan.ts";
import { dataNamed } from "./data.ts";
import type { Run, RunEngine } from "./run.ts";

/** How a backend is put to work. */
interface Use {
  /**
   * Repeats of a group: a part of the keys, so the same on every machine, but for cards that cannot hold as many. What
   * has many cores of its own takes all of them; what has one takes some, so that workers can share the groups.
   */
  readonly stack: number;
  /** Workers that it can use; more would only share its cores or its memory. */
  readonly workers: number;
}

const USES: Readonly<Record<BackendName, Use>> = {
  "node-gpu": { stack: Infinity, workers: 1 },
  webgpu: { stack: Infinity, workers: 1 },
  node: { stack: Infinity, workers: 1 },
  wasm: { stack: 10, workers: Infinity },
  cpu: { stack: 10, workers: Infinity },
};

/**
 * What trains with a backend.
 *
 * @param adapter The card that bounds a group, of `webgpu`.
 */
export function engineOf(identity: EngineIdentity, adapter?: Adapter): RunEngine {
  const { stack } = USES[identity.backend];
  return { identity, stack, ...(adapter && { largestTensor: adapter.largestTensor }) };
}

/** Repeats of a run that its engine trains at once: all that it takes, and at least one, as long as the card holds them. */
export function stackOf(run: Run & { readonly engine: RunEngine }): number {
  const { training, engine: { stack, largestTensor = Infinity } } = run;
  const { columns } = dataNamed(training.data);
  return Math.max(1, Math.min(stack, Math.floor(largestTensor / largestShare(training, columns))));
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
