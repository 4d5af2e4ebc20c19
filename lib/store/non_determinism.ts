/** Non-determinism, a result that differs from the one stored under the same key: refused, and nothing is overwritten. */
import type { ActionBody } from "./action.ts";

/** The same key gave other bytes: the step is not a pure function, or its key forgets something. */
export class NonDeterminismError extends Error {
  /** Tells it apart where the class is not at hand, for example behind a worker's message. */
  override readonly name = "NonDeterminismError";

  /**
   * States which output differs, and how.
   *
   * @param id Logical id of the step.
   * @param output Name of the output that differs.
   * @param stored Digest that was stored before; undefined if there was no such output.
   * @param computed Digest that was computed now; undefined if there is no such output.
   */
  constructor(
    readonly id: string,
    readonly output: string,
    readonly stored: string | undefined,
    readonly computed: string | undefined,
  ) {
    super(
      `Cannot store ${id}: output ${output} must be ${stored ?? "absent"} as computed before, ` +
        `current value is ${computed ?? "absent"}`,
    );
  }
}

/**
 * Refuses an entry whose outputs differ from those of another entry for the same key.
 *
 * @param stored The entry in the store.
 * @param computed The entry to be stored.
 * @throws {NonDeterminismError} naming the first output that differs, in the order of names.
 */
export function checkSameOutputs(stored: ActionBody, computed: ActionBody): void {
  const names = new Set([...Object.keys(stored.outputs), ...Object.keys(computed.outputs)]);
  for (const name of [...names].sort()) {
    const before = outputOf(stored, name), now = outputOf(computed, name);
    if (before !== now) throw new NonDeterminismError(computed.id, name, before, now);
  }
}

function outputOf({ outputs }: ActionBody, name: string): string | undefined {
  return Object.hasOwn(outputs, name) ? outputs[name].sha256 : undefined;
}
