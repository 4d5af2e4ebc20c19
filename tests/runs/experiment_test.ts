import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { canonical, type Json } from "../../lib/bits/canonical.ts";
import { estimatorName } from "../../lib/information/estimator.ts";
import { experiment, type OwnExperiment } from "../../lib/runs/experiment.ts";
import type { ExperimentInput } from "../../lib/runs/input.ts";
import { experimentFields } from "../../lib/runs/schema.ts";
import { runOf } from "../../lib/paper/experiments.ts";
import { mnistTraining } from "../../lib/paper/mnist_trainings.ts";

const MINIMAL: ExperimentInput = {
  name: "small",
  network: { layers: [6, 3], activation: "relu" },
  repeats: 2,
  epochs: 10,
};

const FULL: ExperimentInput = {
  $schema: "../fixtures/experiment.schema.json",
  name: "full",
  data: "synthetic",
  network: {
    layers: [{ units: 64, activation: "tanh" }, 1],
    activation: "relu",
    initializer: "truncated_normal",
  },
  quantization: { bits: 4, ranges: "batch", decay: 0, start: 1 },
  protocol: {
    batch: 100,
    learningRate: 0.01,
    beta1: 0,
    beta2: 0.99,
    epsilon: 1e-8,
    prefit: 10,
    every: 2,
    firstSegment: 4,
    segment: 6,
    restart: { from: 0, below: 0 },
  },
  seed: "streams-1",
  repeats: 1000,
  epochs: 1,
  estimators: [
    "exact",
    { kind: "exact", per: "neuron" },
    { kind: "binned", per: "neuron" },
    { kind: "uniform", bins: 30 },
    { kind: "uniform", bins: 30, bounds: "layer", per: "neuron" },
    { kind: "uniform", bins: 65534, bounds: [-1, 1] },
    { kind: "adaptive", bins: 1, per: "layer" },
  ],
};

const PAPER = {
  network: { layers: [10, 7, 5, 4, 3], activation: "relu" },
  seed: "syn-relu-8",
} as const;

Deno.test("experiment() fills in what the released protocol fixes", () => {
  const released = runOf("SYN-ReLU-8", "smoke").training;
  assertEquals<OwnExperiment>(experiment(MINIMAL), {
    name: "small",
    training: {
      ...released,
      network: {
        layers: [
          { units: 6, activation: "relu" },
          { units: 3, activation: "relu" },
          { units: 2, activation: "softmax" },
        ],
        initializer: "glorot_uniform",
      },
      seed: "small",
    },
    estimators: [{ kind: "exact", per: "layer" }, { kind: "binned", per: "layer" }],
    repeats: 2,
    epochs: 10,
  });
});

Deno.test("experiment() keeps all that is said, as plain data", () => {
  const own = experiment(FULL), { training } = own;
  assertEquals<unknown>(training.protocol, FULL.protocol);
  assertEquals<unknown>(training.quantization, FULL.quantization);
  assertEquals(training.network, {
    layers: [
      { units: 64, activation: "tanh" },
      { units: 1, activation: "relu" },
      { units: 2, activation: "softmax" },
    ],
    initializer: "truncated_normal",
  });
  assertEquals([training.seed, own.repeats, own.epochs], ["streams-1", 1000, 1]);
  assertEquals(own.estimators.map(estimatorName), [
    "exact",
    "exact-neurons",
    "binned-neurons",
    "uniform-30-global",
    "uniform-30-layer-neurons",
    "uniform-65534-from-m1-to-1",
    "adaptive-1",
  ]);
  assert(canonical(own as unknown as Json).length > 0);
});

Deno.test("experiment() gives null for a float network and measures binned with exact beside it", () => {
  const own = experiment({ ...MINIMAL, quantization: null, estimators: ["binned"] });
  assertEquals(own.training.quantization, null);
  assertEquals(own.estimators.map(estimatorName), ["binned", "exact"]);
});

Deno.test("experiment() under another name is the paper's very training", () => {
  const own = experiment({ ...MINIMAL, ...PAPER, name: "mine", epochs: 50 });
  assertEquals(own.training, runOf("SYN-ReLU-8", "smoke").training);
  for (const epochs of [50, 500, 8000, 16000]) experiment({ ...MINIMAL, ...PAPER, epochs });
});

const FILTERS = { units: 2, activation: "relu", kernel: 3, pool: 2 } as const;

