/** Writing a store's results into one portable archive. */
import { type Action, isImported } from "../action.ts";
import { encodeAction, sealAction } from "../action_text.ts";
import { BLOCK, paddingOf, tarHeader } from "./tar.ts";
import { listObjects } from "../list.ts";
import { isDigest, objectPath } from "../path.ts";
import type { Store } from "../store.ts";

/** What an archive holds. */
export interface ArchiveReport {
  /** Number of blobs. */
  readonly blobs: number;
  /** Number of action entries. */
  readonly actions: number;
  /** Bytes of blobs and entries. */
  readonly bytes: number;
}

/** What an archive holds, and what could not come along. */
export interface ExportReport extends ArchiveReport {
  /** Entries that were left out because a blob of theirs is not in the store. */
  readonly incomplete: number;
}

/**
 * Writes entries and the blobs that they name as a POSIX ustar archive: blobs before entries, each in ascending order,
 * without owners and times, so that the same objects always give the same bytes. A file name that ends in `.gz` or `.tgz` is
 * compressed; what it unpacks to is as fixed, how it is packed depends on the program's version.
 *
 * @param store May be read-only. Every object is re-hashed on the way.
 * @param file Where to write; replaced once the archive is whole.
 * @param keys Entries to take; all by default.
 * @throws {Error} in one line, if an object is damaged or vanishes meanwhile, or the file cannot be written; no
 * half-written file stays.
 */
export async function exportArchive(
  store: Store,
  file: string,
  keys?: Iterable<string>,
): Promise<ExportReport> {
  await probe(file);
  const { blobs, actions, incomplete } = await membersOf(store, keys);
  let bytes = 0;
  const chunks = async function* () {
    for (const digest of blobs) {
      const blob = await required(store.get(digest), objectPath("cas", digest));
      bytes += blob.length;
      yield* member(objectPath("cas", digest), blob);
    }
    for (const key of actions) {
      const action = await required(store.getAction(key), objectPath("ac", key));
      const text = new TextEncoder().encode(encodeAction(asMade(action)));
      bytes += text.length;
      yield* member(objectPath("ac", key), text);
    }
    yield new Uint8Array(2 * BLOCK);
  };
  await writeStream(file, ReadableStream.from(chunks()));
  return { blobs: blobs.length, actions: actions.length, bytes, incomplete };
}

async function membersOf(store: Store, keys?: Iterable<string>) {
  const names = keys ?? (await listObjects(store.root, "ac")).names;
  const blobs = new Set<string>(), actions: string[] = [];
  const codes = new Map<string, boolean>();
  let incomplete = 0;
  for (const key of [...new Set(names)].sort()) {
    const action = await required(store.getAction(key), objectPath("ac", key));
    const outputs = Object.values(action.outputs);
    const there = await Promise.all(outputs.map(({ sha256, size }) => store.has(sha256, size)));
    if (!there.every(Boolean)) {
      incomplete++;
      continue;
    }
    actions.push(key);
    for (const { sha256 } of outputs) blobs.add(sha256);
    // The record of its code, without which an entry is complete all the same.
    const { code } = action.key;
    if (!codes.has(code)) codes.set(code, isDigest(code) && await store.get(code) !== undefined);
    if (codes.get(code)) blobs.add(code);
  }
  return { blobs: [...blobs].sort(), actions, incomplete };
}

async function required<T>(reading: Promise<T | undefined>, path: string): Promise<T> {
  const found = await reading;
  if (found !== undefined) return found;
  throw new Error(
    `Cannot export: ${path} must be sound, current value is damaged or gone; ` +
      `deno task cache fsck puts aside what is damaged`,
  );
}

/** The entry as its maker had it: whether it was imported is a matter of each store. */
function asMade(action: Action): Action {
  if (!isImported(action)) return action;
  const { imported: _, ...cost } = action.cost;
  return sealAction({ ...action, cost });
}

function* member(name: string, content: Uint8Array): Generator<Uint8Array<ArrayBuffer>> {
  yield tarHeader(name, content.length);
  yield content as Uint8Array<ArrayBuffer>;
  const padding = paddingOf(content.length);
  if (padding > 0) yield new Uint8Array(padding);
}

/** Where nothing can be written, or on a full disk, that is said before the store is read. */
async function probe(file: string): Promise<void> {
  const temp = tempOf(file);
  try {
    await Deno.writeFile(temp, new Uint8Array(2 * BLOCK), { createNew: true });
  } catch (error) {
    throw unwritable(file, error);
  } finally {
    await Deno.remove(temp).catch(() => {});
  }
}

async function writeStream(
  file: string,
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): Promise<void> {
  const temp = tempOf(file);
  const packed = file.endsWith(".gz") ? stream.pipeThrough(new CompressionStream("gzip")) : stream;
  try {
    const target = await Deno.open(temp, { write: true, createNew: true });
    await packed.pipeTo(target.writable);
    await Deno.rename(temp, file);
  } catch (error) {
    await Deno.remove(temp).catch(() => {});
    throw unwritable(file, error);
  }
}

function tempOf(file: string): string {
  return `${file}.${crypto.randomUUID()}.tmp`;
}

/** What the system says of a file, in one line with its path; what this project says is one. */
function unwritable(file: string, cause: unknown): Error {
  const { message } = cause as Error;
  if (message.startsWith("Cannot ")) return cause as Error;
  return new Error(
    `Cannot export: file must be a place that can be written, current value is ${file} (${message})`,
    { cause },
  );
}
