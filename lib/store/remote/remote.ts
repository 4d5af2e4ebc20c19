/**
 * Taking over results from a remote cache, and sending them there. Nothing is believed but that an entry's step makes what
 * it says: as with an archive's, every byte is proved before it is stored, and what does not stand it is named once and
 * counts as absent.
 */
import { sha256 } from "../../bits/digest.ts";
import { getOrMake } from "../../bits/memo.ts";
import { type Action, isImported } from "../action.ts";
import { decodeAction, encodeAction } from "../action_text.ts";
import type { Key } from "../key.ts";
import { isDigest, MOST_BYTES } from "../path.ts";
import { printable } from "../../bits/printable.ts";
import type { Store } from "../store.ts";
import { type HttpCache, RemoteError, WrongAnswerError } from "./http.ts";

/** What has passed between a store and a remote. */
export interface Traffic {
  /** Entries that were taken over with their blobs, or sent. */
  entries: number;
  /** Blobs of them. */
  blobs: number;
  /** Bytes of blobs and entries. */
  bytes: number;
  /** Answers that were refused, or entries that the remote did not take. */
  refused: number;
}

/** How to talk to a remote. */
export interface RemoteOptions {
  /** Called with each entry before it is stored; throws to refuse it. */
  readonly accept?: (action: Action) => void | Promise<void>;
  /** Told in a line of each answer that is refused, and once that the remote does not answer any more. */
  readonly onNotice?: (line: string) => void;
}

/** A remote cache beside a store. */
export class Remote {
  readonly pulled: Traffic = { entries: 0, blobs: 0, bytes: 0, refused: 0 };
  readonly pushed: Traffic = { entries: 0, blobs: 0, bytes: 0, refused: 0 };
  readonly #store: Store;
  readonly #cache: HttpCache;
  readonly #options: RemoteOptions;
  /** Blobs that are on their way or were, by digest and each way: entries share them. */
  readonly #taken = new Map<string, Promise<void>>();
  readonly #sent = new Map<string, Promise<void>>();
  #saidDead = false;

  constructor(store: Store, cache: HttpCache, options: RemoteOptions = {}) {
    this.#store = store;
    this.#cache = cache;
    this.#options = options;
  }

  /**
   * Takes over the entry of a key with its blobs, if the remote has all of them and they are what they should be.
   *
   * @throws {Error} in one line, if the store cannot be written.
   */
  async pull(key: Key): Promise<Action | undefined> {
    if (this.#cache.isDead) return undefined;
    return await this.#refusing(`ac/${key.digest}`, this.pulled, async () => {
      const bytes = await this.#cache.get("ac", key.digest, MOST_BYTES.ac);
      if (bytes === undefined) return undefined;
      const action = decoded(bytes, key);
      await this.#accepted(action);
      const outputs = Object.entries(action.outputs);
      await Promise.all(
        outputs.map(([name, output]) =>
          once(this.#taken, output.sha256, () => this.#pullBlob(action.id, name, output))
        ),
      );
      return await this.#keep(key, action, bytes.length);
    });
  }

  async #accepted(action: Action): Promise<void> {
    try {
      await this.#options.accept?.(action);
    } catch (error) {
      throw new WrongAnswerError((error as Error).message);
    }
  }

  async #keep(key: Key, action: Action, bytes: number): Promise<Action> {
    try {
      await this.#store.putAction(key.digest, {
        ...action,
        cost: { ...action.cost, imported: 1 },
      });
    } catch (error) {
      if ((error as Error).name !== "NonDeterminismError") throw error;
      throw new WrongAnswerError((error as Error).message);
    }
    this.pulled.entries++;
    this.pulled.bytes += bytes;
    return (await this.#store.getAction(key))!;
  }

  async #pullBlob(
    id: string,
    name: string,
    { sha256: digest, size }: Action["outputs"][string],
  ): Promise<void> {
    if (await this.#store.has(digest, size)) return;
    const bytes = size > MOST_BYTES.cas ? undefined : await this.#cache.get("cas", digest, size);
    if (bytes === undefined) {
      throw new WrongAnswerError(`names output ${name} of ${id}, which is not there`);
    }
    const found = sha256(bytes);
    if (found !== digest) {
      throw new WrongAnswerError(
        `names output ${name} of ${id}, whose bytes have SHA-256 ${found}`,
      );
    }
    await this.#store.put(bytes);
    this.pulled.blobs++;
    this.pulled.bytes += bytes.length;
  }

  /**
   * Sends an entry that was made here, unless the remote has it: first its blobs that are missing there, then itself. One
   * that was taken over from elsewhere, or has lost a blob, is not sent.
   *
   * @param repairs Whether blobs are looked for there, too, where the entry is: a remote may have lost them.
   */
  async push(key: string, repairs = false): Promise<void> {
    if (this.#cache.isDead) return;
    await this.#refusing(`ac/${key}`, this.pushed, async () => {
      const action = await this.#store.getAction(key);
      if (action === undefined || isImported(action)) return;
      const isThere = await this.#cache.has("ac", key);
      if (isThere && !repairs) return;
      const outputs = Object.values(action.outputs).map(({ sha256 }) => sha256);
      const blobs = await Promise.all(outputs.map((digest) => this.#store.get(digest)));
      if (blobs.includes(undefined)) return;
      // The record of its code: what explains later why a step ran again.
      const { code } = action.key,
        record = isDigest(code) ? await this.#store.get(code) : undefined;
      const all = new Map(outputs.map((digest, k) => [digest, blobs[k]!]));
      if (record !== undefined) all.set(code, record);
      await Promise.all(
        [...all].map(([digest, bytes]) =>
          once(this.#sent, digest, () => this.#pushBlob(digest, bytes))
        ),
      );
      if (isThere) return;
      const text = new TextEncoder().encode(encodeAction(action));
      await this.#cache.put("ac", key, text);
      this.pushed.entries++;
      this.pushed.bytes += text.length;
    });
  }

  async #pushBlob(digest: string, bytes: Uint8Array): Promise<void> {
    if (await this.#cache.has("cas", digest)) return;
    await this.#cache.put("cas", digest, bytes);
    this.pushed.blobs++;
    this.pushed.bytes += bytes.length;
  }

  async #refusing<T>(
    what: string,
    traffic: Traffic,
    act: () => Promise<T>,
  ): Promise<T | undefined> {
    const { onNotice = () => {} } = this.#options;
    try {
      return await act();
    } catch (error) {
      if (error instanceof WrongAnswerError) {
        traffic.refused++;
        onNotice(
          `Refused from the remote: ${what} must be what it is named by, current value ` +
            printable(error.message).replace(/^(?!names|redirected)/, "is "),
        );
      } else if (error instanceof RemoteError) {
        traffic.refused++;
        if (this.#cache.isDead && !this.#saidDead) {
          this.#saidDead = true;
          onNotice(`The remote does not answer (${error.message}): it is not asked any more.`);
        }
      } else throw error;
      return undefined;
    }
  }
}

/** What is made once for each digest; what has failed is tried again for the next entry that shares it. */
function once(
  map: Map<string, Promise<void>>,
  digest: string,
  make: () => Promise<void>,
): Promise<void> {
  return getOrMake(map, digest, () =>
    make().catch((error) => {
      map.delete(digest);
      throw error;
    }));
}

function decoded(bytes: Uint8Array, key: Key): Action {
  try {
    return decodeAction(bytes, key);
  } catch (error) {
    throw new WrongAnswerError((error as Error).message);
  }
}
