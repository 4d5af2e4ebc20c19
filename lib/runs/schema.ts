/**
 * The form of an experiment of the user's own: its fields, their limits and defaults. The JSON Schema that is published
 * (fixtures/experiment.schema.json) is generated from it.
 *
 * The message of every check is the rule that a value breaks, for {@linkcode faultsOf}.
 *
 * @module
 */
import { z } from "zod";
import { MOST_BINS } from "../engines/wasm/bins_edges.ts";
import type { ExperimentInput } from "./input.ts";

/** -0 has no place in a key (RFC 8785 would write it as 0). */
const isOrdinary = (value: number) => !Object.is(value, -0);

function whole(least: number, most: number, error = `a whole number from ${least} to ${most}`) {
  return z.int({ error }).min(least, { error }).max(most, { error }).refine(isOrdinary, { error });
}

function number(least: number, most: number) {
  const error = `a number from ${least} to ${most}`;
  return z.number({ error }).min(least, { error }).max(most, { error })
    .refine(isOrdinary, { error });
}

function oneOf<const T extends readonly [string, ...string[]]>(...names: T) {
  return z.enum(names, { error: `one of ${names.join(", ")}` });
}

function list<T extends z.ZodType>(of: T, most: number, what: string) {
  const error = `a list of 1 to ${most} ${what}`;
  return z.array(of, { error }).min(1, { error }).max(most, { error });
}

function object<T extends z.ZodRawShape>(shape: T) {
  return z.strictObject(shape, { error: `an object of ${Object.keys(shape).join(", ")}` });
}

function name(what: string) {
  const error = `${what} of 1 to 64 lower-case letters, digits and dashes, no dash first or last`;
  return z.string({ error }).regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/, { error });
}

const activation = oneOf("relu", "tanh");
const units = whole(1, 64);

const layer = z.union([
  units,
  object({
    units: units.describe("Neurons, or filters."),
    activation,
    kernel: z.literal(3, { error: "3" }).optional()
      .describe("Of mnist only: a convolution with filters of 3 x 3, of stride 1, not padded."),
    pool: z.literal(2, { error: "2" }).optional()
      .describe("Goes with kernel: max pooling over windows of 2 x 2."),
  }),
], {
  error: "a whole number of neurons from 1 to 64 or an object of units, activation, kernel, pool",
});

const network = object({
  layers: list(layer, 12, "layers").describe(
    "Hidden layers from the input on, each a number of neurons or an object of its own; the softmax layer follows by itself, one neuron for each class.",
  ),
  activation: activation.optional().describe("Of the layers that are plain numbers."),
  initializer: oneOf("glorot_uniform", "truncated_normal").optional().describe(
    "Of the kernels; biases start at 0. If left out, truncated_normal for mnist, else glorot_uniform.",
  ),
}).describe("The network between the input columns, or pixels, and the output.");

const quantization = z.union([
  z.null(),
  object({
    bits: z.literal([4, 8], { error: "4 or 8" }).default(8)
      .describe("Of kernels and activations."),
    ranges: oneOf("moving_average", "batch").default("moving_average")
      .describe("Where ReLU outputs and logits take their range from in training."),
    decay: number(0, 1).default(0.999).describe("Of the moving average, per batch."),
    start: number(1e-6, 1e6).default(6).describe("Moving ranges start at [-start, start]."),
  }),
], { error: "null or an object of bits, ranges, decay, start" }).prefault({}).describe(
  "Quantisation-aware training; null for an ordinary float32 network. As released, with 8 bits, if left out.",
);

const restart = object({
  from: whole(0, 1e6).default(1000).describe("First epoch (from 0) at which it is checked."),
  below: number(0, 1).default(0.55).describe("Training accuracy; 0 keeps every attempt."),
}).prefault({}).describe(
  "An attempt that ends an epoch below this training accuracy is discarded and the repeat begun again.",
);

const protocol = object({
  batch: whole(1, 4096).default(256).describe("Rows of a batch."),
  learningRate: number(1e-9, 1).default(1e-4).describe("Of Adam."),
  // Safely below 1 once they are float32: Adam divides by 1 - beta.
  beta1: number(0, 0.999999).default(0.9).describe("Decay of Adam's first moment."),
  beta2: number(0, 0.999999).default(0.999).describe("Decay of Adam's second moment."),
  epsilon: number(1e-12, 1).default(1e-7).describe("Added to the root of the second moment."),
  prefit: whole(0, 100_000).default(0)
    .describe("Epochs of fitting to permuted labels before the training proper."),
  every: whole(1, 10_000).optional()
    .describe("Epoch e (from 0) is measured when e mod every = 0: 5, for mnist 2, if left out."),
  firstSegment: whole(1, 100_000).optional().describe(
    "The first segment ends after this many epochs, a multiple of every: 50, for mnist 2, or the next one, if left out.",
  ),
  segment: whole(1, 100_000).optional().describe(
    "Later ones end at the multiples of this many epochs, a multiple of every: 500, for mnist 50, or the next one, if left out.",
  ),
  restart,
}).prefault({}).describe("How the network is trained; as released where nothing is said.");

