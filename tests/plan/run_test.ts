import { assertEquals } from "@std/assert";
import { BINNED, EXACT, globalBins } from "../../lib/information/estimator.ts";
import { measurementName, measurementsOf, passesOf, shortened } from "../../lib/plan/run.ts";
import { paper } from "./support.ts";

const bins = globalBins(30);

Deno.test("shortened() says of how many repeats a run is a part, also a part of a part", () => {
  const run = { ...paper, repeats: 10 };
  assertEquals(shortened(run, 11), run);
  assertEquals(shortened(run, 10), run);
  const part = shortened(run, 9);
  assertEquals([part.repeats, part.of], [9, 10]);
  const less = shortened(part, 3);
  assertEquals([less.repeats, less.of], [3, 10]);
  assertEquals(shortened(part, 9), part);
  assertEquals([shortened(run, 0).repeats, shortened(run, 0).of], [0, 10]);
});

Deno.test("measurementName() tells global bins of runs of other lengths apart, and nothing else", () => {
  const names = [EXACT, BINNED, bins].map((one) => [50, 8000].map((n) => measurementName(one, n)));
  assertEquals(names, [
    ["exact", "exact"],
    ["binned", "binned"],
    ["uniform-30-global-e50", "uniform-30-global-e8000"],
  ]);
  const layer = { ...bins, bounds: "layer" as const };
  assertEquals(measurementName(layer, 50), "uniform-30-layer");
  assertEquals(measurementName({ kind: "extent" }, 50), "extent");
});

Deno.test("measurementsOf() has each column once, in the order of a row of the lock", () => {
  const run = { ...paper, epochs: 50, estimators: [BINNED, EXACT] };
  // The released estimator bins the output layer alone: the hidden ones are exact states.
  assertEquals([...measurementsOf(run).keys()], ["exact", "binned"]);
  const representation = { kind: "representation" as const, layer: 2, epochs: [0] };
  const all = { ...run, estimators: [bins, BINNED], representation };
  const names = ["uniform-30-global-e50", "exact", "binned", "extent", "representation"];
  assertEquals([...measurementsOf(all).keys()], names);
  const { local, global } = passesOf(all);
  assertEquals(global.map(([name]) => name), names.slice(0, 1));
  assertEquals(local.map(([name]) => name), names.slice(1));
  const float = { ...all, training: { ...all.training, quantization: null } };
  assertEquals([...measurementsOf(float).keys()], [names[0], "binned", ...names.slice(3)]);
});
