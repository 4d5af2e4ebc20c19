import { decodeTrace } from "../../engines/wasm/trace.ts";
import { type CountsTable, decodeCounts } from "../../information/codec.ts";
import { mutualInformation } from "../../information/entropy.ts";
import { encodeCurves } from "./curves.ts";
import type { Bytes } from "./io.ts";
import type { Estimator } from "./measure.ts";

/** Parameters of an `information` step. */
export interface InformationParams {
  /** Number of segments: inputs end in -01, -02, … */
  readonly segments: number;
  readonly estimator: Estimator;
}

/** Counts of one segment; with `binned`, those layers that were binned take the place of the exact ones. */
function countsOf(inputs: Bytes, name: string, estimator: Estimator): CountsTable {
  const exact = decodeCounts(inputs[`exact-${name}`]);
  if (estimator === "exact") return exact;
  const binned = decodeCounts(inputs[`binned-${name}`]);
  const from = exact.layers.map((layer) => binned.layers.indexOf(layer));
  const counts = exact.counts.map((layers, e) =>
    layers.map((layer, l) => from[l] < 0 ? layer : binned.counts[e][from[l]])
  );
  return { ...exact, counts };
}

/**
 * Curves of one repeat from its counts and traces. Inputs: `trace-NN` and `exact-NN` of each segment, `binned-NN`
 * for the binned layers. Output: `curves`.
 */
export function runInformation({ segments, estimator }: InformationParams, inputs: Bytes): Bytes {
  const epochs: number[] = [], ixt: number[] = [], ity: number[] = [];
  const train: number[] = [], test: number[] = [];
  let layers = 0;
  for (let k = 1; k <= segments; k++) {
    const name = String(k).padStart(2, "0"), trace = decodeTrace(inputs[`trace-${name}`]);
    const table = countsOf(inputs, name, estimator);
    layers = table.layers.length;
    for (const { ixt: x, ity: y } of table.counts.flat().map(mutualInformation)) {
      ixt.push(x);
      ity.push(y);
    }
    epochs.push(...table.epochs);
    table.epochs.forEach((epoch) =>
      train.push(trace.trainCorrect[epoch - trace.from] / trace.trainRows)
    );
    trace.testCorrect.forEach((correct) => test.push(correct / trace.testRows));
  }
  return {
    curves: encodeCurves({
      epochs: Uint32Array.from(epochs),
      layers,
      ixt: Float64Array.from(ixt),
      ity: Float64Array.from(ity),
      trainAccuracy: Float64Array.from(train),
      testAccuracy: Float64Array.from(test),
    }),
  };
}
