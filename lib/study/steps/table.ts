import { decodeTensors } from "../../bits/safetensors.ts";
import type { Bytes } from "./io.ts";

/** One decimal string for every number: six places, never -0. */
function decimal(value: number): string {
  const text = value.toFixed(6);
  return text === "-0.000000" ? "0.000000" : text;
}

/** What a reader must know of the data: repeats, discarded attempts. */
function caption(repeats: number, ends: Float64Array, epochs: number, restartFrom: number): string {
  const mean = `Mean of ${repeats} repeat${repeats === 1 ? "" : "s"}, ${epochs} epochs`;
  if (epochs <= restartFrom) return `${mean}; restart rule (from epoch ${restartFrom}) not reached`;
  if (ends.length === 0) return `${mean}; no attempt discarded`;
  const list = Array.from(
    { length: ends.length / 2 },
    (_, k) => `epoch ${ends[2 * k]} at ${ends[2 * k + 1].toFixed(3)}`,
  );
  return `${mean}; ${list.length} attempt${list.length === 1 ? "" : "s"} discarded (${
    list.join(", ")
  })`;
}

/**
 * The table of an information plane: CSV rows epoch, layer (1-based), I(X;T), I(T;Y), the means over repeats in bits.
 * Input: `aggregate`. Outputs: `csv`, `caption`.
 */
export function runTable(inputs: Bytes): Bytes {
  const { tensors } = decodeTensors(inputs.aggregate);
  const epochs = tensors.epochs.data as Uint32Array, layers = tensors.ixt_mean.shape[1];
  const ixt = tensors.ixt_mean.data as Float64Array, ity = tensors.ity_mean.data as Float64Array;
  const lines = ["epoch,layer,ixt,ity"];
  epochs.forEach((epoch, e) => {
    for (let l = 0; l < layers; l++) {
      const k = e * layers + l;
      lines.push(`${epoch},${l + 1},${decimal(ixt[k])},${decimal(ity[k])}`);
    }
  });
  const [run, restartFrom] = tensors.run.data as Uint32Array;
  const ends = tensors.discarded_epoch_and_accuracy.data as Float64Array;
  const text = caption(Number(tensors.repeats.data[0]), ends, run, restartFrom);
  const encode = (s: string) => new TextEncoder().encode(s);
  return { csv: encode(lines.join("\n") + "\n"), caption: encode(text) };
}
