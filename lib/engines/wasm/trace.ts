/**
 * The trace of a segment: what was seen while it trained (docs/architecture.md, section 5).
 *
 * @module
 */
import { decodeTensors, encodeTensors, tensor } from "../../bits/safetensors.ts";
import type { Activation } from "../../network/training.ts";
import { f32 } from "./memory.ts";

/** Learning curves of one segment. */
export interface Trace {
  /** First epoch. */
  readonly from: number;
  /** Rows of the training and the test part. */
  readonly trainRows: number;
  readonly testRows: number;
  /** Mean training loss of each epoch, over its changing weights (nats). */
  readonly loss: Float64Array;
  /** Training rows classified rightly in each epoch. */
  readonly trainCorrect: Uint32Array;
  /** Test rows classified rightly after each recorded epoch. */
  readonly testCorrect: Uint32Array;
  /** Kernel and activation ranges after each recorded epoch: records x layers x (kernel min, max, activation min, max); 0 where none is kept. */
  readonly ranges: Float32Array;
  readonly layers: number;
  /** The epoch that met the restart rule, or null. */
  readonly stopped: number | null;
}

/** What a trace keeps of a network: its ranges. */
export interface Ranged {
  readonly layers: readonly {
    readonly activation: Activation;
    /** Byte offset of minimum and maximum of the kernel; 0: not quantised. */
    readonly kernelQuantiser: number;
    /** The same of what the layer hands on. */
    readonly quantiser: number;
  }[];
}

/** Collects a trace while a segment runs. */
export class TraceRecorder {
  readonly #of: Pick<Trace, "from" | "trainRows" | "testRows" | "layers">;
  readonly #loss: number[] = [];
  readonly #trainCorrect: number[] = [];
  readonly #testCorrect: number[] = [];
  readonly #ranges: number[] = [];

  constructor(of: Pick<Trace, "from" | "trainRows" | "testRows" | "layers">) {
    this.#of = of;
  }

  /** An epoch's mean loss and number of training rows classified rightly. */
  epoch(loss: number, correct: number): void {
    this.#loss.push(loss);
    this.#trainCorrect.push(correct);
  }

  /** A recorded epoch. The test pass must not have been followed by another one. */
  record(testCorrect: number, network: Ranged): void {
    this.#testCorrect.push(testCorrect);
    for (const { kernelQuantiser, quantiser, activation } of network.layers) {
      const kept = activation === "tanh" ? 0 : quantiser;
      for (const q of [kernelQuantiser, kept]) this.#ranges.push(...(q === 0 ? [0, 0] : f32(q, 2)));
    }
  }

  /** The finished trace; `stopped` is the epoch that met the restart rule. */
  end(stopped: number | null = null): Trace {
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

/** Encodes a trace as safetensors. */
export function encodeTrace(trace: Trace): Uint8Array {
  const records = trace.testCorrect.length;
  return encodeTensors({
    epochs: tensor(Uint32Array.of(trace.from, trace.loss.length)),
    rows: tensor(Uint32Array.of(trace.trainRows, trace.testRows)),
    loss: tensor(trace.loss),
    train_correct: tensor(trace.trainCorrect),
    test_correct: tensor(trace.testCorrect),
    ranges: tensor(trace.ranges, [records, trace.layers, 4]),
    stopped: tensor(trace.stopped === null ? new Uint32Array(0) : Uint32Array.of(trace.stopped)),
  });
}

/** Decodes {@linkcode encodeTrace}. */
export function decodeTrace(bytes: Uint8Array): Trace {
  const { tensors } = decodeTensors(bytes), rows = tensors.rows.data as Uint32Array;
  return {
    from: Number(tensors.epochs.data[0]),
    trainRows: rows[0],
    testRows: rows[1],
    loss: tensors.loss.data as Float64Array,
    trainCorrect: tensors.train_correct.data as Uint32Array,
    testCorrect: tensors.test_correct.data as Uint32Array,
    ranges: tensors.ranges.data as Float32Array,
    layers: tensors.ranges.shape[1],
    stopped: tensors.stopped.data.length === 0 ? null : Number(tensors.stopped.data[0]),
  };
}
