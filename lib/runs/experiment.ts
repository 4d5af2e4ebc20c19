/**
 * Experiments of the user's own: checked, and complete, so that a key sees plain data and no default.
 *
 * @module
 */
import { canonical, type Json } from "../bits/canonical.ts";
import { type Estimator, estimatorName, EXACT } from "../information/estimator.ts";
import type { ConvLayer } from "../network/mnist.ts";
import {
  type DenseLayer,
  type Network,
  type Protocol,
  segmentEnds,
  segmentsOf,
  type Training,
} from "../network/training.ts";
import { EXPERIMENTS } from "../paper/experiments.ts";
import { FIGURES } from "../paper/figures.ts";
import type { Run } from "../plan/run.ts";
import { mnistTraining } from "../paper/mnist_trainings.ts";
import { syntheticTraining } from "../paper/synthetic_trainings.ts";
import { checkImages } from "./images.ts";
import type { ExperimentInput } from "./input.ts";
import { Faults, faultsOf, refusal, type Refuse } from "./refusal.ts";
import { type Completed, experimentFields, SCHEMA } from "./schema.ts";

/** An experiment of the user's own: a run with a name. */
export interface OwnExperiment extends Run {
  /** Lower-case letters, digits and dashes. */
  readonly name: string;
}

/** Segments of all repeats together: more than these would fill the memory with their plan alone. */
const MOST_SEGMENTS = 100_000;

/** A released training on each data set: what its output layer is, and what is left to it. */
const RELEASED: Readonly<Record<Completed["data"], Training>> = {
  synthetic: syntheticTraining("relu", 8),
  mnist: mnistTraining("Bottleneck-2"),
};

/**
 * Checks an experiment and fills in everything that it leaves out.
 *
 * The name of the random streams may be one of the paper's only if the training is the paper's as well, up to the end of
 * one of its segments: the name is the first part of logical ids, by which the lock knows published results.
 *
 * @param input What the file holds; anything, if it comes from outside.
 * @param source What messages call it.
 * @throws {TypeError} in one line that names the fields that are wrong.
 */
export function experiment(input: ExperimentInput, source = "experiment"): OwnExperiment {
  const parsed = SCHEMA.safeParse(input);
  if (!parsed.success) {
    throw refusal(source, faultsOf(input, parsed.error.issues, experimentFields()));
  }
  const own = parsed.data, { name, data, quantization, repeats, epochs } = own;
  const faults = new Faults(), protocol = protocolOf(own), seed = String(own.seed ?? name);
  faults.check((refuse) => checkName(name, refuse));
  faults.check((refuse) => checkSegments(own, protocol, refuse));
  const network = faults.check((refuse) => networkOf(own, refuse));
  const estimators = faults.check((refuse) => estimatorsOf(own, refuse));
  if (network !== undefined) {
    const training: Training = { data, network, quantization, protocol, seed };
    if (data === "mnist") {
      faults.check((refuse) => checkImages(own, training, estimators ?? [], refuse));
    }
    faults.check((refuse) => checkSeed(training, epochs, refuse));
    if (faults.found.length === 0) {
      return { name, training, estimators: estimators!, repeats, epochs };
    }
  }
  throw refusal(source, faults.found);
}

/** Files of the results must not take the place of the paper's, on file systems that ignore case either. */
function checkName(name: string, refuse: Refuse): void {
  if (Object.keys(FIGURES).some((id) => id.toLowerCase() === name)) {
    refuse(["name"], "another name than that of a figure of the paper", name);
  }
}

function networkOf({ data, network }: Completed, refuse: Refuse): Network {
  const { layers, activation } = network, released = RELEASED[data].network;
  const hidden = layers.map((layer, k) => {
    if (typeof layer !== "number") return layerOf(layer, data, ["network", "layers", k], refuse);
    if (activation !== undefined) return { units: layer, activation };
    return refuse(["network", "activation"], "given, since layers are plain numbers", undefined);
  });
  return {
    layers: [...hidden, ...released.layers.slice(-1)],
    initializer: network.initializer ?? released.initializer,
  };
}

