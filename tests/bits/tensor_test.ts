import { assertEquals, assertThrows } from "@std/assert";
import { elementCount, tensor } from "../../lib/bits/tensor.ts";

Deno.test("tensor() takes one axis by default", () => {
  const data = Float32Array.of(1, 2, 3);
  assertEquals(tensor(data), { shape: [3], data });
  assertEquals(tensor(data, [3, 1]).shape, [3, 1]);
  assertEquals(tensor(new Uint8Array(1), []).shape, []);
});

Deno.test("tensor() refuses a shape that holds another number of elements", () => {
  const rule = "shape must hold 4 elements, current value is [2,3]";
  assertThrows(() => tensor(new Uint8Array(4), [2, 3]), RangeError, rule);
  assertThrows(() => tensor(new Uint8Array(4), [-2, -2]), RangeError);
  assertThrows(() => tensor(new Uint8Array(0), []), RangeError);
});

Deno.test("elementCount() is undefined for what is no shape", () => {
  assertEquals(elementCount([]), 1);
  assertEquals(elementCount([4, 0, 3]), 0);
  for (const shape of [null, "2", [1.5], [-1], ["2"], [2 ** 30, 2 ** 30], [2 ** 60, 0]]) {
    assertEquals(elementCount(shape), undefined);
  }
});
