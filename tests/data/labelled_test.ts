import { assertEquals, assertThrows } from "@std/assert";
import { tensor, type TensorData } from "../../lib/bits/tensor.ts";
import { inputsOf, labelsOf } from "../../lib/data/labelled.ts";

const named = (data: TensorData, shape = [data.length]) => ({
  name: "y.npy",
  tensor: tensor(data, shape),
});

Deno.test("labelsOf() numbers classes in the order of their labels, of any type of whole numbers", () => {
  const expected = { labels: Uint32Array.of(2, 0, 1, 0), classes: 3 };
  assertEquals(labelsOf(named(Int8Array.of(7, -3, 0, -3)), 4), expected);
  assertEquals(labelsOf(named(Float64Array.of(7, -3, 0, -3)), 4), expected);
  assertEquals(labelsOf(named(BigInt64Array.of(7n, -3n, 0n, -3n), [4, 1]), 4), expected);
});

Deno.test("labels of other rows, shapes and values are refused in one line", () => {
  const refused = (one: ReturnType<typeof named>, message: string) =>
    assertThrows(() => labelsOf(one, 4), RangeError, message);
  refused(
    named(Uint8Array.of(0, 1, 0)),
    "Cannot read y.npy: labels must be 4, one a row of the layers, current value is 3",
  );
  refused(
    named(new Uint8Array(8), [4, 2]),
    "Cannot read y.npy: shape must be 4, a label a row, current value is 4 x 2",
  );
  refused(
    named(Float32Array.of(0, 1, 0.5, 1)),
    "Cannot read y.npy: label 2 must be a whole number, current value is 0.5",
  );
  refused(
    named(Float32Array.of(0, 1, NaN, 1)),
    "label 2 must be a whole number, current value is NaN",
  );
  refused(
    named(new Uint8Array(4).fill(9)),
    "Cannot read y.npy: labels must be of two classes at least, current value is all 9",
  );
});

Deno.test("inputsOf() are rows of the data set, further axes as columns", () => {
  const images = named(Uint8Array.from({ length: 12 }, (_, k) => k), [2, 3, 2]);
  assertEquals(inputsOf(images, 2), tensor(Uint8Array.from({ length: 12 }, (_, k) => k), [2, 6]));
  assertThrows(
    () => inputsOf(images, 3),
    RangeError,
    "rows must be 3, as those of the layers, current value is 2",
  );
  const infinite = named(Float32Array.of(0, Infinity), [2, 1]);
  assertThrows(() => inputsOf(infinite, 2), RangeError, "row 1, column 0 must be finite");
});
