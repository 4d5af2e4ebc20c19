import { assertEquals } from "@std/assert";
import {
  BINNED,
  type Bounds,
  type Estimator,
  estimatorName,
  EXACT,
  globalBins,
  isGlobal,
} from "../../lib/information/estimator.ts";

Deno.test("estimatorName() says kind, bins, bounds and whether neurons are counted alone", () => {
  const uniform = (bounds: Bounds): Estimator => ({
    kind: "uniform",
    bins: 30,
    bounds,
    per: "layer",
  });
  assertEquals(
    [
      EXACT,
      BINNED,
      globalBins(100),
      uniform("layer"),
      uniform([-1, 0.5]),
      uniform([1e-7, 1e21]),
      { kind: "adaptive", bins: 30, per: "neuron" } as const,
    ].map(estimatorName),
    [
      "exact",
      "binned",
      "uniform-100-global",
      "uniform-30-layer",
      "uniform-30-from-m1-to-0p5",
      "uniform-30-from-1em7-to-1e21",
      "adaptive-30-neurons",
    ],
  );
});

Deno.test("estimatorName() of different estimators differs, and is fit for an id", () => {
  const all: Estimator[] = [];
  for (const per of ["layer", "neuron"] as const) {
    all.push({ kind: "exact", per }, { kind: "binned", per });
    for (const bins of [2, 22]) {
      all.push({ kind: "adaptive", bins, per });
      const pairs = [[-1, 1], [1, 11], [-11, 1], [0.1, 1], [-0.1, 1], [0.01, 1]] as const;
      for (const bounds of ["global", "layer", "neuron", ...pairs] as const) {
        all.push({ kind: "uniform", bins, bounds, per });
      }
    }
  }
  const names = all.map(estimatorName);
  assertEquals(new Set(names).size, all.length);
  assertEquals(names.filter((name) => !/^[\w-]+$/.test(name)), []);
});

Deno.test("isGlobal() of bins over a whole run alone", () => {
  assertEquals([EXACT, BINNED, globalBins(30)].map(isGlobal), [false, false, true]);
  assertEquals(isGlobal({ ...globalBins(30), bounds: "layer" }), false);
});
