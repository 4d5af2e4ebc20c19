/**
 * Data sets and splits as safetensors.
 *
 * @module
 */
import { decodeTensors, encodeTensors, tensor } from "../bits/safetensors.ts";
import type { Split } from "./split.ts";
import type { Dataset } from "./synthetic.ts";

/** Encodes a data set: `x` rows x columns, `y` labels, `scale`, `classes`. */
export function encodeDataset({ x, scale, y, columns, classes }: Dataset): Uint8Array {
  return encodeTensors({
    x: tensor(x, [y.length, columns]),
    y: tensor(y),
    scale: tensor(Float32Array.of(scale)),
    classes: tensor(Uint32Array.of(classes)),
  });
}

/** Decodes {@linkcode encodeDataset}. */
export function decodeDataset(bytes: Uint8Array): Dataset {
  const { x, y, scale, classes } = decodeTensors(bytes).tensors;
  return {
    x: x.data as Uint8Array,
    scale: Number(scale.data[0]),
    y: y.data as Uint8Array,
    columns: x.shape[1],
    classes: Number(classes.data[0]),
  };
}

/** Encodes a split: row numbers of `train` and `test`. */
export function encodeSplit({ train, test }: Split): Uint8Array {
  return encodeTensors({ train: tensor(train), test: tensor(test) });
}

/** Decodes {@linkcode encodeSplit}. */
export function decodeSplit(bytes: Uint8Array): Split {
  const { train, test } = decodeTensors(bytes).tensors;
  return { train: train.data as Int32Array, test: test.data as Int32Array };
}