const per = oneOf("layer", "neuron").default("layer")
  .describe("A layer's neurons together, or the mean over each alone.");
const bins = whole(1, MOST_BINS);
const edge = number(-1e9, 1e9);
const boundsRule = "global, layer, neuron or a list of two numbers from -1e9 to 1e9";
const bounds = z.union([
  z.enum(["global", "layer", "neuron"], { error: boundsRule }),
  z.tuple([edge, edge], { error: boundsRule }),
], { error: boundsRule });

const estimatorRule = "exact, binned or an object of kind exact, binned, uniform or adaptive";
const estimator = z.union([
  z.enum(["exact", "binned"], { error: estimatorRule }),
  z.discriminatedUnion("kind", [
    object({ kind: z.literal("exact"), per }).describe("The states themselves."),
    object({ kind: z.literal("binned"), per }).describe(
      "As released: 2^bits + 1 uniform bins between a layer's smallest and largest value.",
    ),
    object({
      kind: z.literal("uniform"),
      bins,
      bounds: bounds.default("global").describe(
        "One range for the whole run, one for each layer or neuron at each epoch, or [lower, upper].",
      ),
      per,
    }).describe("Bins of equal width."),
    object({ kind: z.literal("adaptive"), bins, per }).describe(
      "Bins of equal mass over the values of a layer at one epoch.",
    ),
  ], {
    error: ({ code }) =>
      code === "invalid_union" ? "one of exact, binned, uniform, adaptive" : estimatorRule,
  }),
], { error: estimatorRule });

const seedRule =
  "a whole number or a name of 1 to 64 lower-case letters, digits and dashes, no dash first or last";

const shape = object({
  $schema: z.string({ error: "a text" }).optional().describe("Of this file, for editors."),
  name: name("a name").describe("Of the experiment: its files' names begin with it."),
  data: oneOf("synthetic", "mnist").default("synthetic").describe(
    "The data set: synthetic, 4096 rows of 12 columns in 2 classes; mnist, 70000 images of 28 x 28 pixels in 10 classes, for quantised ReLU networks, measured exact and binned.",
  ),
  network,
  quantization,
  protocol,
  seed: z.union([name("a whole number or a name"), whole(0, Number.MAX_SAFE_INTEGER)], {
    error: seedRule,
  }).optional()
    .describe(
      "Name of the random streams, a number is a name too: trainings of one seed start alike. The experiment's name if left out.",
    ),
  repeats: whole(1, 1000).describe("Independent repeats."),
  epochs: whole(1, 100_000).describe("Epochs of training."),
  estimators: list(estimator, 16, "estimators").default(["exact", "binned"]).describe(
    "How states are told apart before they are counted; binned brings exact with it.",
  ),
});

/** What an experiment's file holds once every default is filled in. */
export type Completed = z.output<typeof shape>;

/** The validator of an experiment's file. */
export const SCHEMA: z.ZodType<Completed, ExperimentInput> = shape;

/** The validator as JSON Schema (draft 7, which editors know best). */
export function experimentJsonSchema(): object {
  const { $schema, ...rest } = z.toJSONSchema(shape, { io: "input", target: "draft-7" });
  return { $schema, title: "An experiment for deno task run", ...rest };
}

/** A part of a JSON Schema, as far as {@linkcode experimentFields} reads it. */
interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode | readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
}

/** Names of the fields that an experiment has, by path of their object (`protocol.restart`), lists without an index. */
export function experimentFields(): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  const visit = ({ properties = {}, items, anyOf = [], oneOf = [] }: SchemaNode, path: string) => {
    const names = Object.keys(properties);
    if (names.length > 0) {
      fields.set(path, [...new Set([...fields.get(path) ?? [], ...names])]);
    }
    for (const name of names) visit(properties[name], path === "" ? name : `${path}.${name}`);
    for (const node of [...[items ?? []].flat(), ...anyOf, ...oneOf]) visit(node, path);
  };
  visit(experimentJsonSchema() as SchemaNode, "");
  return fields;
}
