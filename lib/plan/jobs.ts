/**
 * Running a job in this thread: steps by themselves, or all of a segment in one pass. Modules are loaded when they are
 * needed: a worker that trains has no use for Vega.
 *
 * @module
 */
import type { Json } from "../bits/canonical.ts";
import type { EngineIdentity } from "../engines/tfjs/backend.ts";
import type { JobResult } from "../steps/pool.ts";
import type { Bytes } from "../study/steps/io.ts";

/** What is wanted of a job: a step's role, whatever implements it, and its parameters. */
export interface Wanted {
  readonly kind: string;
  readonly params: Json;
}

/** Runs a job. */
export type Run = (wanted: readonly Wanted[], inputs: Bytes) => Promise<JobResult>;

// deno-lint-ignore no-explicit-any -- params are what the plan wrote for this very kind
type Compute = (params: any, inputs: Bytes) => Bytes | Promise<Bytes>;

/** Runs steps by themselves. */
export function alone(load: () => Promise<Compute>): Run {
  return async (wanted, inputs) => {
    const compute = await load();
    return await Promise.all(wanted.map(({ params }) => compute(params, inputs)));
  };
}

/** What needs no parameters. */
export function ofInputs(compute: (inputs: Bytes) => Bytes): Compute {
  return (_, inputs) => compute(inputs);
}

/** Trains and measures a segment of a network on columns. */
export const segmentPass: Run = async (wanted, inputs) =>
  (await import("../study/steps/measure.ts")).runSegmentPass(wanted, inputs);

/** Trains and measures a segment of a network on images. */
export const imagePass: Run = async (wanted, inputs) =>
  (await import("../study/steps/mnist/measure.ts")).runMnistSegmentPass(wanted, inputs);

/** Trains and measures a segment of many repeats at once. */
export const stackedPass: Run = async (wanted, inputs) => {
  const { engine } = wanted[0].params as unknown as { readonly engine: EngineIdentity };
  const { tf } = await (await import("./backend.ts")).backendOf(engine);
  return (await import("../study/steps/tfjs/measure.ts")).runStackedPass(tf, wanted, inputs);
};
