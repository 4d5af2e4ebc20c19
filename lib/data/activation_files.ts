/**
 * Files of activations: an npz file, or a folder with one an epoch.
 *
 * @module
 */
import { type Activations, activationsInFiles, activationsOf } from "./activations.ts";
import { type NamedTensor, refusedArray } from "./arrays.ts";
import { parseNpy, parseNpz } from "./npy.ts";

/** Most bytes of a file, 2 GiB: it is read whole. */
const MOST_BYTES = 2_147_483_648;

/** Bytes of a file. */
async function bytesOf(path: string): Promise<Uint8Array> {
  const { size, isFile } = await Deno.stat(path).catch((error: Error) => {
    throw refusedArray(path, "file", "one that can be read", error.message.split("\n")[0]);
  });
  if (!isFile) throw refusedArray(path, "file", "a file", "something else");
  if (size > MOST_BYTES) {
    throw refusedArray(
      path,
      "file",
      `at most ${MOST_BYTES} bytes (a folder may have a file an epoch)`,
      size,
    );
  }
  return await Deno.readFile(path);
}

const nameOf = (path: string) => path.replace(/[/\\]+$/, "").split(/[/\\]/).at(-1)!;

/** The number at the end of a file's name: `epoch-0005.npz` is of epoch 5. */
function epochOf(name: string): number {
  const digits = /(\d{1,15})\.npz$/.exec(name)?.[1];
  if (digits === undefined) {
    throw refusedArray(name, "name", "a number before .npz, the epoch", name);
  }
  return Number(digits);
}

/**
 * Reads activations.
 *
 * @param path An npz file with arrays by layer, of shape (epochs, rows, units) or (rows, units), or a folder of npz files
 * whose names end in the epoch, with arrays of shape (rows, units). See {@linkcode activationsOf}.
 * @throws {RangeError} in one line that names file and array, if they cannot be read or do not go together.
 */
export async function readActivations(path: string): Promise<Activations> {
  const folder = await Deno.stat(path).then((found) => found.isDirectory, () => false);
  if (!folder) return activationsOf(parseNpz(await bytesOf(path), nameOf(path)), nameOf(path));
  const names: string[] = [];
  for await (const { name } of Deno.readDir(path)) if (name.endsWith(".npz")) names.push(name);
  if (names.length === 0) {
    throw refusedArray(nameOf(path), "folder", "of npz files, one an epoch", "without any");
  }
  const files = names.map((name) => ({
    name,
    epoch: epochOf(name),
    open: async () => parseNpz(await bytesOf(`${path}/${name}`), name),
  })).sort((a, b) => a.epoch - b.epoch);
  const twice = files.find(({ epoch }, k) => k > 0 && epoch === files[k - 1].epoch);
  if (twice !== undefined) throw refusedArray(twice.name, "epoch", "of no other file", twice.epoch);
  return await activationsInFiles(files);
}

/** Reads an array from an npy file: labels, or the rows of a data set. */
export async function readArray(path: string): Promise<NamedTensor> {
  return { name: nameOf(path), tensor: parseNpy(await bytesOf(path), nameOf(path)) };
}
