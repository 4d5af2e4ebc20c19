import { assertEquals, assertThrows } from "@std/assert";
import {
  decodeTensors,
  encodeTensors,
  type Tensor,
  tensor,
} from "../../../lib/bits/safetensors.ts";
import { initialSnapshot } from "../../../lib/engines/wasm/initialize.ts";
import { denseKernels } from "../../../lib/engines/wasm/kernels.ts";
import { allocate, f32, reset } from "../../../lib/engines/wasm/memory.ts";
import { DenseNetwork } from "../../../lib/engines/wasm/network.ts";
import { runSegment } from "../../../lib/engines/wasm/segment.ts";
import { loadSnapshot, saveSnapshot } from "../../../lib/engines/wasm/snapshot.ts";
import { KINDS, smallSegment, smallTraining } from "./small.ts";

const training = smallTraining("relu", {});

function network(): DenseNetwork {
  reset();
  return new DenseNetwork(denseKernels, training, 5, 16);
}

/** The tensors of a trained snapshot, to be changed. */
function tensors(): Record<string, Tensor> {
  return { ...decodeTensors(runSegment(smallSegment(training, 0, 1)).snapshot!).tensors };
}

for (const [name, kind] of KINDS) {
  Deno.test(`saveSnapshot() gives back the bytes that loadSnapshot() was given: ${name}`, () => {
    const { snapshot } = runSegment(smallSegment(kind, 0, 2));
    reset();
    const loaded = new DenseNetwork(denseKernels, kind, 5, 16);
    loadSnapshot(loaded, snapshot!);
    assertEquals(saveSnapshot(loaded), snapshot!);
  });
}

Deno.test("saveSnapshot() holds no range for a Tanh layer or a float network", () => {
  const names = (t: typeof training) =>
    Object.keys(decodeTensors(initialSnapshot(t, 5, 0, 0)).tensors)
      .filter((name) => name.endsWith("range")).sort();
  assertEquals(names(smallTraining("tanh", {})), ["layer3.kernel_range", "layer3.range"]);
  assertEquals(names(smallTraining("relu", null)), []);
  assertEquals(names(training).length, 6);
});

Deno.test("saveSnapshot() names the tensor that holds NaN", () => {
  const broken = network();
  loadSnapshot(broken, initialSnapshot(training, 5, 0, 0));
  f32(broken.second + 4 * broken.layers[1].kernel, 3)[2] = NaN;
  assertThrows(() => saveSnapshot(broken), Error, "layer2.kernel.second_moment");
  f32(broken.second + 4 * broken.layers[1].kernel, 3)[2] = 0;
  f32(broken.layers[2].quantiser, 2)[1] = NaN;
  assertThrows(() => saveSnapshot(broken), Error, "layer3.range");
});

Deno.test("runSegment() that runs into NaN is an error that names a tensor", () => {
  for (const [name, kind] of KINDS) {
    const input = smallSegment(kind, 0, 1), { tensors } = decodeTensors(input.snapshot);
    (tensors["layer2.kernel"].data as Float32Array)[0] = Infinity;
    const broken = { ...input, snapshot: encodeTensors(tensors) };
    assertThrows(() => runSegment(broken), Error, "layer", name);
  }
});

Deno.test("loadSnapshot() refuses missing, misshapen and foreign tensors by name", () => {
  const { "layer2.bias": _, ...without } = tensors();
  assertThrows(() => loadSnapshot(network(), encodeTensors(without)), Error, "layer2.bias");
  const shaped = { ...tensors(), "layer1.kernel": tensor(new Float32Array(35), [7, 5]) };
  assertThrows(() => loadSnapshot(network(), encodeTensors(shaped)), Error, "[5,7]");
  const foreign = { ...tensors(), "layer9.bias": tensor(new Float32Array(1)) };
  assertThrows(() => loadSnapshot(network(), encodeTensors(foreign)), Error, "layer9.bias");
});

Deno.test("loadSnapshot() and saveSnapshot() keep the sign of a zero", () => {
  const signed = tensors();
  for (const name of ["layer1.kernel", "layer2.bias.first_moment", "layer3.range"]) {
    const { shape, data } = signed[name];
    signed[name] = tensor((data as Float32Array).slice().fill(-0), shape);
  }
  const bytes = encodeTensors(signed), loaded = network();
  loadSnapshot(loaded, bytes);
  assertEquals(saveSnapshot(loaded), bytes);
});

Deno.test("DenseNetwork moves a range to its values with 0 among them, be they all above or all below it", () => {
  for (const [bias, expected] of [[2, [0, 2]], [-2, [-2, 0]]] as const) {
    const moving = smallTraining("relu", { decay: 0, start: 1 }), rows = 8;
    reset();
    const one = new DenseNetwork(denseKernels, moving, 5, rows), output = one.layers[2];
    loadSnapshot(one, initialSnapshot(moving, 5, 0, 0));
    f32(one.parameters, one.words).fill(0);
    f32(one.parameters + 4 * output.bias, output.units).fill(bias);
    one.forward(allocate(4 * 5 * rows), rows, "training");
    assertEquals([...f32(output.quantiser, 2)], [...expected]);
  }
});
