import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { type Tensor, tensor } from "../../lib/bits/tensor.ts";
import { activationsInFiles, activationsOf, type EpochFile } from "../../lib/data/activations.ts";
import type { StoredArray } from "../../lib/data/npy.ts";

/** Arrays as a file has them, counted. */
function stored(tensors: Record<string, Tensor>): StoredArray[] {
  return Object.entries(tensors).map(([name, one]) => ({
    name,
    shape: one.shape,
    dtype: "<f4",
    read: () => one,
  }));
}

const counting = (shape: number[]) =>
  tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, k) => k), shape);

Deno.test("activationsOf() has arrays by layer, in their order, further axes as units", async () => {
  const file = activationsOf(
    stored({
      conv: counting([2, 3, 2, 2]),
      "conv.codes": counting([2, 3, 4]),
      out: counting([2, 3, 1]),
    }),
    "x.npz",
  );
  assertEquals([file.layers, file.epochs, file.rows], [["conv", "out"], [0, 1], 3]);
  const [conv, out] = await file.record(1);
  assertEquals(conv.values, tensor(Float32Array.from({ length: 12 }, (_, k) => 12 + k), [3, 4]));
  assertEquals(conv.codes?.shape, [3, 4]);
  assertEquals(out, { values: tensor(Float32Array.of(3, 4, 5), [3, 1]) });
});

Deno.test("one epoch may go without its axis, and epochs may have numbers of their own", async () => {
  const one = activationsOf(stored({ a: counting([4, 2]) }), "x.npz");
  assertEquals([one.epochs, one.rows, (await one.record(0))[0].values.shape], [[0], 4, [4, 2]]);
  const numbered = activationsOf(
    stored({ a: counting([2, 3, 1]), epochs: tensor(BigInt64Array.of(5n, 500n)) }),
    "x.npz",
  );
  assertEquals(numbered.epochs, [5, 500]);
  assertEquals((await numbered.record(500))[0].values.data, Float32Array.of(3, 4, 5));
});

Deno.test("labels and inputs may lie beside the layers", () => {
  const beside = { labels: tensor(Uint8Array.of(0, 1)), inputs: counting([2, 5]) };
  const { layers, labels, inputs } = activationsOf(
    stored({ ...beside, a: counting([2, 1]) }),
    "x.npz",
  );
  assertEquals(layers, ["a"]);
  assertEquals([labels?.name, inputs?.name], ["x.npz, array labels", "x.npz, array inputs"]);
  assertEquals([labels?.tensor, inputs?.tensor], [beside.labels, beside.inputs]);
});

Deno.test("shapes that do not go together are refused in one line that names file and array", () => {
  const refused = (tensors: Record<string, Tensor>, message: string) =>
    assertThrows(() => activationsOf(stored(tensors), "x.npz"), RangeError, message);
  const a = counting([2, 3, 1]);
  refused(
    {},
    "Cannot read x.npz: arrays must be one a layer, of shape (epochs, rows, units) or (rows, units), current value is none",
  );
  refused({ labels: tensor(Uint8Array.of(1)) }, "arrays must be one a layer");
  refused(
    { a: counting([5]) },
    "Cannot read x.npz, array a: shape must be (rows, units), current value is 5",
  );
  refused(
    { a, b: counting([3, 1]) },
    "array b: shape must be (epochs, rows, units), current value is 3 x 1",
  );
  refused(
    { a, b: counting([1, 3, 1]) },
    "array b: epochs must be 2, as those of a, current value is 1",
  );
  refused(
    { a, b: counting([2, 4, 1]) },
    "array b: rows must be 3, as those of a, current value is 4",
  );
  refused({ a: counting([3, 1]), b: counting([3, 2, 1]) }, "array b: shape must be (rows, units)");
  refused(
    { a: tensor(new Float32Array(), [2, 0, 1]) },
    "array a: shape must be without an axis of 0, current value is 2 x 0 x 1",
  );
  refused(
    { a, "b.codes": a },
    "array b.codes: its layer must be an array b, current value is none",
  );
  refused(
    { a, "a.codes": counting([2, 3, 2]) },
    "array a.codes: shape must be 2 x 3 x 1, current value is 2 x 3 x 2",
  );
  const epochs = (...of: number[]) => ({ a, epochs: tensor(Float64Array.from(of)) });
  refused(
    epochs(1),
    "array epochs: shape must be 2, one for each epoch of the layers, current value is 1",
  );
  refused(
    epochs(3, 3),
    "array epochs: element 1 must be a whole number above the one before it, current value is 3",
  );
  refused(epochs(0.5, 3), "array epochs: element 0 must be a whole number");
});

const fileOf = (epoch: number, tensors: Record<string, Tensor>): EpochFile => ({
  ...{ name: `e${epoch}.npz`, epoch },
  open: () => Promise.resolve(stored(tensors)),
});

Deno.test("activationsInFiles() has a file an epoch, read when it is asked for", async () => {
  const files = await activationsInFiles([
    fileOf(3, { a: counting([2, 2, 2]), labels: tensor(Uint8Array.of(0, 1)) }),
    fileOf(40, { a: tensor(new Float32Array(8).fill(7), [2, 2, 2]) }),
  ]);
  assertEquals([files.layers, files.epochs, files.rows, files.labels?.name], [
    ["a"],
    [3, 40],
    2,
    "e3.npz, array labels",
  ]);
  assertEquals((await files.record(40))[0].values, tensor(new Float32Array(8).fill(7), [2, 4]));
  const broken = await activationsInFiles([
    fileOf(3, { a: tensor(Float32Array.of(1, Infinity), [2, 1]) }),
  ]);
  await assertRejects(
    () => broken.record(3),
    RangeError,
    "Cannot read e3.npz, array a: value at epoch 3, row 1, column 0 must be finite",
  );
});

Deno.test("files that do not go together are refused", async () => {
  const refused = async (second: Record<string, Tensor>, message: string) => {
    const first = { a: counting([2, 1]), "a.codes": counting([2, 1]), b: counting([2, 3]) };
    await assertRejects(
      () => activationsInFiles([fileOf(1, first), fileOf(2, second)]),
      RangeError,
      message,
    );
  };
  await refused(
    { a: counting([2, 1]) },
    "Cannot read e2.npz: layers must be those of e1.npz (a, b), current value is a",
  );
  await refused(
    { a: counting([3, 1]), b: counting([3, 3]) },
    "e2.npz, array a: rows must be 2, as those of e1.npz, current value is 3",
  );
  await refused(
    { a: counting([2, 1]), b: counting([2, 3]) },
    "e2.npz: codes of a must be as in e1.npz, current value is none",
  );
});
