/** Curves and holdings with known answers. */
import { encodeTensors, tensor } from "../../../lib/bits/safetensors.ts";
import { encodeTrace } from "../../../lib/engines/wasm/trace.ts";
import { sha256 } from "../../../lib/bits/digest.ts";
import { EXPERIMENTS, runOf } from "../../../lib/paper/experiments.ts";
import type { Outputs, Step } from "../../../lib/steps/step.ts";
import type { Run } from "../../../lib/plan/run.ts";
import type { Holding } from "../../../lib/paper/claims/judge.ts";
import type { Replayed } from "../../../lib/paper/claims/results.ts";
import { encodeOccupied } from "../../../lib/study/steps/mnist/representation.ts";
import { type Curves, encodeCurves } from "../../../lib/study/steps/curves.ts";

/** Values in turn, each for so many records. */
export function plateaus(length: number, ...values: number[]): number[] {
  return values.flatMap((value) => Array<number>(length).fill(value));
}

/** Curves over layers of the same number of records, 5 epochs apart; I(T;Y) is a tenth of I(X;T) by default. */
export function curvesOf(
  ixt: readonly (readonly number[])[],
  ity: readonly (readonly number[])[] = ixt.map((layer) => layer.map((value) => value / 10)),
  accuracy: readonly number[] = ixt[0].map(() => 0.5),
): Curves {
  const rows = (layers: readonly (readonly number[])[]) =>
    Float64Array.from(layers[0].flatMap((_, k) => layers.map((layer) => layer[k])));
  return {
    epochs: Uint32Array.from(ixt[0], (_, k) => 5 * k),
    layers: ixt.length,
    ixt: rows(ixt),
    ity: rows(ity),
    trainAccuracy: Float64Array.from(accuracy),
    testAccuracy: Float64Array.from(accuracy),
  };
}

/** An aggregate's bytes, as `runAggregate` names its tensors. */
export function momentsOf(mean: Curves, sd: Curves): Uint8Array {
  const shape = [mean.epochs.length, mean.layers], moments = Object.entries({ mean, sd });
  return encodeTensors({
    epochs: tensor(mean.epochs),
    ...Object.fromEntries(moments.flatMap(([name, one]) => [
      [`ixt_${name}`, tensor(one.ixt, shape)],
      [`ity_${name}`, tensor(one.ity, shape)],
      [`train_accuracy_${name}`, tensor(one.trainAccuracy)],
      [`test_accuracy_${name}`, tensor(one.testAccuracy)],
    ])),
  });
}

/** What a made-up holding has of a step by its id: curves, an aggregate's bytes, a segment, or nothing. */
export type Contents = (id: string) => Curves | Uint8Array | "trained" | "stopped" | undefined;

/** A holding of runs with few repeats. */
export function holdingOf(
  contents: Contents,
  { name = "made up", repeats = 2, epochs = 8000, replayed }:
    & Partial<Pick<Run, "repeats" | "epochs">>
    & Partial<Pick<Holding, "name" | "replayed">> = {},
): Holding & { readonly reads: string[] } {
  const blobs = new Map<string, Uint8Array>(), reads: string[] = [];
  const run = (experiment: string) => ({ ...runOf(experiment, "paper"), repeats, epochs });
  return {
    ...{ name, run, reads },
    ...(replayed === undefined ? {} : { replayed }),
    results: { resolve, get: (digest) => Promise.resolve(blobs.get(digest)) },
  };
  function resolve({ id }: Step): Promise<Outputs | undefined> {
    const found = contents(id);
    if (found === undefined) return Promise.resolve(undefined);
    const bytes = found instanceof Uint8Array
      ? found
      : typeof found === "string"
      ? END
      : encodeCurves(found);
    const output = { sha256: sha256(bytes), size: bytes.length };
    blobs.set(output.sha256, bytes);
    if (id.startsWith("information/")) reads.push(id);
    if (found === "stopped") return Promise.resolve({ trace: output });
    const names = ["snapshot", "curves", "aggregate", "occupied"];
    return Promise.resolve(Object.fromEntries(names.map((one) => [one, output])));
  }
}

/** A trace that ends with 6 of 10 rows right. */
const END = encodeTrace({
  ...{ from: 0, trainRows: 10, testRows: 10, loss: Float64Array.of(1), layers: 1, stopped: 0 },
  ...{ trainCorrect: Uint32Array.of(6), testCorrect: new Uint32Array(0) },
  ranges: new Float32Array(0),
});

/** Number of the repeat in an id. */
export function repeatOf(id: string): number {
  return Number(/\/r(\d\d)\//.exec(id)![1]);
}

/** Digits 0 and 1 in the layer of two neurons at epochs 48 and 2998, each so many levels wide and four apart. */
export function representationOf(...widths: readonly [number, number]): Uint8Array {
  const rows = widths.flatMap((width) => [[0, 0], [0, width], [4, 0], [4, width]]);
  return encodeOccupied({
    epochs: Uint32Array.of(48, 2998),
    offsets: Uint32Array.of(0, 4, 8),
    levels: Uint8Array.from(rows.flat()),
    classes: Uint8Array.of(0, 0, 1, 1, 0, 0, 1, 1),
    counts: new Uint32Array(8).fill(5),
  });
}

/** Discarded attempts of all experiments, so many a repeat, with these I(X;T). */
export function replayedOf(number: number, ixt: readonly number[]): Replayed[] {
  return Object.keys(EXPERIMENTS).flatMap((experiment) =>
    Array.from({ length: number }, () => ({ experiment, ixt }))
  );
}