Deno.test("experiment() on images is as released for MNIST where nothing is said", () => {
  const own = experiment({
    ...MINIMAL,
    data: "mnist",
    network: { layers: [16, 8, 4, 2], activation: "relu" },
    seed: "mnist-bottleneck-2",
    epochs: 50,
  });
  assertEquals(own.training, mnistTraining("Bottleneck-2"));
  const network = { layers: [FILTERS, FILTERS, FILTERS, 64], activation: "relu" } as const;
  const { training } = experiment({
    ...MINIMAL,
    data: "mnist",
    network,
    quantization: { bits: 4 },
  });
  assertEquals(training.network.layers.slice(0, 4), [
    ...[FILTERS, FILTERS, FILTERS],
    { units: 64, activation: "relu" },
  ]);
  assertEquals([training.quantization!.bits, training.protocol.every], [4, 2]);
});

Deno.test("examples/conv-20.json is the convolutional network of the paper's text", async () => {
  const url = new URL("../../examples/conv-20.json", import.meta.url);
  const own = experiment(JSON.parse(await Deno.readTextFile(url)));
  assertEquals(own.training, mnistTraining("Conv-20"));
});

const mnist = (rest: object = {}, ...layers: unknown[]) => ({
  data: "mnist",
  network: { layers: layers.length > 0 ? layers : [4], activation: "relu" },
  ...rest,
});
const since = "since data is mnist, current value is";
const layers = (...layers: unknown[]) => ({ network: { layers, activation: "relu" } });
const estimators = (...estimators: unknown[]) => ({ estimators });
const absent = "current value is absent", textRule = "a text";
const nameRule =
  "a name of 1 to 64 lower-case letters, digits and dashes, no dash first or last, current value is";
const seedRule =
  "a whole number or a name of 1 to 64 lower-case letters, digits and dashes, no dash first or last, current value is";
const meant = (field: string) =>
  `left out: there is no such field, did you mean ${field}?, current value is`;
const unitsRule = "a whole number from 1 to 64, current value is";
const layerRule =
  "a whole number of neurons from 1 to 64 or an object of units, activation, kernel, pool, current value is";
const estimatorRule =
  "exact, binned or an object of kind exact, binned, uniform or adaptive, current value is";
const kindRule = "one of exact, binned, uniform, adaptive, current value is";
const binsRule = "a whole number from 1 to 65534, current value is";
const leftOut = "left out: there is no such field, current value is";

