/** Made-up results of runs. */
import type { Compared } from "../../lib/runs/compare.ts";
import type { RepeatResults } from "../../lib/runs/results.ts";
import { tiny } from "./support.ts";

const f64 = (...values: number[]) => Float64Array.from(values);

/** A run of made-up results: two records, a hidden layer or two and the output; what a repeat has is its number more. */
export function made(
  label: string,
  repeats: number,
  layers: number,
  estimators = ["exact"],
): Compared {
  const run = tiny(label, { repeats, epochs: 6 });
  const results = Array.from({ length: repeats }, (_, r): RepeatResults => {
    const values = Array.from({ length: 2 * layers }, (_, k) => k + r);
    const curves = {
      ...{ epochs: Uint32Array.of(0, 5), layers, ixt: f64(...values), ity: f64(...values) },
      ...{ trainAccuracy: f64(0.5, 0.75), testAccuracy: f64(0.5, 0.5 + 0.01 * r) },
    };
    return {
      ...{ repeat: r, attempt: 0, discarded: [], loss: f64(0.7, 0.5) },
      curves: Object.fromEntries(estimators.map((name) => [name, curves])),
    };
  });
  const epochs = Uint32Array.of(0, 5);
  return { label, results: { run, estimators, epochs, layers, repeats: results, digests: {} } };
}
