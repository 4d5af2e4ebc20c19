import { assertEquals, assertThrows } from "@std/assert";
import {
  activationEstimator,
  activationEstimatorName,
  ESTIMATOR_KINDS,
  needsInputs,
  parseEstimator,
} from "../../../lib/information/estimators/settings.ts";

Deno.test("what is left out has the authors' settings", () => {
  const usual = ESTIMATOR_KINDS.map((kind) => activationEstimator({ kind }));
  assertEquals(usual.map(activationEstimatorName), [
    "exact",
    "binned-8",
    "uniform-30",
    "adaptive-30",
    "width-0p07",
    "kde-0p001",
    "knn-3",
    "edge",
  ]);
  assertEquals(activationEstimator({ kind: "knn" }), {
    kind: "knn",
    k: 3,
    noise: 1e-10,
    seed: "exact-ib",
  });
  assertEquals(usual.filter(needsInputs).map(({ kind }) => kind), ["knn", "edge"]);
});

Deno.test("words are read as fields, and every other setting is another name", () => {
  const names: Readonly<Record<string, string>> = {
    "exact": "exact",
    "kde:0.1": "kde-0p1",
    "kde:variance=1e-6": "kde-0p000001",
    "uniform:100:bounds=-1/1": "uniform-100-bounds-m1-1",
    "uniform:bounds=layer": "uniform-30-bounds-layer",
    "binned:4": "binned-4",
    "knn:5:noise=0": "knn-5-noise-0",
    "knn:noise=1e-9": "knn-3-noise-1em9",
    "edge:floor": "edge-floor",
    "edge:epsilon=0.2/0.3:normalise=false": "edge-epsilon-0p2-0p3-normalise-false",
    "edge:epsilon=none": "edge",
  };
  for (const [words, name] of Object.entries(names)) {
    assertEquals(activationEstimatorName(parseEstimator(words)), name, words);
  }
});

Deno.test("what is no estimator is refused in one line that names the field", () => {
  const wrong: Readonly<Record<string, string>> = {
    "kdf":
      'kind must be one of exact binned uniform adaptive width kde knn edge, current value is "kdf"',
    "": "kind must be one of exact",
    "exact:1": '"exact:1" must be kind:field=value, current value is "1"',
    "kde:0": "kde.variance must be a number from 1e-12 to 1e12, current value is 0",
    "kde:x": 'kde.variance must be a number from 1e-12 to 1e12, current value is "x"',
    "kde:0.1:variance=0.2": '"kde:0.1:variance=0.2" must be with variance once',
    "kde:sigma=1": 'field of kde must be one of variance, current value is "sigma"',
    "uniform:0": "uniform.bins must be a whole number from 1 to 65534, current value is 0",
    "uniform:bounds=1/-1":
      "uniform.bounds must be global, layer, neuron, or a smaller and a larger number",
    "binned:17": "binned.bits must be a whole number from 1 to 16, or 32, current value is 17",
    "knn:2.5": "knn.k must be a whole number from 1 to 100, current value is 2.5",
    "knn:seed=a b": "knn.seed must be letters, digits and dashes",
    "edge:hash": 'edge.hashing must be one of p-stable floor, current value is "hash"',
    "edge:gamma=1": "edge.gamma must be two numbers above 0, current value is 1",
    "edge:normalise=1": "edge.normalise must be true or false, current value is 1",
    "toString": "kind must be one of",
  };
  for (const [words, message] of Object.entries(wrong)) {
    assertThrows(() => parseEstimator(words), RangeError, message, words);
  }
});