/** What is changed of the minimal experiment, and what the line says of it. */
const WRONG: readonly (readonly [change: object, line: string])[] = [
  [{ name: undefined }, `name must be ${nameRule} absent`],
  [{ name: 5 }, `name must be ${nameRule} 5`],
  [{ name: "Über" }, `name must be ${nameRule} "Über"`],
  [{ name: "a/../b" }, `name must be ${nameRule} "a/../b"`],
  [{ name: "-a" }, `name must be ${nameRule} "-a"`],
  [{ name: "a".repeat(65) }, `name must be ${nameRule} "${"a".repeat(60)}…"`],
  [
    { name: "fig3" },
    'name must be another name than that of a figure of the paper, current value is "fig3"',
  ],
  [
    { name: "figa5" },
    'name must be another name than that of a figure of the paper, current value is "figa5"',
  ],
  [{ $schema: 1 }, `$schema must be ${textRule}, current value is 1`],
  [{ data: "cifar" }, 'data must be one of synthetic, mnist, current value is "cifar"'],
  [
    { network: 5 },
    "network must be an object of layers, activation, initializer, current value is 5",
  ],
  [{ network: {} }, `network.layers must be a list of 1 to 12 layers, ${absent}`],
  [layers(), "network.layers must be a list of 1 to 12 layers, current value is a list of 0"],
  [
    layers(...Array(13).fill(2)),
    "network.layers must be a list of 1 to 12 layers, current value is a list of 13",
  ],
  [layers(4, 0), `network.layers[1] must be ${unitsRule} 0`],
  [layers(65), `network.layers[0] must be ${unitsRule} 65`],
  [layers(1.5), `network.layers[0] must be ${layerRule} 1.5`],
  [layers("10"), `network.layers[0] must be ${layerRule} "10"`],
  [layers(null), `network.layers[0] must be ${layerRule} null`],
  [
    layers({ units: 4 }),
    `network.layers[0].activation must be one of relu, tanh, ${absent}`,
  ],
  [
    layers({ units: 4, activation: "softmax" }),
    'network.layers[0].activation must be one of relu, tanh, current value is "softmax"',
  ],
  [
    layers({ units: 4, activation: "relu", bias: true }),
    `network.layers[0].bias must be ${leftOut} true`,
  ],
  [
    { network: { layers: [4] } },
    `network.activation must be given, since layers are plain numbers, ${absent}`,
  ],
  [
    { quantization: 8 },
    "quantization must be null or an object of bits, ranges, decay, start, current value is 8",
  ],
  [
    layers(4, FILTERS),
    "network.layers[1].kernel must be left out, since data is synthetic, current value is 3",
  ],
  [
    layers({ ...FILTERS, kernel: undefined }),
    "network.layers[0].pool must be left out, since data is synthetic, current value is 2",
  ],
  [mnist({}, { ...FILTERS, kernel: 5 }), "network.layers[0].kernel must be 3, current value is 5"],
  [
    mnist({}, { ...FILTERS, kernel: undefined }),
    `network.layers[0].kernel must be 3, since pool is given, ${absent}`,
  ],
  [
    mnist({}, { ...FILTERS, pool: undefined }),
    `network.layers[0].pool must be 2, since kernel is given, ${absent}`,
  ],
  [
    mnist({}, FILTERS, 4, FILTERS),
    "network.layers[2] must be dense, since it follows a dense layer, current value is an object",
  ],
  [
    mnist({}, FILTERS, FILTERS, FILTERS, FILTERS),
    "network.layers[3] must be dense: images are too small for more than 3 convolutions, current value is an object",
  ],
  [
    mnist({}, FILTERS, { ...FILTERS, units: 5 }),
    "network.layers[1].units must be at most 4, since it is a convolution, current value is 5",
  ],
  [
    { data: "mnist", network: { layers: [4], activation: "tanh" } },
    `network.activation must be relu, ${since} "tanh"`,
  ],
  [
    mnist({}, 4, { units: 4, activation: "tanh" }),
    `network.layers[1].activation must be relu, ${since} "tanh"`,
  ],
  [mnist({ quantization: null }), `quantization must be an object, ${since} null`],
  [
    mnist({ quantization: { ranges: "batch" } }),
    `quantization.ranges must be moving_average, ${since} "batch"`,
  ],
  [mnist({ protocol: { prefit: 1 } }), `protocol.prefit must be 0, ${since} 1`],
  [
    mnist({ estimators: ["exact", { kind: "binned", per: "neuron" }] }),
    `estimators[1] must be exact or binned, per layer, ${since} "binned-neurons"`,
  ],
  [
    mnist({ estimators: [{ kind: "adaptive", bins: 3 }] }),
    `estimators[0] must be exact or binned, per layer, ${since} "adaptive-3"`,
  ],
  [
    mnist({ protocol: { every: 5, firstSegment: 2 } }),
    "protocol.firstSegment must be a multiple of protocol.every, 5, current value is 2",
  ],
  [
    mnist({ seed: "mnist-conv" }),
    `seed must be another than the paper's, since the training is another, current value is "mnist-conv"`,
  ],
  [{ quantization: { bits: 5 } }, "quantization.bits must be 4 or 8, current value is 5"],
  [
    { quantization: { decay: -0 } },
    "quantization.decay must be a number from 0 to 1, current value is -0",
  ],
  [
    { protocol: { learningRate: NaN } },
    "protocol.learningRate must be a number from 1e-9 to 1, current value is NaN",
  ],
  [
    { protocol: { beta2: 1 } },
    "protocol.beta2 must be a number from 0 to 0.999999, current value is 1",
  ],
  [
    { protocol: { prefit: -0 } },
    "protocol.prefit must be a whole number from 0 to 100000, current value is -0",
  ],
  [
    { protocol: { every: 7, firstSegment: 50 } },
    "protocol.firstSegment must be a multiple of protocol.every, 7, current value is 50",
  ],
  [
    { protocol: { segment: 502 } },
    "protocol.segment must be a multiple of protocol.every, 5, current value is 502",
  ],
  [
    { protocol: { learning_rate: 1 } },
    `protocol.learning_rate must be ${meant("learningRate")} 1`,
  ],
  [{ protocol: { restart: { From: 5 } } }, `protocol.restart.From must be ${meant("from")} 5`],
  // A field of another object.
  [{ bits: 4 }, `bits must be ${meant("quantization.bits")} 4`],
  [
    { network: { ...MINIMAL.network, seed: 4 } },
    `network.seed must be ${meant("seed of the whole")} 4`,
  ],
  [
    { protocol: { restart: { below: 2 } } },
    "protocol.restart.below must be a number from 0 to 1, current value is 2",
  ],
  [{ seed: "" }, `seed must be ${seedRule} ""`],
  [{ seed: 4.5 }, `seed must be ${seedRule} 4.5`],
  [{ seed: -1 }, "seed must be a whole number from 0 to 9007199254740991, current value is -1"],
  [
    { seed: "syn-tanh-8" },
    `seed must be another than the paper's, since the training is another, current value is "syn-tanh-8"`,
  ],
  [
    { name: "syn-relu-4" },
    `seed must be another than the paper's, since the training is another, current value is "syn-relu-4"`,
  ],
  [
    PAPER,
    "epochs must be 50 or a multiple of 500, since seed is the paper's, current value is 10",
  ],
  [{ repeats: 0 }, "repeats must be a whole number from 1 to 1000, current value is 0"],
  [{ repeats: 1001 }, "repeats must be a whole number from 1 to 1000, current value is 1001"],
  [
    { repeats: 1000, epochs: 100_000 },
    "repeats must be at most 497 of 201 segments each, current value is 1000",
  ],
  [{ epochs: "10" }, 'epochs must be a whole number from 1 to 100000, current value is "10"'],
  [{ epochs: 2.5 }, "epochs must be a whole number from 1 to 100000, current value is 2.5"],
  [
    { epochs: Infinity },
    "epochs must be a whole number from 1 to 100000, current value is Infinity",
  ],
  // A misspelt field explains the one that is missing.
  [
    { epochs: undefined, epoch: 10 },
    `epoch must be ${
      meant("epochs")
    } 10; epochs must be a whole number from 1 to 100000, ${absent}`,
  ],
  [{ "a\nb": [] }, `["a\\nb"] must be ${leftOut} a list of 0`],
  [estimators(), "estimators must be a list of 1 to 16 estimators, current value is a list of 0"],
  [estimators("exakt"), `estimators[0] must be ${estimatorRule} "exakt"`],
  [estimators("uniform"), `estimators[0] must be ${estimatorRule} "uniform"`],
  [estimators(30), `estimators[0] must be ${estimatorRule} 30`],
  [estimators({ kind: "kde" }), `estimators[0].kind must be ${kindRule} "kde"`],
  [estimators({ bins: 30 }), `estimators[0].kind must be ${kindRule} absent`],
  [estimators({ kind: "uniform" }), `estimators[0].bins must be ${binsRule} absent`],
  [estimators({ kind: "adaptive", bins: 65535 }), `estimators[0].bins must be ${binsRule} 65535`],
  [
    estimators("exact", { kind: "exact", per: "neurons" }),
    'estimators[1].per must be one of layer, neuron, current value is "neurons"',
  ],
  [
    estimators("exact", "binned", "exact"),
    'estimators[2] must be listed once, current value is "exact"',
  ],
  [
    estimators("exact", { kind: "exact" }),
    'estimators[1] must be listed once, current value is "exact"',
  ],
  [
    estimators({ kind: "uniform", bins: 3, bounds: "all" }),
    'estimators[0].bounds must be global, layer, neuron or a list of two numbers from -1e9 to 1e9, current value is "all"',
  ],
  [
    estimators({ kind: "uniform", bins: 3, bounds: [1, 1 + 1e-9] }),
    'estimators[0].bounds must be lower and upper bound, ascending as float32, current value is "1, 1.000000001"',
  ],
];

