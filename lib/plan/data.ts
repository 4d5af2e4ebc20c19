/**
 * The data sets of the study as steps: what trainings are fed with, and which implementation goes with it.
 *
 * @module
 */
import { MNIST_FILES, type MnistFile } from "../data/mnist.ts";
import { readMnistFiles } from "../data/mnist_files.ts";
import type { Ref, Source, Step } from "../steps/step.ts";
import { kindFields, type Variant } from "./kinds.ts";

/** A data set, its split, and the variant of the steps that read them. */
export interface Data {
  readonly dataset: Ref;
  readonly split: Ref;
  /** Values of a row. */
  readonly columns: number;
  /** Of the steps that read it; undefined: their first implementation. */
  readonly variant?: Variant;
}

function dataOf(
  data: string,
  columns: number,
  inputs: Step["inputs"],
  variant?: Variant,
): Data {
  const step = (role: "dataset" | "split", inputs: Step["inputs"]): Step => ({
    ...kindFields(role, variant),
    ...{ id: `${role}/${data}`, params: { data }, inputs, weight: 0, rank: 0 },
  });
  return {
    dataset: { step: step("dataset", inputs), output: "dataset" },
    split: { step: step("split", {}), output: "split" },
    columns,
    ...(variant === undefined ? {} : { variant }),
  };
}

/** The four files, known by their digests; they are read when a data set is made of them. */
function mnistSources(): Record<string, { readonly source: Source }> {
  let files: ReturnType<typeof readMnistFiles> | undefined;
  const all = Object.entries(MNIST_FILES) as [MnistFile, { sha256: string }][];
  return Object.fromEntries(all.map(([name, { sha256 }]) => {
    const load = async () => (await (files ??= readMnistFiles()))[name];
    return [name, { source: { sha256, load } }];
  }));
}

const DATA: Readonly<Record<string, Data>> = {
  synthetic: dataOf("synthetic", 12, {}),
  mnist: dataOf("mnist", 784, mnistSources(), "mnist"),
};

/** The variant of the steps that read a data set; undefined where it is the first, or the study has no such data set. */
export function variantOf(data: unknown): Variant | undefined {
  return typeof data === "string" && Object.hasOwn(DATA, data) ? DATA[data].variant : undefined;
}

/**
 * The data set of a training.
 *
 * @throws {RangeError} If the study does not have it.
 */
export function dataNamed(name: string): Data {
  const found = Object.hasOwn(DATA, name) ? DATA[name] : undefined;
  if (found !== undefined) return found;
  const names = Object.keys(DATA).join(" or ");
  throw new RangeError(`Cannot plan a run: data must be ${names}, current value is ${name}`);
}
