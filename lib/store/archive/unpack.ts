/** Recognising an archive: what a file is by its bytes, whatever its name says: a tar archive, plain or packed, or something else. */
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { printable } from "../../bits/printable.ts";

/** First bytes of files that are taken for archives, in hexadecimal. */
const OTHERS: readonly (readonly [bytes: string, what: string])[] = [
  ["504b0304", "a zip archive"],
  ["425a68", "packed by bzip2"],
  ["fd377a585a00", "packed by xz"],
  ["28b52ffd", "packed by zstd"],
  ["377abcaf271c", "a 7z archive"],
];

/** The content of chunks in a row: unpacked, all members of it, if it begins as gzip does. */
export async function unpacked(
  chunks: AsyncIterable<Uint8Array>,
): Promise<AsyncIterable<Uint8Array>> {
  const source = chunks[Symbol.asyncIterator](), first: Uint8Array[] = [];
  let start: number[] = [];
  while (start.length < 2) {
    const { done, value } = await source.next();
    if (done) break;
    first.push(value);
    start = [...start, ...value.subarray(0, 2)];
  }
  const whole = inOrder(first, source);
  if (start[0] !== 0x1f || start[1] !== 0x8b) return whole;
  const engine = createGunzip();
  // An error of either ends both, and the reader of the engine sees it.
  pipeline(Readable.from(whole, { objectMode: false }), engine, () => {});
  return engine;
}

async function* inOrder(first: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>) {
  try {
    yield* first;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

/** What the first block of a file shows it to be, in words; undefined if it may be a tar archive of ours. */
export function foreign(block: Uint8Array): string | undefined {
  const text = (from: number, to: number) =>
    new TextDecoder("latin1").decode(block.subarray(from, to));
  if (block.length === 0) return "an empty file";
  if (text(257, 262) === "ustar" || block.every((byte) => byte === 0)) return undefined;
  const hex = block.subarray(0, 8).toHex();
  const [, what] = OTHERS.find(([bytes]) => hex.startsWith(bytes)) ?? [];
  if (what !== undefined) return what;
  return `a file that begins with ${printable(JSON.stringify(text(0, 16)))}`;
}
