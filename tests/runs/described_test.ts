import { assertEquals } from "@std/assert";
import { differingFields, fileOf, flatFields } from "../../lib/runs/described.ts";
import { experiment } from "../../lib/runs/experiment.ts";
import type { ExperimentInput } from "../../lib/runs/input.ts";

const LEAST: ExperimentInput = {
  name: "own",
  network: { layers: [5, 3], activation: "tanh" },
  repeats: 2,
  epochs: 10,
};

const FILES: readonly ExperimentInput[] = [
  LEAST,
  { ...LEAST, quantization: null, seed: 7, protocol: { every: 2, restart: { below: 0 } } },
  {
    ...LEAST,
    network: { layers: [5, { units: 3, activation: "relu" }], activation: "tanh" },
    estimators: ["exact", { kind: "uniform", bins: 30, bounds: [-1, 1], per: "neuron" }, {
      kind: "binned",
      per: "neuron",
    }],
  },
  {
    ...LEAST,
    data: "mnist",
    network: {
      layers: [{ units: 2, activation: "relu", kernel: 3, pool: 2 }, 16],
      activation: "relu",
    },
  },
];

Deno.test("fileOf() writes the file of an experiment, which is that experiment again", () => {
  for (const file of FILES) {
    const own = experiment(file), written = fileOf(own);
    assertEquals(experiment(written), own);
    assertEquals(fileOf(experiment(written)), written);
  }
  assertEquals(fileOf(experiment(LEAST)).estimators, ["exact", "binned"]);
  // The same in other words is the same file.
  const layers = [5, 3].map((units) => ({ units, activation: "tanh" as const }));
  const longer: ExperimentInput = {
    ...LEAST,
    network: { layers },
    estimators: [{ kind: "exact" }, { kind: "binned", per: "layer" }],
  };
  assertEquals(fileOf(experiment(longer)), fileOf(experiment(LEAST)));
});

Deno.test("flatFields() and differingFields() name fields by path, lists as a whole", () => {
  const fields = flatFields({ a: { b: 1, c: [{ d: 2 }] }, e: null });
  assertEquals([...fields], [["a.b", 1], ["a.c", [{ d: 2 }]], ["e", null]]);
  const files = [{ a: { b: 1, c: [1] } }, { a: { b: 1, c: [2] }, e: 1 }];
  assertEquals(differingFields(files), ["a.c", "e"]);
  assertEquals(differingFields([files[0]]), []);
});
