/** Curves and holdings with known answers. */
import { encodeTensors, tensor } from "../../../lib/bits/safetensors.ts";
import { sha256 } from "../../../lib/bits/digest.ts";
import { runOf } from "../../../lib/paper/experiments.ts";
import type { Outputs, Step } from "../../../lib/steps/step.ts";
import type { Run } from "../../../lib/plan/run.ts";
import type { Holding } from "../../../lib/paper/claims/judge.ts";
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
  { name = "made up", repeats = 2, epochs = 8000 }: Partial<Pick<Run, "repeats" | "epochs">> & {
    name?: string;
  } = {},
): Holding & { readonly reads: string[] } {
  const blobs = new Map<string, Uint8Array>(), reads: string[] = [];
  const run = (experiment: string) => ({ ...runOf(experiment, "paper"), repeats, epochs });
  return {
    ...{ name, run, reads },
    results: { resolve, get: (digest) => Promise.resolve(blobs.get(digest)) },
  };
  function resolve({ id }: Step): Promise<Outputs | undefined> {
    const found = contents(id);
    if (found === undefined) return Promise.resolve(undefined);
    const bytes = found instanceof Uint8Array
      ? found
      : typeof found === "string"
      ? new Uint8Array(0)
      : encodeCurves(found);
    const output = { sha256: sha256(bytes), size: bytes.length };
    blobs.set(output.sha256, bytes);
    if (id.startsWith("information/")) reads.push(id);
    if (found === "stopped") return Promise.resolve({ trace: output });
    return Promise.resolve({ snapshot: output, curves: output, aggregate: output });
  }
}

/** Number of the repeat in an id. */
export function repeatOf(id: string): number {
  return Number(/\/r(\d\d)\//.exec(id)![1]);
}
