/**
 * Computing again what the lock names, from nothing or from a stored snapshot.
 *
 * @module
 */
import { sha256 } from "../../bits/digest.ts";
import type { WorkerPool } from "../../steps/pool.ts";
import type { Ref, Step } from "../../steps/step.ts";
import type { Segment } from "../graph.ts";
import type { Row } from "../lock.ts";
import { firstMismatch, type Mismatch } from "../locked.ts";
import type { Bytes } from "../steps/io.ts";

/** What a replayed segment made: `snapshot` unless it met the restart rule, `trace`, counts by estimator. */
export interface Made extends Bytes {
  readonly trace: Uint8Array;
}

/** Replays segments on the workers of a pool, without any store. */
export class Replayer {
  readonly #pool: WorkerPool;
  readonly #made = new Map<string, Promise<Bytes>>();

  constructor(pool: WorkerPool) {
    this.#pool = pool;
  }

  /** Bytes of an input that does not depend on training: data set, split, first snapshot. */
  async bytes(ref: Ref): Promise<Uint8Array> {
    const { step, output } = ref as { step: Step; output: string };
    let made = this.#made.get(step.id);
    if (made === undefined) {
      made = this.compute(step, {});
      // An attempt's first snapshot is used once.
      if (step.kind !== "init") this.#made.set(step.id, made);
    }
    return (await made)[output];
  }

  /** Computes one step; inputs that are not given are made. */
  async compute(step: Step, given: Bytes): Promise<Bytes> {
    return (await this.#run([step], given))[0];
  }

  /**
   * Replays a segment.
   *
   * @param snapshot Where it starts; undefined: at the very beginning.
   * @param measured Whether to count states with every estimator on the way.
   */
  async segment(segment: Segment, snapshot?: Uint8Array, measured = true): Promise<Made> {
    const { train, measures } = segment, estimators = measured ? ["exact", "binned"] as const : [];
    const [trained, ...counts] = await this.#run(
      [train, ...estimators.map((name) => measures[name])],
      snapshot === undefined ? {} : { snapshot },
    );
    const counted = estimators.map((name, k) => [name, counts[k].counts]);
    return { ...trained, ...Object.fromEntries(counted) } as Made;
  }

  async #run(steps: readonly Step[], given: Bytes): Promise<readonly Bytes[]> {
    const inputs: Record<string, Uint8Array> = { ...given };
    for (const [name, ref] of Object.entries(steps[0].inputs)) {
      inputs[name] ??= await this.bytes(ref);
    }
    const job = { steps: steps.map(({ kind, params }) => ({ kind, params })), inputs };
    return (await this.#pool.run(job, 0)).result;
  }
}

/** The digests of a row by name of what they are of. */
export function digestsOfRow(row: Row): Record<string, string> {
  const names = row.length === 1 ? ["trace"] : ["snapshot", "trace", "exact", "binned"];
  return Object.fromEntries(row.map((digest, k) => [names[k], digest]));
}

/** Compares a replayed segment with its row; the id is the step's whose output differs first. */
export function mismatchOf(
  { train, measures }: Segment,
  row: Row,
  made: Made,
): Mismatch | undefined {
  const locked = digestsOfRow(row);
  const found = Object.entries(made).map(([name, bytes]) => [name, sha256(bytes)]);
  const both = [locked, Object.fromEntries(found)];
  const only = (of: Record<string, string>, names: readonly string[]) =>
    Object.fromEntries(Object.entries(of).filter(([name]) => names.includes(name)));
  const trained = both.map((of) => only(of, ["snapshot", "trace"]));
  return firstMismatch(train.id, trained[0], trained[1]) ??
    (["exact", "binned"] as const).map((name) => {
      const [a, b] = both.map((of) => name in of ? { counts: of[name] } : {});
      return firstMismatch(measures[name].id, a, b);
    }).find((one) => one !== undefined);
}