Deno.test("experiment() refuses in one line that names the field, the rule and the value", () => {
  for (const [change, line] of WRONG) {
    const input = { ...MINIMAL, ...change } as ExperimentInput;
    const { message } = assertThrows(() => experiment(input, "own.json"), TypeError);
    assertEquals(message, `Cannot run own.json: ${line}`);
  }
});

// The kind: whatever is wrong with a file is said at once, by the form of its fields and by what they are together.
Deno.test("experiment() names all fields that are wrong, up to ten", () => {
  const refused = (change: object) =>
    assertThrows(() => experiment({ ...MINIMAL, ...change } as ExperimentInput), TypeError).message
      .replace("Cannot run experiment: ", "").split("; ");
  assertEquals(
    refused({
      name: "Own",
      repeats: 0,
      epochs: -1,
      quantisation: {},
      protocol: { batch: 0, learning_rate: 1 },
    }).map((line) => line.split(" must be")[0]),
    ["protocol.learning_rate", "quantisation", "name", "protocol.batch", "repeats", "epochs"],
  );
  assertEquals(
    refused({
      name: "fig3",
      network: { layers: [4, 4] },
      protocol: { every: 7, segment: 500 },
      estimators: ["exact", "exact"],
    }).map((line) => line.split(" must be")[0]),
    ["name", "protocol.segment", "network.activation", "estimators[1]"],
  );
  const many = Object.fromEntries(Array.from({ length: 12 }, (_, k) => [`field${k}`, k]));
  assertEquals([refused(many).length, refused(many).at(-1)], [11, "and 2 more"]);
});

