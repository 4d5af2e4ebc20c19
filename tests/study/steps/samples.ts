/** Small inputs for the tests of steps. */
import { encodeTrace, type Trace } from "../../../lib/engines/wasm/trace.ts";
import type { Curves } from "../../../lib/study/steps/curves.ts";

/** Curves of one recorded epoch, a layer for each value. */
export function curvesOf(
  { ixt, ity, train = [0.5], test = [0.5] }: Record<"ixt" | "ity", number[]> & {
    train?: number[];
    test?: number[];
  },
): Curves {
  return {
    epochs: Uint32Array.of(0),
    layers: ixt.length,
    ixt: Float64Array.from(ixt),
    ity: Float64Array.from(ity),
    trainAccuracy: Float64Array.from(train),
    testAccuracy: Float64Array.from(test),
  };
}

/** An encoded trace of one layer. */
export function traceOf(
  { from = 0, trainRows = 10, testRows = 4, trainCorrect, testCorrect = [], stopped = null }:
    & Partial<Pick<Trace, "from" | "trainRows" | "testRows" | "stopped">>
    & { trainCorrect: number[]; testCorrect?: number[] },
): Uint8Array {
  return encodeTrace({
    ...{ from, trainRows, testRows, stopped, layers: 1 },
    loss: new Float64Array(trainCorrect.length),
    trainCorrect: Uint32Array.from(trainCorrect),
    testCorrect: Uint32Array.from(testCorrect),
    ranges: new Float32Array(4 * testCorrect.length),
  });
}
