/**
 * The file of an experiment, written back: every field that may be given, in one spelling, so that experiments that are
 * alike have files that are alike.
 *
 * @module
 */
import type { Estimator } from "../information/estimator.ts";
import { isConv } from "../network/mnist.ts";
import type { Training } from "../network/training.ts";
import type { RunEngine } from "../plan/run.ts";
import type { OwnExperiment } from "./experiment.ts";
import type { EstimatorInput, ExperimentInput, HiddenActivation, LayerInput } from "./input.ts";

/** The file of an experiment: `experiment(fileOf(own))` is the experiment again. */
export function fileOf(own: Omit<OwnExperiment, "engine">): ExperimentInput {
  const { name, training, repeats, epochs, estimators } = own;
  const { data, network, quantization, protocol, seed } = training;
  return {
    ...{ name, data: data as ExperimentInput["data"] },
    network: { ...layersOf(training), initializer: network.initializer },
    ...{ quantization, protocol, seed, repeats, epochs },
    estimators: estimators.map(estimatorOf),
  };
}

/** Numbers of neurons where that is all there is to say, the output left out. */
function layersOf(
  { network }: Training,
): { layers: LayerInput[]; activation?: HiddenActivation } {
  const hidden = network.layers.slice(0, -1), [{ activation }] = hidden;
  const alike = hidden.every((layer) => layer.activation === activation && !isConv(layer));
  if (!alike) return { layers: hidden.map((layer) => ({ ...layer }) as LayerInput) };
  return {
    layers: hidden.map(({ units }) => units),
    activation: activation as HiddenActivation,
  };
}

/** A name where its settings are the usual ones. */
function estimatorOf(estimator: Estimator): EstimatorInput {
  const { kind, per } = estimator;
  return (kind === "exact" || kind === "binned") && per === "layer" ? kind : estimator;
}

/** Fields of a file by path, lists and their like as JSON: `protocol.learningRate`, `network.layers`. */
export function flatFields(file: object, path = ""): Map<string, unknown> {
  const fields = new Map<string, unknown>();
  for (const [name, value] of Object.entries(file)) {
    const own = path === "" ? name : `${path}.${name}`;
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      for (const [inner, one] of flatFields(value, own)) fields.set(inner, one);
    } else if (value !== undefined) fields.set(own, value);
  }
  return fields;
}

/** Paths of the fields in which files differ, in the order of the first file that has them. */
export function differingFields(files: readonly object[]): string[] {
  const all = files.map((file) => flatFields(file));
  const paths = new Set(all.flatMap((fields) => [...fields.keys()]));
  return [...paths].filter((path) => {
    const values = new Set(all.map((fields) => JSON.stringify(fields.get(path))));
    return values.size > 1;
  });
}

/** An experiment with the engine that trains it, if it is not the default one. */
type Trained = OwnExperiment & { readonly engine?: RunEngine };

/** At most so many fields are named. */
const MOST_NAMED = 3;

/** In what two runs differ: `repeats 2, now 5; network.layers [8], now [16]`. */
export function differenceText(before: Trained, now: Trained): string {
  const [old, own] = [before, now].map((run) => ({ ...fileOf(run), engine: engineText(run) }));
  const [then, today] = [flatFields(old), flatFields(own)];
  const text = (value: unknown) => value === undefined ? "none" : JSON.stringify(value);
  const fields = differingFields([old, own])
    .map((path) => `${path} ${text(then.get(path))}, now ${text(today.get(path))}`);
  const more = fields.length > MOST_NAMED ? [`and ${fields.length - MOST_NAMED} more`] : [];
  return [...fields.slice(0, MOST_NAMED), ...more].join("; ");
}

/** Name of what trains a run. */
export function engineText({ engine }: Pick<Trained, "engine">): string {
  return engine === undefined ? "wasm" : `tfjs:${engine.identity.backend}`;
}
