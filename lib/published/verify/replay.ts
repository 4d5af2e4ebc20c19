/**
 * Computing again what the lock names, from nothing or from a stored snapshot.
 *
 * @module
 */
import type { WorkerPool } from "../../steps/pool.ts";
import { type Ref, sourceBytes, type Step, wantedOf } from "../../steps/step.ts";
import type { Segment } from "../../plan/attempt.ts";
import { measureOutput } from "../../plan/run.ts";
import { does } from "../../plan/kinds.ts";
import type { Row } from "../lock/lock.ts";
import { byteDigests, firstMismatch, type Mismatch } from "../../steps/mismatch.ts";
import type { Bytes } from "../../study/steps/io.ts";

/** What a replayed segment made: `snapshot` unless it met the restart rule, `trace`, counts by estimator. */
export interface Made extends Bytes {
  readonly trace: Uint8Array;
}

/** Replays segments on the workers of a pool, without any store. */
export class Replayer {
  readonly #pool: WorkerPool;
  readonly #bounds: (id: string) => Promise<Uint8Array>;
  readonly #made = new Map<string, Promise<Bytes>>();

  /** @param bounds Published bounds by id of their step: they are checked where a whole attempt is replayed. */
  constructor(pool: WorkerPool, bounds: (id: string) => Promise<Uint8Array>) {
    this.#pool = pool;
    this.#bounds = bounds;
  }

  /** Bytes of an input that does not depend on training, data set, split, first snapshot; and bounds. */
  async bytes(ref: Ref): Promise<Uint8Array> {
    if ("source" in ref) return await sourceBytes(ref.source);
    const { step, output } = ref;
    if (does(step, "bounds")) return await this.#bounds(step.id);
    let made = this.#made.get(step.id);
    if (made === undefined) {
      made = this.compute(step, {});
      // An attempt's first snapshot is used once.
      if (!does(step, "init")) this.#made.set(step.id, made);
    }
    return (await made)[output];
  }

  /** Computes one step; inputs that are not given are made. */
  async compute(step: Step, given: Bytes): Promise<Bytes> {
    return (await this.#run([step], given))[0];
  }

  /**
   * Replays a segment with all its measurements in one pass.
   *
   * @param snapshot Where it starts; undefined: at the very beginning.
   * @param measured Whether to measure on the way.
   */
  async segment(segment: Segment, snapshot?: Uint8Array, measured = true): Promise<Made> {
    const { train } = segment, measures = measured ? Object.entries(segment.measures) : [];
    const [trained, ...made] = await this.#run(
      [train, ...measures.map(([, step]) => step)],
      snapshot === undefined ? {} : { snapshot },
    );
    const all = measures.map(([name], k) => [name, made[k][measureOutput(name)]]);
    return { ...trained, ...Object.fromEntries(all) } as Made;
  }

  async #run(steps: readonly Step[], given: Bytes): Promise<readonly Bytes[]> {
    const inputs: Record<string, Uint8Array> = { ...given };
    for (const step of steps) {
      for (const [name, ref] of Object.entries(step.inputs)) inputs[name] ??= await this.bytes(ref);
    }
    const job = { steps: steps.map(wantedOf), inputs };
    return (await this.#pool.run(() => Promise.resolve(job), 0)).result;
  }
}

/** The digests of a row by name of what they are of. */
export function digestsOfRow(row: Row, measures: readonly string[]): Record<string, string> {
  const names = row.length === 1 ? ["trace"] : ["snapshot", "trace", ...measures];
  return Object.fromEntries(row.map((digest, k) => [names[k], digest]));
}

/** Compares a replayed segment with its row; the id is the step's whose output differs first. */
export function mismatchOf(
  { train, measures }: Segment,
  locked: Readonly<Record<string, string>>,
  made: Made,
): Mismatch | undefined {
  const found = byteDigests(made);
  const only = (of: Readonly<Record<string, string>>, names: readonly string[], as = names) =>
    Object.fromEntries(names.flatMap((name, k) => name in of ? [[as[k], of[name]]] : []));
  const trained = ["snapshot", "trace"];
  const first = firstMismatch(train.id, only(locked, trained), only(found, trained));
  if (first !== undefined) return first;
  for (const [name, { id }] of Object.entries(measures)) {
    const of = (digests: Readonly<Record<string, string>>) =>
      only(digests, [name], [measureOutput(name)]);
    const mismatch = firstMismatch(id, of(locked), of(found));
    if (mismatch !== undefined) return mismatch;
  }
  return undefined;
}
