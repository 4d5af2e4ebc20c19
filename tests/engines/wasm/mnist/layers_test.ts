import { assertEquals, assertThrows } from "@std/assert";
import { reset } from "../../../../lib/engines/wasm/memory.ts";
import { layOut } from "../../../../lib/engines/wasm/mnist/layers.ts";
import type { ConvLayer } from "../../../../lib/network/mnist.ts";
import { mnistTraining } from "../../../../lib/paper/mnist_trainings.ts";

/** Sides of the maps of convolutions on images of a side: as convolved and as pooled. */
function sides(side: number, convolutions: number): number[][] {
  reset();
  const { network, ...training } = mnistTraining("Conv");
  const map: ConvLayer = { units: 2, activation: "relu", kernel: 3, pool: 2 };
  const output = { units: 10, activation: "softmax" as const };
  const layers = [...Array<ConvLayer>(convolutions).fill(map), output];
  const laid = layOut({ ...training, network: { ...network, layers } }, side * side, 8).layers;
  return laid.flatMap(({ to, pooled }) => pooled === null ? [] : [[to.side, pooled.shape.side]]);
}

Deno.test("layOut() leaves the last line of an odd map in no window", () => {
  assertEquals(sides(4, 1), [[2, 1]]);
  assertEquals(sides(5, 1), [[3, 1]]);
  assertEquals(sides(28, 2), [[26, 13], [11, 5]]);
});

Deno.test("layOut() takes maps of 4 x 4 pixels, and none that a window would not fit", () => {
  assertEquals(sides(10, 2), [[8, 4], [2, 1]]);
  for (const [side, convolutions, found] of [[3, 1, 3], [2, 1, 2], [9, 2, 3], [10, 3, 1]]) {
    const message = `maps must be of at least 4 x 4 pixels, current value is ${found}`;
    assertThrows(() => sides(side, convolutions), RangeError, message);
  }
});
