import { assert, assertEquals, assertThrows } from "@std/assert";
import { f32, i32, reset } from "../../../../lib/engines/wasm/memory.ts";
import { mapKernels } from "../../../../lib/engines/wasm/mnist/kernels.ts";
import { MapNetwork } from "../../../../lib/engines/wasm/mnist/network.ts";
import { loadSnapshot } from "../../../../lib/engines/wasm/mnist/snapshot.ts";
import { placeSparse } from "../../../../lib/engines/wasm/sparse_rows.ts";
import type { Training } from "../../../../lib/network/training.ts";
import { type MnistNetwork, mnistTraining } from "../../../../lib/paper/mnist_trainings.ts";
import { placeInts } from "../support.ts";
import { IMAGES, imageSegment, NETWORKS } from "./small.ts";

function network(training: Training, columns = 784): MapNetwork {
  reset();
  return new MapNetwork(mapKernels, training, columns, 8);
}

/** Kernels by shape (docs/protocol.md, section 7). */
const SHAPES: Readonly<Record<MnistNetwork, string>> = {
  "Bottleneck-2": "784,16 16,8 8,4 4,2 2,10",
  "Bottleneck-4": "784,16 16,12 12,8 8,4 4,10",
  "HourGlass": "784,16 16,8 8,4 4,2 2,4 4,8 8,10",
  "4x10": "784,10 10,10 10,10 10,10 10,10",
  "Conv": "3,3,1,2 3,3,2,2 50,16 16,10",
  "Conv-20": "3,3,1,2 3,3,2,2 50,20 20,10",
};

for (const [name, expected] of Object.entries(SHAPES)) {
  Deno.test(`MapNetwork has the published shapes: ${name}`, () => {
    const { layers } = network(mnistTraining(name as MnistNetwork));
    assertEquals(layers.map(({ kernelShape }) => `${kernelShape}`).join(" "), expected);
    const maps = layers.flatMap(({ to, pooled }) => pooled ? [to.side, pooled.shape.side] : []);
    assertEquals(maps, name.startsWith("Conv") ? [26, 13, 11, 5] : []);
  });
}

Deno.test("MapNetwork refuses what the engine has no kernels for, naming the field", () => {
  const [, training] = NETWORKS[0], { quantization, network: { layers } } = training;
  const refuses = (change: Partial<Training>, message: string, columns = 100) =>
    assertThrows(() => network({ ...training, ...change }, columns), RangeError, message);
  refuses({ quantization: null }, "quantization must be given, current value is null");
  refuses({ quantization: { ...quantization!, ranges: "batch" } }, "current value is batch");
  const tanh = [{ units: 3, activation: "tanh" as const }, ...layers.slice(1)];
  refuses({ network: { ...training.network, layers: tanh } }, "layers[0].activation must be relu");
  const last = layers.slice(0, -1);
  refuses(
    { network: { ...training.network, layers: last } },
    "layers[1].activation must be softmax",
  );
  refuses({}, "columns must be a square, current value is 99", 99);
  assertThrows(() => network(NETWORKS[2][1], 64), RangeError, "maps must be of at least 4 x 4");
});

for (const [name, training] of NETWORKS) {
  Deno.test(`backward() passes no gradient to what lies outside its nudged range: ${name}`, () => {
    const one = network(training, 100), select = placeInts(Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7));
    const batch = { x: placeSparse(IMAGES), select, size: 8, rows: 8 };
    loadSnapshot(one, imageSegment(training, 0, 1).snapshot);
    i32(one.labels, 8).set(IMAGES.y.subarray(0, 8));
    one.mark(8, 8);
    // A step moves the ranges little: with a bias of 1 much lies beyond them.
    for (const { quantiser, bias, to } of one.layers) {
      f32(quantiser, 2).set([-0.02, 0.02]);
      f32(one.parameters + 4 * bias, to.channels).fill(1);
    }
    one.train(batch);
    one.backward(batch);
    one.layers.forEach(({ h, gradient, quantiser, to }, l) => {
      const n = to.side * to.side * to.channels * 8, z = f32(h, n), g = f32(gradient, n);
      const [, , , least, most] = f32(quantiser, 8),
        beyond = z.map((x) => x < least || x > most ? 1 : 0);
      assert(beyond.includes(1), `layer ${l + 1}`);
      assert(g.every((x, k) => beyond[k] === 0 || x === 0), `layer ${l + 1}`);
    });
  });
}