type LayerObject = Exclude<Completed["network"]["layers"][number], number>;

/** A dense layer, or where both its sizes are given a convolution. */
function layerOf(
  { units, activation, kernel, pool }: LayerObject,
  data: Completed["data"],
  path: PropertyKey[],
  refuse: Refuse,
): DenseLayer | ConvLayer {
  const dense = { units, activation };
  if (kernel === undefined && pool === undefined) return dense;
  for (const [field, value] of Object.entries({ kernel, pool })) {
    if (data !== "mnist" && value !== undefined) {
      refuse([...path, field], `left out, since data is ${data}`, value);
    }
  }
  if (kernel === undefined) return refuse([...path, "kernel"], "3, since pool is given", kernel);
  if (pool === undefined) return refuse([...path, "pool"], "2, since kernel is given", pool);
  return { ...dense, kernel, pool };
}

/** As released where nothing is said; segments are as long as released, or to the next epoch that is measured. */
function protocolOf({ data, protocol }: Completed): Protocol {
  const released = RELEASED[data].protocol, every = protocol.every ?? released.every;
  const multiple = (epochs: number) => every * Math.ceil(epochs / every);
  return {
    ...protocol,
    every,
    firstSegment: protocol.firstSegment ?? multiple(released.firstSegment),
    segment: protocol.segment ?? multiple(released.segment),
  };
}

/** Every segment begins with a measured epoch: none is without counts. */
function checkSegments({ epochs, repeats }: Completed, protocol: Protocol, refuse: Refuse): void {
  for (const field of ["firstSegment", "segment"] as const) {
    if (protocol[field] % protocol.every !== 0) {
      const rule = `a multiple of protocol.every, ${protocol.every}`;
      refuse(["protocol", field], rule, protocol[field]);
    }
  }
  const segments = segmentsOf(protocol, epochs).length, most = Math.floor(MOST_SEGMENTS / segments);
  if (repeats > most) {
    refuse(["repeats"], `at most ${most} of ${segments} segments each`, repeats);
  }
}

function checkSeed(training: Training, epochs: number, refuse: Refuse): void {
  const plain = (one: Training) => canonical(one as unknown as Json);
  const known = Object.values(EXPERIMENTS).find((one) => one.training.seed === training.seed);
  if (known === undefined) return;
  const { seed } = training, { firstSegment, segment } = training.protocol;
  if (plain(known.training) !== plain(training)) {
    refuse(["seed"], "another than the paper's, since the training is another", seed);
  }
  if (segmentEnds(training.protocol, epochs + 1).includes(epochs)) return;
  const rule = `${firstSegment} or a multiple of ${segment}, since seed is the paper's`;
  refuse(["epochs"], rule, epochs);
}

/** The estimators, each once; the released one never without the exact states beside it (docs/protocol.md, section 12). */
function estimatorsOf({ estimators }: Completed, refuse: Refuse): Estimator[] {
  const all = estimators.map((one): Estimator =>
    typeof one === "string" ? { kind: one, per: "layer" } : one
  );
  const names = all.map(estimatorName);
  all.forEach((one, k) => {
    if (names.indexOf(names[k]) !== k) {
      refuse(["estimators", k], "listed once", names[k]);
    }
    if (one.kind !== "uniform" || typeof one.bounds === "string") return;
    const [lower, upper] = one.bounds;
    if (!(Math.fround(lower) < Math.fround(upper))) {
      const rule = "lower and upper bound, ascending as float32";
      refuse(["estimators", k, "bounds"], rule, `${lower}, ${upper}`);
    }
  });
  const released = all.some(({ kind }) => kind === "binned");
  return released && !names.includes(estimatorName(EXACT)) ? [...all, EXACT] : all;
}
