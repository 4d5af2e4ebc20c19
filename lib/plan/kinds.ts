/**
 * Which code computes which kind of step: the module that its code digest is taken of, and the function
 * that a worker calls.
 *
 * @module
 */
import type { EngineIdentity } from "../engines/tfjs/backend.ts";
import type { Job, JobResult } from "../steps/pool.ts";
import type { Bytes } from "../study/steps/io.ts";

/** Module of each implementation of a kind of step; its closure is the step's code. */
export const ENTRIES: Readonly<Record<string, string>> = {
  dataset: "lib/study/steps/dataset.ts",
  split: "lib/study/steps/split.ts",
  init: "lib/study/steps/init.ts",
  train: "lib/study/steps/train.ts",
  measure: "lib/study/steps/measure.ts",
  bounds: "lib/study/steps/bounds.ts",
  information: "lib/study/steps/information.ts",
  aggregate: "lib/study/steps/aggregate.ts",
  table: "lib/study/steps/table.ts",
  svg: "lib/study/steps/svg.ts",
  png: "lib/study/steps/png.ts",
  pdf: "lib/study/steps/pdf.ts",
  "dataset-mnist": "lib/study/steps/mnist/dataset.ts",
  "split-mnist": "lib/study/steps/mnist/split.ts",
  "init-mnist": "lib/study/steps/mnist/init.ts",
  "train-mnist": "lib/study/steps/mnist/train.ts",
  "measure-mnist": "lib/study/steps/mnist/measure.ts",
};

/**
 * The same with the steps of other engines, whose results are never published: their code is no part of a lock.
 */
export const ENGINE_ENTRIES: Readonly<Record<string, string>> = {
  ...ENTRIES,
  "train-tfjs": "lib/study/steps/tfjs/train.ts",
  "measure-tfjs": "lib/study/steps/tfjs/measure.ts",
  caption: "lib/study/steps/tfjs/caption.ts",
};

/** Runs a job: all steps of a segment in one pass, any other step alone. */
export async function runJob({ steps, inputs }: Job): Promise<JobResult> {
  const kinds = new Set(steps.map(({ kind }) => kind));
  if (kinds.has("train") || kinds.has("measure")) {
    return (await import("../study/steps/measure.ts")).runSegmentPass(steps, inputs);
  }
  if (kinds.has("train-mnist") || kinds.has("measure-mnist")) {
    const wanted = steps.map(({ kind, params }) => ({ kind: kind.replace("-mnist", ""), params }));
    return (await import("../study/steps/mnist/measure.ts")).runMnistSegmentPass(wanted, inputs);
  }
  if (kinds.has("train-tfjs") || kinds.has("measure-tfjs")) {
    const { engine } = steps[0].params as unknown as { readonly engine: EngineIdentity };
    const { tf } = await (await import("./engine.ts")).backendOf(engine);
    return (await import("../study/steps/tfjs/measure.ts")).runStackedPass(tf, steps, inputs);
  }
  return await Promise.all(steps.map(({ kind, params }) => runAlone(kind, params, inputs)));
}

// Modules are loaded when needed: a worker that trains has no use for Vega.
// deno-lint-ignore no-explicit-any -- params are what the plan wrote for this very kind
async function runAlone(kind: string, params: any, inputs: Bytes): Promise<Bytes> {
  switch (kind) {
    case "dataset":
      return (await import("../study/steps/dataset.ts")).runDataset();
    case "split":
      return (await import("../study/steps/split.ts")).runSplit();
    case "init":
      return (await import("../study/steps/init.ts")).runInit(params, inputs);
    case "dataset-mnist":
      return (await import("../study/steps/mnist/dataset.ts")).runMnistDataset(inputs);
    case "split-mnist":
      return (await import("../study/steps/mnist/split.ts")).runMnistSplit();
    case "init-mnist":
      return (await import("../study/steps/mnist/init.ts")).runMnistInit(params, inputs);
    case "bounds":
      return (await import("../study/steps/bounds.ts")).runBounds(inputs);
    case "information":
      return (await import("../study/steps/information.ts")).runInformation(params, inputs);
    case "aggregate":
      return (await import("../study/steps/aggregate.ts")).runAggregate(params, inputs);
    case "table":
      return (await import("../study/steps/table.ts")).runTable(params, inputs);
    case "caption":
      return (await import("../study/steps/tfjs/caption.ts")).runCaption(params, inputs);
    case "svg":
      return await (await import("../study/steps/svg.ts")).runSvg(params, inputs);
    case "png":
      return await (await import("../study/steps/png.ts")).runPng(params, inputs);
    case "pdf":
      return await (await import("../study/steps/pdf.ts")).runPdf(params, inputs);
    default:
      throw new Error(`Cannot run step: kind must be known, current value is ${kind}`);
  }
}
