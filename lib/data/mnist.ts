/**
 * MNIST (LeCun, Cortes & Burges): 28 x 28 grey levels of handwritten digits, from the bytes of its four files.
 *
 * @module
 */
import { sha256 } from "../bits/digest.ts";
import { parseIdx } from "./idx.ts";
import type { Split } from "./split.ts";
import type { Dataset } from "./synthetic.ts";

/** One of the four files. */
export type MnistFile = "trainImages" | "trainLabels" | "testImages" | "testLabels";

/** What a file is known by (docs/protocol.md, section 12). */
export interface MnistFacts {
  /** Name of the file in every distribution of the data set. */
  readonly name: string;
  /** SHA-256 of the uncompressed bytes. */
  readonly sha256: string;
  /** Shape of its content: rows, and for images 28 x 28. */
  readonly shape: readonly number[];
}

/** Rows that weights are fitted to: the first ones of the data set. */
const TRAIN = 60000;
const TEST = 10000;
const SIDE = 28;

/** The four files. */
export const MNIST_FILES: Readonly<Record<MnistFile, MnistFacts>> = {
  trainImages: {
    name: "train-images-idx3-ubyte",
    sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    shape: [TRAIN, SIDE, SIDE],
  },
  trainLabels: {
    name: "train-labels-idx1-ubyte",
    sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    shape: [TRAIN],
  },
  testImages: {
    name: "t10k-images-idx3-ubyte",
    sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    shape: [TEST, SIDE, SIDE],
  },
  testLabels: {
    name: "t10k-labels-idx1-ubyte",
    sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    shape: [TEST],
  },
};

/** Elements of a file of the known content. */
function elementsOf(bytes: Uint8Array, { name, sha256: digest, shape }: MnistFacts): Uint8Array {
  const { data } = parseIdx(bytes, name, shape), found = sha256(bytes);
  if (found !== digest) {
    throw new RangeError(
      `Cannot read ${name}: sha256 must be ${digest}, current value is ${found}`,
    );
  }
  return data;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

/**
 * The data set: 70000 rows of 784 grey levels, rows of the training files first; scale fround(1/255), 10 classes.
 *
 * @param files Bytes of the four files.
 * @throws {RangeError} If a file is not the known one, byte for byte.
 */
export function mnistDataset(files: Readonly<Record<MnistFile, Uint8Array>>): Dataset {
  const elements = (file: MnistFile) => elementsOf(files[file], MNIST_FILES[file]);
  return {
    x: joined(elements("trainImages"), elements("testImages")),
    scale: Math.fround(1 / 255),
    y: joined(elements("trainLabels"), elements("testLabels")),
    columns: SIDE * SIDE,
    classes: 10,
  };
}

/** The published split: rows 0 to 59999 to train, 60000 to 69999 to test (docs/protocol.md, section 7). */
export function mnistSplit(): Split {
  return {
    train: Int32Array.from({ length: TRAIN }, (_, row) => row),
    test: Int32Array.from({ length: TEST }, (_, row) => TRAIN + row),
  };
}
