/**
 * Published results: the lock, and the bytes behind it (docs/architecture.md, section 7).
 *
 * `lock/lock.json` and `lock/<experiment>.json` hold digests; `paper/<sha256>.br` hold the bytes, compressed because
 * curves of all repeats in float64 would take three times the space. A name is the digest of the content, not of the file:
 * `brotli -dc FILE | sha256sum` prints it, whatever program compressed it, and it is the digest of the very output
 * that the step has in every store.
 *
 * @module
 */
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import { sha256 } from "../bits/digest.ts";
import { IrregularFileError, readRegular } from "../store/regular_file.ts";
import { decodeExperimentLock, decodeLock } from "./lock/codec.ts";
import type { ExperimentLock, Lock } from "./lock/lock.ts";

/** Where this project's lock and published results lie. */
export const PUBLISHED: URL = new URL("../../fixtures/", import.meta.url);

/** No published file is nearly as long; more would be an attempt to fill the memory. */
const MOST_BYTES = 1 << 28;

/** No file of the folder is: the budget of the whole paper is smaller (docs/architecture.md, section 7). */
const MOST_PACKED = 1 << 26;

/** What a file must be before anything else. */
const READABLE = "a file that can be read";

/** What is published does not agree with its lock. */
export class PublishedError extends Error {
  /** Tells it apart from other errors in a report. */
  override readonly name = "PublishedError";

  /**
   * States which file, and how.
   *
   * @param path Path within the folder.
   * @param rule What it must be.
   * @param found What it is.
   */
  constructor(readonly path: string, readonly rule: string, readonly found: string) {
    super(`Cannot read published results: ${path} must be ${rule}, current value is ${found}`);
  }

  /** Whether the file could not be read at all, so that there was nothing to compare. */
  get unread(): boolean {
    return this.rule === READABLE;
  }
}

/** Path of the file that holds the bytes of a digest. */
export function publishedPath(digest: string): string {
  return `paper/${digest}.br`;
}

/** The content of such a file: as small as it gets, at some seconds for a megabyte. */
export function pack(bytes: Uint8Array): Uint8Array {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return new Uint8Array(brotliCompressSync(bytes, { params }));
}

/** A folder of published results, opened. */
export class PublishedFolder {
  readonly #folder: URL;

  private constructor(
    folder: URL,
    /** The top file. */
    readonly lock: Lock,
    /** SHA-256 of the top file: it stands for everything that was published. */
    readonly digest: string,
  ) {
    this.#folder = folder;
  }

  /**
   * Reads the top file; undefined if there is none.
   *
   * @param folder With a slash at its end.
   * @throws {TypeError} naming what is wrong with it.
   */
  static async open(folder: URL = PUBLISHED): Promise<PublishedFolder | undefined> {
    try {
      const bytes = await readRegular(new URL("lock/lock.json", folder), MOST_PACKED);
      return new PublishedFolder(folder, decodeLock(bytes), sha256(bytes));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      if (!(error instanceof IrregularFileError)) throw error;
      throw new PublishedError("lock/lock.json", READABLE, error.message);
    }
  }

  /**
   * Rows of an experiment.
   *
   * @throws {PublishedError} if the file is not the one that the top file names.
   * @throws {TypeError} naming what is wrong in it.
   */
  async experiment(name: string): Promise<ExperimentLock> {
    const path = `lock/${name}.json`, known = this.lock.experiments[name];
    const bytes = await this.#read(path), found = sha256(bytes);
    if (found !== known.rows) throw new PublishedError(path, `of SHA-256 ${known.rows}`, found);
    const lock = decodeExperimentLock(bytes);
    if (lock.experiment !== name) {
      throw new PublishedError(path, `of experiment ${name}`, lock.experiment);
    }
    for (const field of ["epochs", "repeats"] as const) {
      if (lock[field] !== known[field]) {
        throw new PublishedError(path, `of ${known[field]} ${field}`, String(lock[field]));
      }
    }
    return lock;
  }

  /**
   * Bytes of a digest.
   *
   * @throws {PublishedError} if they are missing, or others.
   */
  async bytes(digest: string): Promise<Uint8Array> {
    return unpack(digest, await this.#read(publishedPath(digest)));
  }

  /**
   * The file of a digest, unread: for whoever has read the bytes already.
   *
   * @throws {PublishedError} if it is missing.
   */
  async file(digest: string): Promise<Uint8Array> {
    return await this.#read(publishedPath(digest));
  }

  /** The file that holds the bytes of a digest, as it is; undefined if it is missing or holds others. */
  async packed(digest: string): Promise<Uint8Array | undefined> {
    try {
      const packed = await this.#read(publishedPath(digest));
      unpack(digest, packed);
      return packed;
    } catch (error) {
      if (error instanceof PublishedError) return undefined;
      throw error;
    }
  }

  async #read(path: string): Promise<Uint8Array> {
    try {
      return await readRegular(new URL(path, this.#folder), MOST_PACKED);
    } catch (error) {
      throw new PublishedError(path, READABLE, (error as Error).message);
    }
  }
}

function unpack(digest: string, packed: Uint8Array): Uint8Array {
  const path = publishedPath(digest);
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(brotliDecompressSync(packed, { maxOutputLength: MOST_BYTES }));
  } catch (error) {
    throw new PublishedError(path, "a brotli file", (error as Error).message);
  }
  const found = sha256(bytes);
  if (found !== digest) throw new PublishedError(path, "bytes of its name", `SHA-256 ${found}`);
  return bytes;
}