Deno.test("experiment() takes a number for a seed, and any distance of records alone", () => {
  assertEquals(experiment({ ...MINIMAL, seed: 42 }), experiment({ ...MINIMAL, seed: "42" }));
  const segments = (every: number, data: "synthetic" | "mnist" = "synthetic") => {
    const { protocol } = experiment({ ...MINIMAL, data, protocol: { every } }).training;
    return [protocol.firstSegment, protocol.segment];
  };
  assertEquals([5, 100, 7, 10_000].map((every) => segments(every)), [
    [50, 500],
    [100, 500],
    [56, 504],
    [10_000, 10_000],
  ]);
  assertEquals([2, 100, 3].map((every) => segments(every, "mnist")), [[2, 50], [100, 100], [
    3,
    51,
  ]]);
});

Deno.test("experiment() refuses what is no object, and keys that are none of its own", () => {
  const whole =
    "Cannot run experiment: the experiment must be an object of $schema, name, data, network, quantization, protocol, seed, repeats, epochs, estimators, current value is";
  for (const [input, value] of [[null, "null"], [[], "a list of 0"], ["a", '"a"']] as const) {
    const { message } = assertThrows(() => experiment(input as never), TypeError);
    assertEquals(message, `${whole} ${value}`);
  }
  const text = JSON.stringify(MINIMAL).replace("{", '{"__proto__": {"polluted": 1}, ');
  const { message } = assertThrows(() => experiment(JSON.parse(text)), TypeError);
  assertEquals(message, `Cannot run experiment: __proto__ must be ${leftOut} an object`);
  assertEquals(Object.hasOwn(Object.prototype, "polluted"), false);
});

Deno.test("experiment() takes as many repeats as make 100,000 segments, four filters, three convolutions", () => {
  const protocol = { every: 1, firstSegment: 1, segment: 1 };
  const run = (repeats: number) => experiment({ ...MINIMAL, protocol, epochs: 1000, repeats });
  assertEquals(run(100).repeats, 100);
  assertThrows(() => run(101), TypeError, "repeats must be at most 100 of 1000 segments each");
  const map = { units: 4, activation: "relu", kernel: 3, pool: 2 } as const;
  const images = (...layers: ExperimentInput["network"]["layers"]) =>
    experiment({ ...MINIMAL, data: "mnist", network: { layers } });
  assertEquals(
    images(map, map, map, { units: 9, activation: "relu" }).training.network.layers.length,
    5,
  );
  assertThrows(() => images({ ...map, units: 5 }), TypeError, "units must be at most 4");
});

/** Every field of a file with a value. */
const EVERY_FIELD = {
  ...{ $schema: "x", name: "own", data: "synthetic", seed: "own", repeats: 1, epochs: 5 },
  network: {
    layers: [{ units: 3, activation: "relu", kernel: 3, pool: 2 }],
    ...{ activation: "relu", initializer: "glorot_uniform" },
  },
  quantization: { bits: 8, ranges: "batch", decay: 0.9, start: 6 },
  protocol: {
    ...{ batch: 256, learningRate: 1e-3, beta1: 0.9, beta2: 0.99, epsilon: 1e-7, prefit: 0 },
    ...{ every: 5, firstSegment: 5, segment: 5, restart: { from: 1, below: 0.5 } },
  },
  estimators: [{ kind: "uniform", bins: 30, bounds: "global", per: "layer" }],
};

Deno.test("experiment() looks at every field that a file may have: none is taken unseen", () => {
  for (const [path, names] of experimentFields()) {
    for (const name of names) {
      // deno-lint-ignore no-explicit-any -- walked by names
      const input = structuredClone(EVERY_FIELD) as any;
      const steps = path === "" ? [] : path.split(".");
      const inner = steps.reduce((at, step) => [at[step]].flat()[0], input);
      assert(name in inner, `${path}.${name} must be in the full experiment`);
      inner[name] = [[]];
      const { message } = assertThrows(() => experiment(input), TypeError);
      assertStringIncludes(message, name === "kind" ? "estimators" : name, `${path}.${name}`);
    }
  }
});
