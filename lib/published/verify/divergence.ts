/**
 * The first difference of two results: epoch, layer, tensor element, and how far in ulp.
 *
 * @module
 */
import { decodeTensors } from "../../bits/safetensors.ts";
import type { Tensor } from "../../bits/tensor.ts";
import { decodeTrace } from "../../engines/wasm/trace.ts";
import { type CountsTable, decodeCounts } from "../../information/codec.ts";
import type { Curves } from "../../study/steps/curves.ts";

/** A number that is not what it should be. */
export interface Divergence {
  /** Epoch from 0, where one is known. */
  readonly epoch?: number;
  /** Layer from 1, where one is known. */
  readonly layer?: number;
  readonly tensor: string;
  /** Index of the element in each axis of the tensor. */
  readonly element: readonly number[];
  readonly expected: number;
  readonly found: number;
  /** Representable numbers from one to the other; undefined for integers. */
  readonly ulp?: number;
}

/** Distance of two floating-point numbers in units in the last place of their type. */
export function ulpDistance(a: number, b: number, type: "f32" | "f64"): number {
  const view = new DataView(new ArrayBuffer(8));
  const ordered = (value: number): bigint => {
    if (type === "f32") view.setFloat32(0, value);
    else view.setFloat64(0, value);
    const bits = type === "f32" ? BigInt(view.getInt32(0)) : view.getBigInt64(0);
    // Below zero the bits count upwards from the sign; both zeros become 0.
    return bits >= 0n ? bits : (type === "f32" ? -0x80000000n : -0x8000000000000000n) - bits;
  };
  const distance = ordered(a) - ordered(b);
  return Number(distance < 0n ? -distance : distance);
}

type TensorData = Tensor["data"];

function typeOf(data: TensorData): "f32" | "f64" | undefined {
  return data instanceof Float32Array ? "f32" : data instanceof Float64Array ? "f64" : undefined;
}

/** The first element that differs, in the order of memory; bits count, so that -0 is not 0. */
function firstElement(expected: TensorData, found: TensorData): number | undefined {
  const length = Math.max(expected.length, found.length);
  for (let k = 0; k < length; k++) if (!Object.is(expected[k], found[k])) return k;
  return undefined;
}

function indexOf(shape: readonly number[], k: number): number[] {
  const index: number[] = [];
  for (const size of [...shape].reverse()) {
    index.unshift(k % size);
    k = Math.floor(k / size);
  }
  return index;
}

/** The first element of one tensor that differs. */
export function firstIn(name: string, expected: Tensor, found: Tensor): Divergence | undefined {
  const k = firstElement(expected.data, found.data);
  if (k === undefined) return undefined;
  const [a, b] = [Number(expected.data[k] ?? NaN), Number(found.data[k] ?? NaN)];
  const type = typeOf(expected.data), both = !Number.isNaN(a) && !Number.isNaN(b);
  return {
    tensor: name,
    element: indexOf(expected.shape, k),
    expected: a,
    found: b,
    ...(type !== undefined && both ? { ulp: ulpDistance(a, b, type) } : {}),
  };
}

/** The first tensor, in the order of names, that differs; the layer is read off its name, as `layer2.kernel`. */
export function firstTensor(expected: Uint8Array, found: Uint8Array): Divergence | undefined {
  const [a, b] = [decodeTensors(expected).tensors, decodeTensors(found).tensors];
  const none: Tensor = { shape: [0], data: new Float64Array(0) };
  for (const name of [...new Set([...Object.keys(a), ...Object.keys(b)])].sort()) {
    const place = firstIn(name, a[name] ?? none, b[name] ?? none);
    const layer = /^layer(\d+)\./.exec(name)?.[1];
    if (place) return layer === undefined ? place : { ...place, layer: Number(layer) };
  }
  return undefined;
}

