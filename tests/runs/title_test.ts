import { assertEquals } from "@std/assert";
import { experiment } from "../../lib/runs/experiment.ts";
import type { ExperimentInput } from "../../lib/runs/input.ts";
import { ownRequest } from "../../lib/runs/request.ts";

function titles(changes: Partial<ExperimentInput> = {}): string[] {
  const own = experiment({
    name: "own",
    network: { layers: [5, { units: 3, activation: "tanh" }], activation: "relu" },
    repeats: 1,
    epochs: 1,
    estimators: ["exact"],
    ...changes,
  });
  return ownRequest(own, [], { pictures: ["plane"] }).figures.map(({ title }) => title);
}

Deno.test("titles say name, layers, activations, bits, data and estimator", () => {
  assertEquals(titles(), ["own: 12-5-3-2 ReLU, Tanh, 8 bit, synthetic data; exact states"]);
  assertEquals(
    titles({ network: { layers: [4, 4], activation: "tanh" }, quantization: null }),
    ["own: 12-4-4-2 Tanh, not quantised, synthetic data; exact states"],
  );
  assertEquals(
    titles({
      data: "mnist",
      network: {
        layers: [{ units: 2, activation: "relu", kernel: 3, pool: 2 }, 16],
        activation: "relu",
      },
    }),
    ["own: 784-conv 2-16-10 ReLU, 8 bit, MNIST; exact states"],
  );
});

// The kind: no two planes of an experiment are titled alike, whatever estimators it has.
Deno.test("titles tell all estimators of an experiment apart", () => {
  const estimators: ExperimentInput["estimators"] = [
    ...["exact", "binned"] as const,
    ...[{ kind: "exact", per: "neuron" }, { kind: "binned", per: "neuron" }] as const,
    ...(["global", "layer", "neuron", [-1, 1], [0, 1.5]] as const).flatMap((bounds) =>
      [1, 30].map((bins) => ({ kind: "uniform", bins, bounds }) as const)
    ),
    { kind: "adaptive", bins: 1 },
    { kind: "adaptive", bins: 30, per: "neuron" },
  ];
  const all = titles({ estimators });
  assertEquals(all.length, estimators.length);
  assertEquals(new Set(all).size, all.length);
  assertEquals(all.slice(4, 6), [
    "own: 12-5-3-2 ReLU, Tanh, 8 bit, synthetic data; 1 uniform bin, global bounds",
    "own: 12-5-3-2 ReLU, Tanh, 8 bit, synthetic data; 30 uniform bins, global bounds",
  ]);
  assertEquals(
    all[13],
    "own: 12-5-3-2 ReLU, Tanh, 8 bit, synthetic data; 30 uniform bins from 0 to 1.5",
  );
});
