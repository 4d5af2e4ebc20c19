/**
 * Activations of a network at some epochs, from arrays by layer: what their shapes must be, and a record at a time.
 *
 * @module
 */
import { getOrMake } from "../bits/memo.ts";
import type { Tensor } from "../bits/tensor.ts";
import { type NamedTensor, partOf, product, refusedArray, shapeText } from "./arrays.ts";
import type { StoredArray } from "./npy.ts";

/** A layer at one epoch: `values` and `codes` of shape [rows, units]. */
export interface LayerRecord {
  /** What the layer hands on. */
  readonly values: Tensor;
  /** Its codes, where it is quantised and they are at hand. */
  readonly codes?: Tensor;
}

/** Activations of a network. */
export interface Activations {
  /** Names of the layers, in the order of the network. */
  readonly layers: readonly string[];
  /** Recorded epochs, ascending. */
  readonly epochs: readonly number[];
  /** Rows of the data set. */
  readonly rows: number;
  /** All layers at an epoch. */
  record(epoch: number): Promise<readonly LayerRecord[]>;
  /** Class of each row, where they are at hand, and what was read them from. */
  readonly labels?: NamedTensor;
  /** Rows of the data set, where they are at hand. */
  readonly inputs?: NamedTensor;
}

/** Arrays that are no layers. */
const SPECIAL = ["labels", "inputs", "epochs"] as const;

/** What the name of an array with codes ends in. */
const CODES = ".codes";

/** A layer's arrays, as they are stored. */
interface LayerArrays {
  readonly values: StoredArray;
  readonly codes: StoredArray | undefined;
}

/** Layers of a file, in its order, each with its codes; the other arrays by their names. */
function sorted(arrays: readonly StoredArray[], file: string) {
  const named = new Map(arrays.map((array) => [array.name, array]));
  const isSpecial = (name: string) => SPECIAL.some((one) => one === name);
  const layers = arrays.filter(({ name }) => !isSpecial(name) && !name.endsWith(CODES))
    .map((values): LayerArrays => ({ values, codes: named.get(`${values.name}${CODES}`) }));
  for (const { name } of arrays) {
    if (!name.endsWith(CODES) || named.has(name.slice(0, -CODES.length))) continue;
    throw refusedArray(
      `${file}, array ${name}`,
      "its layer",
      `an array ${name.slice(0, -CODES.length)}`,
      "none",
    );
  }
  if (layers.length === 0) {
    throw refusedArray(
      file,
      "arrays",
      "one a layer, of shape (epochs, rows, units) or (rows, units)",
      "none",
    );
  }
  return { layers, named };
}

/** Refuses layers whose leading axes are not those of the first one. */
function requireAlike(
  layers: readonly LayerArrays[],
  file: string,
  leading: readonly string[],
): void {
  const [{ values: first }] = layers, units = leading.length;
  for (const { values, codes } of layers) {
    for (const { name, shape } of codes === undefined ? [values] : [values, codes]) {
      const array = `${file}, array ${name}`;
      if (shape.length <= units) {
        throw refusedArray(
          array,
          "shape",
          `(${[...leading, "units"].join(", ")})`,
          shapeText(shape),
        );
      }
      leading.forEach((what, axis) => {
        if (shape[axis] === first.shape[axis]) return;
        throw refusedArray(
          array,
          what,
          `${first.shape[axis]}, as those of ${first.name}`,
          shape[axis],
        );
      });
    }
    if (codes !== undefined && product(codes.shape) !== product(values.shape)) {
      throw refusedArray(
        `${file}, array ${codes.name}`,
        "shape",
        shapeText(values.shape),
        shapeText(codes.shape),
      );
    }
  }
  const empty = layers.find(({ values }) => product(values.shape) === 0);
  if (empty === undefined) return;
  const { name, shape } = empty.values;
  throw refusedArray(`${file}, array ${name}`, "shape", "without an axis of 0", shapeText(shape));
}

/** Which part of its arrays a record is. */
interface Place {
  readonly file: string;
  readonly epoch: number;
  /** Epochs in the arrays, and which of them it is. */
  readonly count: number;
  readonly index: number;
  readonly rows: number;
}

/** All layers at an epoch. */
function recordOf(
  layers: readonly LayerArrays[],
  { file, epoch, count, index, rows }: Place,
  read: (array: StoredArray) => Tensor,
): LayerRecord[] {
  const part = (array: StoredArray) => {
    const units = product(array.shape) / (count * rows), from = index * rows * units;
    return partOf(read(array), `${file}, array ${array.name}`, epoch, from, rows, units);
  };
  return layers.map(({ values, codes }) => ({
    values: part(values),
    ...(codes && { codes: part(codes) }),
  }));
}

/** Reads arrays, each once. */
function readOnce(): (array: StoredArray) => Tensor {
  const known = new Map<StoredArray, Tensor>();
  return (array) => getOrMake(known, array, () => array.read());
}

