/**
 * The `information` step: counts and traces of a repeat to its curves.
 *
 * @module
 */
import { decodeTrace } from "../../engines/wasm/trace.ts";
import { type CountsTable, decodeCounts } from "../../information/codec.ts";
import { type Information, mutualInformation } from "../../information/entropy.ts";
import { encodeCurves } from "./curves.ts";
import type { Bytes } from "./io.ts";

/** Parameters of an `information` step. */
export interface InformationParams {
  /** Numbers of the segments, as the names of the inputs end: `01`, `02`, … */
  readonly segments: readonly string[];
  /**
   * Names of the counts: inputs are `<name>-01` and so on. A layer is taken from the first counts that have it: of a
   * quantised network `binned` has the output layer only, `exact` the others.
   */
  readonly counts: readonly string[];
  /** Which layers: all, or the output layer alone. */
  readonly layers: "all" | "output";
}

/** A layer's counts: its own, or those of each of its neurons. */
interface LayerColumns {
  readonly table: CountsTable;
  readonly columns: readonly number[];
}

/** Columns of each layer, in the order of the last counts, which have all of them. */
function layersOf(tables: readonly CountsTable[]): LayerColumns[] {
  const layer = (column: string) => column.split(".")[0];
  const names = [...new Set(tables[tables.length - 1].layers.map(layer))];
  return names.map((name) => {
    const table = tables.find(({ layers }) => layers.some((column) => layer(column) === name))!;
    const columns = table.layers.flatMap((column, k) => layer(column) === name ? [k] : []);
    return { table, columns };
  });
}

/** Information of a layer at one record: of several neurons the mean. */
function informationOf({ table, columns }: LayerColumns, record: number): Information {
  let ixt = 0, ity = 0;
  for (const column of columns) {
    const one = mutualInformation(table.counts[record][column]);
    ixt += one.ixt;
    ity += one.ity;
  }
  return { ixt: ixt / columns.length, ity: ity / columns.length };
}

/**
 * Curves of one repeat from its counts and traces. Inputs: `trace-NN` and `<counts>-NN` of each segment. Output:
 * `curves`.
 */
export function runInformation(params: InformationParams, inputs: Bytes): Bytes {
  const epochs: number[] = [], ixt: number[] = [], ity: number[] = [];
  const train: number[] = [], test: number[] = [];
  let width = 0;
  for (const number of params.segments) {
    const trace = decodeTrace(inputs[`trace-${number}`]);
    const tables = params.counts.map((name) => decodeCounts(inputs[`${name}-${number}`]));
    const all = layersOf(tables), layers = params.layers === "all" ? all : all.slice(-1);
    width = layers.length;
    tables[0].epochs.forEach((epoch, record) => {
      for (const layer of layers) {
        const information = informationOf(layer, record);
        ixt.push(information.ixt);
        ity.push(information.ity);
      }
      epochs.push(epoch);
      train.push(trace.trainCorrect[epoch - trace.from] / trace.trainRows);
    });
    trace.testCorrect.forEach((correct) => test.push(correct / trace.testRows));
  }
  return {
    curves: encodeCurves({
      epochs: Uint32Array.from(epochs),
      layers: width,
      ixt: Float64Array.from(ixt),
      ity: Float64Array.from(ity),
      trainAccuracy: Float64Array.from(train),
      testAccuracy: Float64Array.from(test),
    }),
  };
}
