/**
 * Information of a quantised network's layers by the released estimator, counted with maps of texts: shares no code with
 * what measures our engine's networks.
 *
 * @module
 */
import type { RepeatStates } from "../../../lib/engines/tfjs/evaluate.ts";

const { fround } = Math;

function halfToEven(x: number): number {
  const least = Math.floor(x), rest = x - least;
  return rest < 0.5 || (rest === 0.5 && least % 2 === 0) ? least : least + 1;
}

/** Entropy of texts, bits. */
function entropyOf(texts: readonly string[]): number {
  const groups = Map.groupBy(texts, (text) => text);
  let entropy = 0;
  for (const { length } of groups.values()) {
    entropy -= length / texts.length * Math.log2(length / texts.length);
  }
  return entropy;
}

/** 257 bins in float32 between the smallest and the largest probability (docs/protocol.md, section 8). */
function binsOf(probabilities: Float32Array): Float32Array {
  const lo = probabilities.reduce((a, b) => Math.min(a, b));
  const up = probabilities.reduce((a, b) => Math.max(a, b)), span = fround(up - lo);
  if (span === 0) return probabilities.map(() => 0);
  return probabilities.map((p) => halfToEven(fround(fround(fround(p - lo) * 256) / span)));
}

/** Each row of a matrix as a text. */
function textsOf(matrix: Int16Array | Float32Array, rows: number): string[] {
  const width = matrix.length / rows;
  return Array.from(
    { length: rows },
    (_, r) => matrix.subarray(r * width, (r + 1) * width).join(),
  );
}

/** I(X;T) = H(T) and I(T;Y) = H(T) - H(T|Y) of each layer, bits: of hidden layers by their codes, of the output by bins. */
export function informationOf(
  { layers, probabilities }: RepeatStates,
  y: Uint8Array,
): { ixt: number[]; ity: number[] } {
  const rows = y.length, ixt: number[] = [], ity: number[] = [];
  layers.forEach(({ codes }, l) => {
    const matrix = l < layers.length - 1 ? codes! : binsOf(probabilities);
    const states = textsOf(matrix, rows), whole = entropyOf(states);
    let conditional = 0;
    for (const ofClass of Map.groupBy(states, (_, r) => y[r]).values()) {
      conditional += ofClass.length / rows * entropyOf(ofClass);
    }
    ixt.push(whole);
    ity.push(whole - conditional);
  });
  return { ixt, ity };
}
