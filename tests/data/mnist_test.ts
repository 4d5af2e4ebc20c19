import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { MNIST_FILES, mnistDataset, type MnistFile, mnistSplit } from "../../lib/data/mnist.ts";
import { readMnistFiles } from "../../lib/data/mnist_files.ts";

const files = await readMnistFiles();

Deno.test("mnistDataset() has the published rows: training images first", () => {
  const { x, y, scale, columns, classes } = mnistDataset(files);
  assertEquals([x.length, y.length, columns, classes], [70000 * 784, 70000, 784, 10]);
  assertEquals(scale, Math.fround(1 / 255));
  assertEquals([...y.subarray(0, 10)], [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
  assertEquals([...y.subarray(60000, 60010)], [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
  assert(x.subarray(0, 784).every((level, k) => level === files.trainImages[16 + k]));
  assert(x.subarray(60000 * 784).every((level, k) => level === files.testImages[16 + k]));
});

Deno.test("mnistDataset() has non-zero 19% of its pixels and no empty row", () => {
  const { x } = mnistDataset(files);
  let all = 0, least = 784, most = 0;
  for (let r = 0; r < 70000; r++) {
    let own = 0;
    for (let c = 0; c < 784; c++) if (x[784 * r + c] !== 0) own++;
    all += own;
    least = Math.min(least, own);
    most = Math.max(most, own);
  }
  assertEquals([all, least, most], [10505375, 34, 351]);
});

Deno.test("mnistSplit() has every row once, 60000 to train", () => {
  const { train, test } = mnistSplit();
  assertEquals([train.length, test.length], [60000, 10000]);
  assert([...train, ...test].every((row, k) => row === k));
});

for (const file of Object.keys(MNIST_FILES) as MnistFile[]) {
  Deno.test(`mnistDataset() refuses altered bytes in one line: ${file}`, () => {
    const altered = files[file].slice();
    altered[altered.length - 1] ^= 1;
    const { message } = assertThrows(() => mnistDataset({ ...files, [file]: altered }), RangeError);
    const { name, sha256 } = MNIST_FILES[file];
    assertMatch(
      message,
      new RegExp(`^Cannot read ${name}: sha256 must be ${sha256}, current value is [0-9a-f]{64}$`),
    );
    const short = files[file].subarray(0, 100);
    assertThrows(
      () => mnistDataset({ ...files, [file]: short }),
      RangeError,
      `Cannot read ${name}: file must be`,
    );
  });
}
