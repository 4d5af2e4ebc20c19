import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Activations } from "../lib/data/activations.ts";
import { activationsOf } from "../lib/data/activations.ts";
import { parseNpz } from "../lib/data/npy.ts";
import { syntheticDataset } from "../lib/data/synthetic.ts";
import { activationEstimator, parseEstimator } from "../lib/information/estimators/settings.ts";
import { measureActivations, type MeasureOptions } from "../lib/measured.ts";
import { informationPlanes } from "../lib/planes.ts";
import { experiment } from "../lib/runs/experiment.ts";
import { encodeNpz } from "../lib/runs/npz.ts";
import { type Tensor, tensor } from "../lib/bits/tensor.ts";
import { activationsOfRun } from "./activations.ts";

const folder = await Deno.makeTempDir({ prefix: "measured-" });
const store = `${folder}/store`;
addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

/** Activations as a file has them. */
async function fileOf(arrays: Record<string, Tensor>): Promise<Activations> {
  return activationsOf(parseNpz(await encodeNpz(arrays), "x.npz"), "x.npz");
}

const labels = { name: "labels.npy", tensor: tensor(syntheticDataset().y) };

for (const [what, quantization] of [["quantised", { bits: 8 }], ["float", null]] as const) {
  Deno.test(`activations of a ${what} run have the run's plane to the last digit, exact and by bins`, async () => {
    const bins = [{ kind: "uniform", bins: 30 }, { kind: "adaptive", bins: 30 }] as const;
    const own = experiment({
      name: "outside",
      network: { layers: [4, 3], activation: "tanh" },
      quantization,
      repeats: 1,
      epochs: 6,
      estimators: ["exact", "binned", ...bins],
    });
    const run = await informationPlanes(own, { store, jobs: 1 });
    const file = await fileOf({
      ...activationsOfRun(own.training, [0, 5]),
      epochs: tensor(Int32Array.of(0, 5)),
    });
    const words = ["exact", `binned:${quantization?.bits ?? 32}`, "uniform:30", "adaptive:30"];
    const estimators = words.map(parseEstimator);
    const { planes, failed } = await measureActivations(file, {
      store,
      labels,
      estimators,
      jobs: 1,
    });
    assertEquals(failed, []);
    const found = planes.map(({ points }) => points);
    assertEquals(
      found,
      ["exact", "binned", "uniform-30-global", "adaptive-30"].map((name) => run[name].points),
    );
    assertEquals(found[0].length, 2 * 3);
    assert(found[0].some(({ ixt }) => ixt > 2));
  });
}

/** A small file: two epochs of 40 rows, layers of 3 and 1 units. */
const small = (scale = 1, names = ["a", "b"]) =>
  fileOf({
    [names[0]]: tensor(
      Float32Array.from({ length: 240 }, (_, k) => Math.fround(scale * Math.sin(k))),
      [2, 40, 3],
    ),
    [names[1]]: tensor(Float64Array.from({ length: 80 }, (_, k) => Math.floor(k / 7)), [2, 40, 1]),
  });
const OF_SMALL = { name: "y", tensor: tensor(Int8Array.from({ length: 40 }, (_, r) => r % 3 - 1)) };
const exact = activationEstimator({ kind: "exact" }), kde = activationEstimator({ kind: "kde" });

/** How many of the records the store had, and had not. */
async function counted(file: Activations, options: Omit<MeasureOptions, "store" | "labels">) {
  const counts = { restored: 0, computed: 0 };
  const measured = await measureActivations(file, {
    ...{ store, labels: OF_SMALL, jobs: 1, ...options },
    onProgress: ({ restored, total }) => {
      counts[restored ? "restored" : "computed"]++;
      assertEquals(total, (options.at === undefined ? 2 : 1) * options.estimators.length);
    },
  });
  return { ...measured, counts };
}

Deno.test("what the store has is restored, by its numbers: whatever files and layers are called", async () => {
  const first = await counted(await small(), { estimators: [exact] });
  assertEquals(first.counts, { restored: 0, computed: 2 });
  assertEquals([first.layers, first.epochs, first.rows, first.classes], [
    ["a", "b"],
    [0, 1],
    40,
    3,
  ]);
  const again = await counted(await small(1, ["x", "y"]), { estimators: [exact, kde] });
  assertEquals(again.counts, { restored: 2, computed: 2 });
  assertEquals(again.planes[0], first.planes[0]);
  assertEquals(again.planes.map(({ name }) => name), [
    "exact",
    "kde-0p001-upper",
    "kde-0p001-lower",
  ]);
  // Other numbers are another record; other settings are another estimate.
  assertEquals((await counted(await small(2), { estimators: [exact] })).counts, {
    restored: 0,
    computed: 2,
  });
  const noisier = activationEstimator({ kind: "kde", variance: 0.1 });
  assertEquals((await counted(await small(), { estimators: [noisier] })).counts, {
    restored: 0,
    computed: 2,
  });
  const some = await counted(await small(), { estimators: [exact], at: { every: 2 } });
  assertEquals([some.counts, some.epochs], [{ restored: 1, computed: 0 }, [0]]);
});

Deno.test("an estimator without an answer is named, and the others have theirs", async () => {
  const knn = activationEstimator({ kind: "knn", noise: 0 });
  const inputs = {
    name: "x",
    tensor: tensor(Uint8Array.from({ length: 80 }, (_, k) => k), [40, 2]),
  };
  const { planes, failed } = await measureActivations(await small(), {
    ...{ store, labels: OF_SMALL, inputs, jobs: 1, estimators: [knn, exact] },
  });
  assertEquals(planes.map(({ name }) => name), ["exact"]);
  assertEquals(failed.map(({ estimator }) => estimator), ["knn-3-noise-0"]);
  assert(
    /Cannot estimate layer 2 by knn: row \d+ must be different from 3 other rows/.test(
      failed[0].message,
    ),
  );
});

Deno.test("labels and inputs that are missing, or go with other rows, are refused", async () => {
  const refused = async (options: Partial<MeasureOptions>, message: string) => {
    const file = await small();
    await assertRejects(
      () => measureActivations(file, { store, jobs: 1, estimators: [exact], ...options }),
      RangeError,
      message,
    );
  };
  await refused({}, "Cannot measure: labels must be given, current value is none");
  await refused(
    { labels: { name: "y.npy", tensor: tensor(new Uint8Array(39)) } },
    "Cannot read y.npy: labels must be 40, one a row of the layers, current value is 39",
  );
  const edge = [activationEstimator({ kind: "edge" })];
  await refused(
    { labels: OF_SMALL, estimators: edge },
    "inputs, the rows of the data set, must be given for edge",
  );
  await refused(
    {
      labels: OF_SMALL,
      estimators: edge,
      inputs: { name: "x.npy", tensor: tensor(new Uint8Array(78), [39, 2]) },
    },
    "Cannot read x.npy: rows must be 40, as those of the layers, current value is 39",
  );
});

Deno.test("a value that is no number is refused with its file, array, epoch, row and column", async () => {
  const values = new Float32Array(240).map((_, k) => k);
  values[3 * 47 + 2] = NaN;
  const file = await fileOf({
    a: tensor(values, [2, 40, 3]),
    epochs: tensor(Int32Array.of(5, 90)),
  });
  await assertRejects(
    () => measureActivations(file, { store, labels: OF_SMALL, jobs: 1, estimators: [exact] }),
    RangeError,
    "Cannot read x.npz, array a: value at epoch 90, row 7, column 2 must be finite, current value is NaN",
  );
});
