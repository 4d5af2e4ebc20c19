/**
 * The data sets of the study as steps: what trainings are fed with, and which implementation goes with it.
 *
 * @module
 */
import { MNIST_FILES, type MnistFile } from "../data/mnist.ts";
import { readMnistFiles } from "../data/mnist_files.ts";
import type { Ref, Source, Step } from "../steps/step.ts";

/** A data set, its split, and the variant of the steps that read them. */
export interface Data {
  readonly dataset: Ref;
  readonly split: Ref;
  /** Of `init`, `train` and `measure`; undefined: the first implementation. */
  readonly variant?: string;
}

function dataOf(data: string, inputs: Step["inputs"], variant?: string): Data {
  const step = (kind: string, inputs: Step["inputs"]): Step => ({
    ...{ kind, id: `${kind}/${data}`, params: { data }, inputs, weight: 0, rank: 0 },
    ...(variant === undefined ? {} : { variant }),
  });
  return {
    dataset: { step: step("dataset", inputs), output: "dataset" },
    split: { step: step("split", {}), output: "split" },
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
  synthetic: dataOf("synthetic", {}),
  mnist: dataOf("mnist", mnistSources(), "mnist"),
};

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
