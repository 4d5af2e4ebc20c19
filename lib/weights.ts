/**
 * Weights of a network at an epoch, exact: from a snapshot, by training again what lies between.
 *
 * @module
 */
import { decodeTensors, type Tensor } from "./bits/safetensors.ts";
import type { ResultSource } from "./steps/result_source.ts";
import type { Ref, Step } from "./steps/step.ts";
import { sourceBytes, wantedOf } from "./steps/step.ts";
import { repeatName } from "./plan/ids.ts";
import { runJob } from "./plan/run_job.ts";
import { settleRepeat } from "./plan/settle.ts";
import type { OwnRun } from "./runs/registry.ts";

/** Of which repeat, after which epoch, both from 0. */
export interface WeightsOf {
  /** From 0. */
  readonly repeat: number;
  /** From 0. */
  readonly epoch: number;
}

/**
 * The parameters of a run's network after an epoch, as the epoch's measurements saw them: `layer1.kernel` [inputs, units],
 * `layer1.bias` [units], float32, and the ranges of what is quantised.
 *
 * @param source Has the run's snapshots: nothing is stored.
 * @throws {RangeError} in one line, if the run has no such repeat or epoch, or was trained by another engine.
 * @throws {ConformanceError} If something must be trained again and this machine would not give the bits.
 * @throws {Error} in one line, if the snapshot before it is not in the store.
 */
export async function weightsAt(
  run: OwnRun,
  { repeat, epoch }: WeightsOf,
  source: ResultSource,
): Promise<Record<string, Tensor>> {
  requireInside(run, { repeat, epoch });
  const { survivor } = await settleRepeat(run, repeat, source);
  const segment = survivor.segments.find(({ extent: { phase, from, to } }) =>
    phase === "train" && from <= epoch && epoch < to
  )!;
  const { extent: { to }, train } = segment;
  const end = epoch + 1 === to
    ? await bytesOf({ step: train, output: "snapshot" }, source)
    : undefined;
  const snapshot = end ??
    await trainedTo(train, epoch + 1, source, `${run.name} ${repeatName(repeat)}`);
  return parametersOf(snapshot);
}

function requireInside(run: OwnRun, { repeat, epoch }: WeightsOf): void {
  const refuse = (what: string, rule: string, value: unknown) => {
    throw new RangeError(
      `Cannot take weights of ${run.name}: ${what} must be ${rule}, current value is ${value}`,
    );
  };
  if (run.engine !== undefined) refuse("engine", "wasm", run.engine.identity.backend);
  if (!(repeat < run.repeats)) refuse("repeat", `below ${run.repeats}`, repeat);
  if (!(epoch < run.epochs)) refuse("epoch", `below ${run.epochs}`, epoch);
}

/** The snapshot after a part of a segment. */
async function trainedTo(
  step: Step,
  to: number,
  source: ResultSource,
  of: string,
): Promise<Uint8Array> {
  const inputs: Record<string, Uint8Array> = {};
  for (const [name, ref] of Object.entries(step.inputs)) {
    const bytes = await bytesOf(ref, source);
    if (bytes === undefined) {
      throw new Error(
        `Cannot take weights of ${of}: the store must have the ${name} before the epoch, current value is none`,
      );
    }
    inputs[name] = bytes;
  }
  (await import("./published/conformance.ts")).requireConformance();
  const { kind, params } = wantedOf(step);
  const [{ snapshot }] = await runJob({
    steps: [{ kind, params: { ...params as Record<string, never>, to } }],
    inputs,
  });
  return snapshot;
}

async function bytesOf(ref: Ref, source: ResultSource): Promise<Uint8Array | undefined> {
  if ("source" in ref) return await sourceBytes(ref.source);
  const digest = (await source.resolve(ref.step))?.[ref.output]?.sha256;
  return digest === undefined ? undefined : await source.get(digest);
}

/** What a snapshot has of the network: without what only Adam needs. */
function parametersOf(snapshot: Uint8Array): Record<string, Tensor> {
  const { tensors } = decodeTensors(snapshot);
  return Object.fromEntries(
    Object.entries(tensors).filter(([name]) => !/^adam\.|_moment$/.test(name))
      .sort(([a], [b]) => a < b ? -1 : 1),
  );
}
