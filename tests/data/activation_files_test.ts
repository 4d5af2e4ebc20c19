import { assert, assertEquals, assertRejects } from "@std/assert";
import { tensor } from "../../lib/bits/tensor.ts";
import { readActivations, readArray } from "../../lib/data/activation_files.ts";
import { encodeNpy, encodeNpz } from "../../lib/runs/npz.ts";

async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "activations-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const layer = (first: number) => ({ a: tensor(Float32Array.of(first, first + 1), [2, 1]) });

Deno.test("readActivations() reads an npz file, or a folder of them in the order of their epochs", async () => {
  await withFolder(async (folder) => {
    await Deno.writeFile(`${folder}/net.npz`, await encodeNpz(layer(1)));
    const file = await readActivations(`${folder}/net.npz`);
    assertEquals([file.layers, file.epochs, file.rows], [["a"], [0], 2]);
    await Deno.mkdir(`${folder}/epochs`);
    for (const epoch of [100, 5, 20]) {
      await Deno.writeFile(
        `${folder}/epochs/run2-epoch${epoch}.npz`,
        await encodeNpz(layer(epoch)),
      );
    }
    await Deno.writeTextFile(`${folder}/epochs/notes.txt`, "not read");
    const files = await readActivations(`${folder}/epochs/`);
    assertEquals(files.epochs, [5, 20, 100]);
    assertEquals((await files.record(20))[0].values.data, Float32Array.of(20, 21));
  });
});

Deno.test("what cannot be read is refused in one line that names the file", async () => {
  await withFolder(async (folder) => {
    const refused = async (path: string, message: RegExp) => {
      const error = await assertRejects(() => readActivations(`${folder}/${path}`), RangeError);
      assert(message.test(error.message) && !error.message.includes("\n"), error.message);
    };
    await refused(
      "none.npz",
      /^Cannot read .*none\.npz: file must be one that can be read, current value is /,
    );
    await Deno.writeTextFile(`${folder}/text.npz`, "epoch,layer");
    await refused("text.npz", /^Cannot read text\.npz: file must be a whole zip archive/);
    await Deno.mkdir(`${folder}/empty`);
    await refused(
      "empty",
      /^Cannot read empty: folder must be of npz files, one an epoch, current value is without any$/,
    );
    await Deno.mkdir(`${folder}/e`);
    await Deno.writeFile(`${folder}/e/last.npz`, await encodeNpz(layer(1)));
    await refused(
      "e",
      /^Cannot read last\.npz: name must be a number before \.npz, the epoch, current value is last\.npz$/,
    );
    await Deno.rename(`${folder}/e/last.npz`, `${folder}/e/a5.npz`);
    await Deno.copyFile(`${folder}/e/a5.npz`, `${folder}/e/b05.npz`);
    await refused(
      "e",
      /^Cannot read [ab]0?5\.npz: epoch must be of no other file, current value is 5$/,
    );
  });
});

Deno.test("readArray() reads an npy file by its name", async () => {
  await withFolder(async (folder) => {
    const labels = tensor(Uint8Array.of(0, 1, 1));
    await Deno.writeFile(`${folder}/y.npy`, encodeNpy(labels));
    assertEquals(await readArray(`${folder}/y.npy`), { name: "y.npy", tensor: labels });
    await assertRejects(() => readArray(folder), RangeError, "file must be a file");
  });
});