/** Epochs by their numbers: an array's, or from 0. */
function epochsOf(array: StoredArray | undefined, count: number, file: string): number[] {
  if (array === undefined) return Array.from({ length: count }, (_, epoch) => epoch);
  const epochs = Array.from(array.read().data, Number), name = `${file}, array epochs`;
  if (array.shape.length !== 1 || epochs.length !== count) {
    throw refusedArray(
      name,
      "shape",
      `${count}, one for each epoch of the layers`,
      shapeText(array.shape),
    );
  }
  const wrong = epochs.findIndex((epoch, k) =>
    !(Number.isSafeInteger(epoch) && epoch >= 0 && (k === 0 || epoch > epochs[k - 1]))
  );
  if (wrong >= 0) {
    throw refusedArray(
      name,
      `element ${wrong}`,
      "a whole number above the one before it",
      epochs[wrong],
    );
  }
  return epochs;
}

/** Labels and inputs that a file has beside its layers. */
function besides(
  named: ReadonlyMap<string, StoredArray>,
  file: string,
): Pick<Activations, "labels" | "inputs"> {
  const of = (what: "labels" | "inputs") => {
    const array = named.get(what);
    return array && { [what]: { name: `${file}, array ${what}`, tensor: array.read() } };
  };
  return { ...of("labels"), ...of("inputs") };
}

/**
 * Activations in one file: arrays by layer of shape (epochs, rows, units), or (rows, units) for one epoch; further axes are
 * units, too. An array `T1.codes` has the codes of layer `T1`, `epochs` the epochs' numbers (else 0, 1, …); `labels` and
 * `inputs` may be there.
 *
 * @param file What a message calls it.
 * @throws {RangeError} in one line that names file and array, if shapes do not go together.
 */
export function activationsOf(arrays: readonly StoredArray[], file: string): Activations {
  const { layers, named } = sorted(arrays, file), [{ values: { shape } }] = layers;
  const hasEpochs = shape.length > 2;
  requireAlike(layers, file, hasEpochs ? ["epochs", "rows"] : ["rows"]);
  const flat = layers.find(({ values }) => !hasEpochs && values.shape.length > 2);
  if (flat !== undefined) {
    throw refusedArray(
      `${file}, array ${flat.values.name}`,
      "shape",
      "(rows, units), as that of the first layer",
      shapeText(flat.values.shape),
    );
  }
  const [count, rows] = hasEpochs ? shape : [1, shape[0]];
  const epochs = epochsOf(named.get("epochs"), count, file);
  const read = readOnce();
  const record = (epoch: number) =>
    Promise.resolve(
      recordOf(layers, { file, epoch, count, rows, index: epochs.indexOf(epoch) }, read),
    );
  return {
    layers: layers.map(({ values }) => values.name),
    epochs,
    rows,
    record,
    ...besides(named, file),
  };
}

/** A file with the activations of one epoch. */
export interface EpochFile {
  readonly name: string;
  readonly epoch: number;
  /** Reads its arrays' headers. */
  open(): Promise<readonly StoredArray[]>;
}

/**
 * Activations with a file an epoch, each with arrays by layer of shape (rows, units). Every file's headers are read; its
 * arrays are read when they are asked for, so that all of them need not fit into memory.
 *
 * @param files Ascending by epoch, at least one.
 * @throws {RangeError} in one line, if a file lacks a layer, or shapes do not go together.
 */
export async function activationsInFiles(files: readonly EpochFile[]): Promise<Activations> {
  let first: { name: string; layers: readonly LayerArrays[] } | undefined, beside = {};
  for (const file of files) {
    const { layers, named } = sorted(await file.open(), file.name);
    requireAlike(layers, file.name, ["rows"]);
    if (first === undefined) {
      first = { name: file.name, layers };
      beside = besides(named, file.name);
      continue;
    }
    const { name } = file,
      names = (of: readonly LayerArrays[]) => of.map(({ values }) => values.name).join(", ");
    if (names(layers) !== names(first.layers)) {
      throw refusedArray(
        name,
        "layers",
        `those of ${first.name} (${names(first.layers)})`,
        names(layers),
      );
    }
    layers.forEach(({ values, codes }, k) => {
      const other = first!.layers[k], [rows] = other.values.shape;
      if (values.shape[0] !== rows) {
        throw refusedArray(
          `${name}, array ${values.name}`,
          "rows",
          `${rows}, as those of ${first!.name}`,
          values.shape[0],
        );
      }
      if ((codes === undefined) !== (other.codes === undefined)) {
        throw refusedArray(
          name,
          `codes of ${values.name}`,
          `as in ${first!.name}`,
          codes === undefined ? "none" : "there",
        );
      }
    });
  }
  const { layers } = first!, [{ values: { shape: [rows] } }] = layers;
  const record = async (epoch: number) => {
    const { name: file, open } = files.find((one) => one.epoch === epoch)!;
    const place = { file, epoch, count: 1, index: 0, rows };
    return recordOf(sorted(await open(), file).layers, place, (array) => array.read());
  };
  return {
    layers: layers.map(({ values }) => values.name),
    epochs: files.map(({ epoch }) => epoch),
    rows,
    record,
    ...beside,
  };
}