/** The first epoch at which two traces differ: loss and correct rows of every epoch, ranges of recorded ones. */
export function firstInTraces(
  expected: Uint8Array,
  found: Uint8Array,
  every: number,
): Divergence | undefined {
  const [a, b] = [decodeTensors(expected).tensors, decodeTensors(found).tensors];
  const { from } = decodeTrace(expected), firstRecord = Math.ceil(from / every) * every;
  const places = ["loss", "train_correct", "test_correct", "ranges"].flatMap((name) => {
    const place = firstIn(name, a[name], b[name]);
    if (place === undefined) return [];
    const [k, layer] = place.element, recorded = name === "test_correct" || name === "ranges";
    const epoch = recorded ? firstRecord + k * every : from + k;
    return [{ ...place, epoch, ...(name === "ranges" ? { layer: layer + 1 } : {}) }];
  });
  return earliest(places) ?? firstTensor(expected, found);
}

/** The first epoch and layer whose histograms differ; the element is class (0: all rows), then place in its pairs. */
export function firstInCounts(expected: Uint8Array, found: Uint8Array): Divergence | undefined {
  const [a, b] = [decodeCounts(expected), decodeCounts(found)];
  for (let e = 0; e < a.epochs.length; e++) {
    for (let l = 0; l < a.layers.length; l++) {
      const place = firstHistogram(a, b, e, l);
      if (place !== undefined) return place;
    }
  }
  return firstTensor(expected, found);
}

function firstHistogram(
  a: CountsTable,
  b: CountsTable,
  e: number,
  l: number,
): Divergence | undefined {
  const of = (table: CountsTable) => {
    const layer = table.counts[e]?.[l];
    return layer === undefined ? [] : [layer.total, ...layer.classes];
  };
  const [expected, found] = [of(a), of(b)];
  for (let c = 0; c < expected.length; c++) {
    const k = firstElement(expected[c], found[c] ?? new Uint32Array(0));
    if (k === undefined) continue;
    const [was, is] = [Number(expected[c][k] ?? NaN), Number(found[c]?.[k] ?? NaN)];
    const layer = Number(/\d+/.exec(a.layers[l])?.[0] ?? l + 1);
    return {
      epoch: a.epochs[e],
      layer,
      tensor: "counts",
      element: [c, k],
      expected: was,
      found: is,
    };
  }
  return undefined;
}

/** The first recorded epoch at which curves differ from the same epochs of others, which may have more. */
export function firstInCurves(expected: Curves, found: Curves): Divergence | undefined {
  const { layers } = expected, names = ["ixt", "ity", "trainAccuracy", "testAccuracy"] as const;
  for (let e = 0; e < found.epochs.length; e++) {
    const at = expected.epochs.indexOf(found.epochs[e]), epoch = found.epochs[e];
    for (const name of names) {
      const width = name === "ixt" || name === "ity" ? layers : 1;
      const row = (of: Curves, k: number) => ({
        shape: [width],
        data: of[name].slice(k * width, (k + 1) * width),
      });
      const place = firstIn(
        name,
        at < 0 ? { shape: [0], data: [] as never } : row(expected, at),
        row(found, e),
      );
      if (place === undefined) continue;
      const [layer] = place.element;
      return {
        ...place,
        epoch,
        element: [at, ...(width > 1 ? [layer] : [])],
        ...(width > 1 ? { layer: layer + 1 } : {}),
      };
    }
  }
  return undefined;
}

/** The place of the lowest epoch. */
export function earliest(places: readonly Divergence[]): Divergence | undefined {
  return [...places].sort((a, b) => (a.epoch ?? Infinity) - (b.epoch ?? Infinity))[0];
}

/** A place in words. */
export function divergenceText(
  { epoch, layer, tensor, element, expected, found, ulp }: Divergence,
): string {
  const at = [
    ...(epoch === undefined ? [] : [`epoch ${epoch}`]),
    ...(layer === undefined ? [] : [`layer ${layer}`]),
    `${tensor}[${element.join(", ")}]`,
  ];
  const far = ulp === undefined ? "" : `, ${ulp} ulp apart`;
  return `${at.join(", ")} must be ${expected}, current value is ${found}${far}`;
}
