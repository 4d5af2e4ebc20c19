/**
 * Comparison with the lock of what a run makes, and of what an archive brings.
 *
 * @module
 */
import type { Action } from "../../store/mod.ts";
import { type Digests, firstMismatch, type Mismatch, outputDigests } from "../../steps/mismatch.ts";
import type { LockResolver } from "./resolver.ts";
import type { Outputs, Step } from "../../steps/step.ts";
import { compareIds } from "../../plan/ids.ts";

/** Compares steps with the lock as they are seen. */
export class Comparison {
  /** Ids that the lock knows, and that agree with it. */
  agreed = 0;
  /** Ids that do not, in the order in which they build on each other. */
  readonly #differing: Mismatch[] = [];
  readonly #locked: LockResolver;
  readonly #others: ReadonlySet<string>;

  /** @param others Ids of what is made of another number of repeats than the lock's, and so is not its like. */
  constructor(locked: LockResolver, others: ReadonlySet<string> = new Set()) {
    this.#locked = locked;
    this.#others = others;
  }

  /** What a step must have made; undefined if the lock does not have its like. */
  digests(id: string): Digests | undefined {
    return this.#others.has(id) ? undefined : this.#locked.digests(id);
  }

  /** Compares what a step made. */
  see({ id }: Step, outputs: Outputs): void {
    const locked = this.digests(id);
    if (locked === undefined) return;
    const mismatch = firstMismatch(id, locked, outputDigests(outputs));
    if (mismatch === undefined) this.agreed++;
    else this.#differing.push(mismatch);
  }

  /** Every id that differs, causes before what follows from them. */
  get differing(): Mismatch[] {
    return this.#differing.sort((a, b) => compareIds(a.id, b.id));
  }
}

/**
 * Refuses an entry that says of a published step what the lock does not.
 *
 * @param known The id under which the lock has what the key is made of; an entry may carry any other.
 * @returns Whether the lock has its step, and agrees.
 * @throws {Error} in one line that names the id and the output.
 */
export function requireLocked(
  locked: LockResolver,
  action: Action,
  known?: string,
): boolean {
  const id = known ?? (locked.isOf(action) ? action.id : undefined);
  if (id === undefined) return false;
  const mismatch = firstMismatch(id, locked.digests(id)!, outputDigests(action.outputs));
  if (mismatch === undefined) return true;
  const { output, expected, found: value } = mismatch;
  throw new Error(
    `Cannot accept ${id}: ${output} must be ${expected} as the lock says, current value is ${value}`,
  );
}
