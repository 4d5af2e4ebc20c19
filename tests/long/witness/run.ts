/**
 * The folder of a training run of ten stacked repeats: after every hundredth epoch a snapshot and a trace of each
 * repeat, and, written last, a `done` file with what was seen.
 *
 * @module
 */
import { decodeTrace, type Trace } from "../../../lib/engines/wasm/trace.ts";
import { EPOCHS, LAYERS, type RepeatResult, REPEATS } from "../../witness/results.ts";

/** Epochs of the whole run, and of one segment. */
export const TOTAL = 8000;
const SEGMENT = 100;

/** Information of all layers of a repeat at one of the chosen epochs, bits. */
export interface Seen {
  readonly epoch: number;
  readonly repeat: number;
  readonly ixt: readonly number[];
  readonly ity: readonly number[];
}

/** The `done` file of a segment. */
export interface Done {
  readonly seen: readonly Seen[];
  /** What it took: time, memory of the process, and tensors that are left. */
  readonly seconds: number;
  readonly rss: number;
  readonly tensors: number;
}

/** A folder of one network. */
export class Run {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Epochs of each segment, `from` up to but without `to`. */
  segments(): [from: number, to: number][] {
    return Array.from({ length: TOTAL / SEGMENT }, (_, k) => [SEGMENT * k, SEGMENT * (k + 1)]);
  }

  #path(repeat: number, to: number, ending: "snap" | "trace"): string {
    return `${this.#folder}/r${repeat}-${to}.${ending}`;
  }

  /** Whether the segment that ends at `to` is complete. */
  async isDone(to: number): Promise<boolean> {
    return await Deno.stat(this.#donePath(to)).then(() => true, () => false);
  }

  #donePath(to: number): string {
    return `${this.#folder}/done-${to}.json`;
  }

  /** Snapshots of all repeats at the end of a segment. */
  snapshots(to: number): Promise<Uint8Array[]> {
    const paths = Array.from({ length: REPEATS }, (_, repeat) => this.#path(repeat, to, "snap"));
    return Promise.all(paths.map((path) => Deno.readFile(path)));
  }

  /** Writes a segment. */
  async save(
    to: number,
    snapshots: readonly Uint8Array[],
    traces: readonly Uint8Array[],
    done: Done,
  ): Promise<void> {
    await Deno.mkdir(this.#folder, { recursive: true });
    for (let repeat = 0; repeat < snapshots.length; repeat++) {
      await Deno.writeFile(this.#path(repeat, to, "snap"), snapshots[repeat]);
      await Deno.writeFile(this.#path(repeat, to, "trace"), traces[repeat]);
    }
    await Deno.writeTextFile(this.#donePath(to), JSON.stringify(done));
  }

  /**
   * What the repeats came to.
   *
   * @throws {Deno.errors.NotFound} If the run has not ended.
   */
  async results(): Promise<RepeatResult[]> {
    const seen: Seen[] = [];
    for (const [, to] of this.segments()) {
      const done: Done = JSON.parse(await Deno.readTextFile(this.#donePath(to)));
      seen.push(...done.seen);
    }
    return await Promise.all(Array.from({ length: REPEATS }, async (_, repeat) => {
      const trace = decodeTrace(await Deno.readFile(this.#path(repeat, TOTAL, "trace")));
      const at = EPOCHS.map((epoch) =>
        seen.find((one) => one.epoch === epoch && one.repeat === repeat)!
      );
      return resultOfTrace(trace, at);
    }));
  }
}

/** What a repeat came to. */
export function resultOfTrace(
  { from, trainCorrect, trainRows, testCorrect, testRows }: Trace,
  seen: readonly Pick<Seen, "ixt" | "ity">[],
): RepeatResult {
  // Nothing is recorded after the last chosen epoch, but trained is.
  const last = EPOCHS[EPOCHS.length - 1];
  const nine = (value: number) => Number(value.toFixed(9));
  const of = (all: readonly number[]) => LAYERS.map((layer) => nine(all[layer]));
  return {
    train: nine(trainCorrect[last - from] / trainRows),
    test: nine(testCorrect[testCorrect.length - 1] / testRows),
    ixt: seen.map(({ ixt }) => of(ixt)),
    ity: seen.map(({ ity }) => of(ity)),
  };
}
