/**
 * Collects the trace of one repeat: what the default engine's segments trace as well.
 *
 * @module
 */
import type { Trace } from "../wasm/trace.ts";

/** Learning curves under way. */
export class Curves {
  readonly #of: Pick<Trace, "from" | "trainRows" | "testRows" | "layers">;
  readonly #loss: number[] = [];
  readonly #trainCorrect: number[] = [];
  readonly #testCorrect: number[] = [];
  readonly #ranges: number[] = [];

  constructor(of: Pick<Trace, "from" | "trainRows" | "testRows" | "layers">) {
    this.#of = of;
  }

  /** An epoch's mean loss (nats) and number of training rows classified rightly, in training mode. */
  epoch(loss: number, correct: number): void {
    this.#loss.push(loss);
    this.#trainCorrect.push(correct);
  }

  /** A recorded epoch: test rows classified rightly in inference, and layers x 4 ranges. */
  record(testCorrect: number, ranges: Float32Array): void {
    this.#testCorrect.push(testCorrect);
    this.#ranges.push(...ranges);
  }

  /** The finished trace; `stopped` is the epoch that met the restart rule. */
  end(stopped: number | null): Trace {
    return {
      ...this.#of,
      loss: Float64Array.from(this.#loss),
      trainCorrect: Uint32Array.from(this.#trainCorrect),
      testCorrect: Uint32Array.from(this.#testCorrect),
      ranges: Float32Array.from(this.#ranges),
      stopped,
    };
  }
}
