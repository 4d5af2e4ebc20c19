/**
 * Records of activations, labels, inputs and estimates as bytes: safetensors, so that the same numbers are the same bytes.
 *
 * @module
 */
import {
  decodeTensors,
  encodeTensors,
  type Tensor,
  tensor,
  type TensorData,
} from "../../bits/safetensors.ts";
import type { LayerActivations, Series } from "./estimate.ts";
import type { Classes, Matrix } from "./rows.ts";

/** A layer at one epoch as it was given, rows first. */
export interface StoredLayer {
  readonly values: Tensor;
  /** Its codes, where it is quantised and they are at hand. */
  readonly codes?: Tensor;
}

const place = (k: number) => String(k + 1).padStart(4, "0");

/** Encodes the layers of a record, by their order: names of layers are no part of what is estimated. */
export function encodeLayers(layers: readonly StoredLayer[]): Uint8Array {
  const tensors: Record<string, Tensor> = {};
  layers.forEach(({ values, codes }, k) => {
    tensors[`layer${place(k)}`] = values;
    if (codes !== undefined) tensors[`codes${place(k)}`] = codes;
  });
  return encodeTensors(tensors);
}

/** Elements as float64; integers beyond 2^53 must have been refused. */
function numbers(data: TensorData): Float64Array {
  return data instanceof BigInt64Array || data instanceof BigUint64Array
    ? Float64Array.from(data as BigInt64Array, Number)
    : Float64Array.from(data);
}

function matrixOf({ shape: [rows, columns], data }: Tensor): Matrix {
  return { rows, columns, values: numbers(data) };
}

/** Decodes {@linkcode encodeLayers}. */
export function decodeLayers(bytes: Uint8Array): LayerActivations[] {
  const { tensors } = decodeTensors(bytes), layers: LayerActivations[] = [];
  for (let k = 0; tensors[`layer${place(k)}`] !== undefined; k++) {
    const codes = tensors[`codes${place(k)}`];
    layers.push({
      ...matrixOf(tensors[`layer${place(k)}`]),
      ...(codes !== undefined && { codes: matrixOf(codes) }),
    });
  }
  return layers;
}

/** Encodes the rows of the data set. */
export function encodeInputs(inputs: Tensor): Uint8Array {
  return encodeTensors({ inputs });
}

/** Decodes {@linkcode encodeInputs}. */
export function decodeInputs(bytes: Uint8Array): Matrix {
  return matrixOf(decodeTensors(bytes).tensors.inputs);
}

/** Encodes classes of rows. */
export function encodeLabels({ labels, classes }: Classes): Uint8Array {
  return encodeTensors({
    labels: tensor(Uint32Array.from(labels)),
    classes: tensor(Uint32Array.of(classes)),
  });
}

/** Decodes {@linkcode encodeLabels}. */
export function decodeLabels(bytes: Uint8Array): Classes {
  const { labels, classes } = decodeTensors(bytes).tensors;
  return { labels: labels.data as Uint32Array, classes: Number(classes.data[0]) };
}

/** Encodes what an estimator says of a record: `ixt` and `ity` of shape [series, layers], bits; names are known. */
export function encodeEstimates(series: readonly Series[]): Uint8Array {
  const layers = series[0].information.length, shape = [series.length, layers];
  const of = (what: "ixt" | "ity") =>
    tensor(
      Float64Array.from(series.flatMap(({ information }) => information.map((one) => one[what]))),
      shape,
    );
  return encodeTensors({ ixt: of("ixt"), ity: of("ity") });
}

/** Decodes {@linkcode encodeEstimates}, with the names that the estimator gives. */
export function decodeEstimates(bytes: Uint8Array, names: readonly string[]): Series[] {
  const { ixt, ity } = decodeTensors(bytes).tensors, [, layers] = ixt.shape;
  return names.map((name, s) => ({
    name,
    information: Array.from({ length: layers }, (_, l) => ({
      ixt: Number(ixt.data[s * layers + l]),
      ity: Number(ity.data[s * layers + l]),
    })),
  }));
}
