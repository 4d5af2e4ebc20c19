/**
 * The content-addressed store of docs/architecture.md, section 3: blobs under the SHA-256 of their bytes, action
 * entries under the key of their step.
 *
 * Nothing is trusted by existence: every read is re-hashed, and what does not match is moved to
 * `quarantine/`, reported once, and absent from then on. Any number of processes may use one store.
 */
import type { Json } from "../bits/canonical.ts";
import { digestOf, sha256 } from "../bits/digest.ts";
import { type Action, type ActionBody, isImported, type Output } from "./action.ts";
import { encodeAction, sealAction } from "./action_text.ts";
import { type Damage, type Finding, quarantine } from "./damage.ts";
import { readError } from "./entries.ts";
import { examineAction, examineBlob, type Examined } from "./examine.ts";
import { packNameOf, removeFromPacks, rewritePack, unpackEntry } from "./packs/rewrite.ts";
import { noteEntry } from "./listed.ts";
import { isAbsence } from "./regular_file.ts";
import { checkSameOutputs, type NonDeterminismError } from "./non_determinism.ts";
import { openFolder } from "./open.ts";
import type { Key } from "./key.ts";
import { MOST_BYTES, objectPath } from "./path.ts";
import { EventLoopYield } from "./yielding.ts";
import { writeDurably } from "./write.ts";

/** How to open a store. */
export interface StoreOptions {
  /** Read without writing anything: damage is reported, not moved. By default false. */
  readonly readOnly?: boolean;
  /** Called once for each damaged object that a read meets. */
  readonly onDamage?: (damage: Damage) => void;
  /** Told in a line of what happens once in the life of a store. */
  readonly onNotice?: (line: string) => void;
}

/** A store in a folder. */
export class Store {
  readonly #onDamage: (damage: Damage) => void;
  readonly #reported = new Set<string>();
  readonly #eventLoop = new EventLoopYield();
  #held: Deno.FsFile | undefined;

  private constructor(
    /** Folder of the store, as given. */
    readonly root: string,
    /** Why nothing may be written; undefined if it may. */
    readonly unwritable: string | undefined,
    /** Temp files of killed writers that were removed on opening. */
    readonly temps: number,
    held: Deno.FsFile | undefined,
    onDamage: (damage: Damage) => void,
  ) {
    this.#held = held;
    this.#onDamage = onDamage;
  }

  /**
   * Opens a store, creates its folders, and removes temp files whose writers are gone. Unless it is read-only,
   * nobody removes objects until it is closed or the process ends.
   *
   * @param dir Folder of the store. In read-only mode it may be missing: such a store is empty.
   * @param options Mode and observer.
   * @throws {Error} in one line, if it is no folder that can be written (read-only: no folder).
   */
  static async open(dir: string, options: StoreOptions = {}): Promise<Store> {
    const { readOnly = false, onDamage = () => {}, onNotice = () => {} } = options;
    const { temps, held, unwritable } = await openFolder(dir, readOnly, onNotice);
    return new Store(dir, unwritable, temps, held, onDamage);
  }

  /** Whether nothing may be written: asked for, or it cannot be. */
  get readOnly(): boolean {
    return this.unwritable !== undefined;
  }

  /** Lets go of the store: others may remove objects. It must not be written afterwards. */
  close(): void {
    this.#held?.close();
    this.#held = undefined;
  }

  /**
   * Stores bytes under their digest. A damaged blob of that digest is set aside and replaced.
   *
   * @param bytes Content; must not change before the promise is settled.
   * @returns Digest and size.
   * @throws {RangeError} if they are more than a store takes for a blob.
   * @throws {Error} in one line, if the store cannot be written; nothing is half-written.
   */
  async put(bytes: Uint8Array): Promise<Output> {
    this.requireWritable();
    if (bytes.length > MOST_BYTES.cas) {
      throw new RangeError(
        `Cannot store: a blob must be at most ${MOST_BYTES.cas} bytes long, current value is ${bytes.length}`,
      );
    }
    const digest = sha256(bytes);
    if (await this.get(digest) === undefined) {
      await writeDurably(this.root, objectPath("cas", digest), bytes, "replace");
    }
    return { sha256: digest, size: bytes.length };
  }

  /**
   * Reads a blob and re-hashes it.
   *
   * @param digest SHA-256 of the blob.
   * @returns Its bytes; undefined if it is absent or was damaged.
   * @throws {TypeError} if `digest` is no digest.
   * @throws {Error} in one line, if the store cannot be read.
   */
  async get(digest: string): Promise<Uint8Array | undefined> {
    return await this.#soundOrReported(await examineBlob(this.root, digest));
  }

  /**
   * Whether a blob of this size is present. Its bytes are not read: enough for planning only.
   *
   * @param digest SHA-256 of the blob.
   * @param size Length in bytes.
   * @throws {TypeError} if `digest` is no digest.
   * @throws {Error} in one line, if the store cannot be read.
   */
  async has(digest: string, size: number): Promise<boolean> {
    const path = `${this.root}/${objectPath("cas", digest)}`;
    try {
      const info = await Deno.lstat(path);
      return info.isFile && info.size === size;
    } catch (error) {
      if (isAbsence(error)) return false;
      throw readError(path, error);
    }
  }

  /**
   * Stores the result of a step; its outputs must have been put before. A valid entry that is
   * there already stays, unless it was imported and this one was computed here.
   *
   * @param key Key of the step: the digest of `body.key`.
   * @param body The entry.
   * @throws {NonDeterminismError} if the entry that is there has other outputs; it stays.
   * @throws {TypeError} if `body` is no action entry of this key.
   * @throws {Error} in one line, if the store cannot be written; nothing is half-written.
   */
  async putAction(key: string, body: ActionBody): Promise<void> {
    this.requireWritable();
    const action = sealAction(body);
    const found = digestOf(action.key as unknown as Json);
    if (found !== key) {
      throw new TypeError(
        `Cannot store ${action.id}: key must be ${found} as its material says, ` +
          `current value is ${key}`,
      );
    }
    await noteEntry(this.root, action.step, key);
    await this.#publish(key, action);
  }

  /**
   * Stores the result of a step in the place of one that has other outputs, which is set aside and reported.
   *
   * @param key Key of the step: the digest of `body.key`.
   * @param body The entry that was proved right.
   * @param error What {@linkcode Store.putAction} said of it.
   * @throws {Error} in one line, if the store cannot be written.
   */
  async refute(
    key: string,
    body: ActionBody,
    { output, stored = "absent", computed = "absent" }: NonDeterminismError,
  ): Promise<void> {
    this.requireWritable();
    await unpackEntry(this.root, key);
    const damage = await this.setAside({
      ...{ kind: "action", path: objectPath("ac", key), found: `${output} ${stored}` },
      expected: `the entry of ${body.id} with ${output} ${computed}, as computed here`,
    });
    if (damage !== undefined) this.#onDamage(damage);
    await this.putAction(key, body);
  }

  async #publish(key: string, action: Action): Promise<void> {
    const path = objectPath("ac", key);
    const bytes = new TextEncoder().encode(encodeAction(action));
    // Another process may publish between reading and writing: then its entry is compared.
    for (let attempt = 0; attempt < 3; attempt++) {
      const stored = await this.getAction(key);
      if (stored !== undefined) {
        checkSameOutputs(stored, action);
        // What was computed here is known as that from now on.
        if (isImported(action) || !isImported(stored)) return;
        return void await writeDurably(this.root, path, bytes, "replace");
      }
      if (await writeDurably(this.root, path, bytes, "keep")) return;
    }
    throw new Error(
      `Cannot write to the store: ${this.root}/${path} must be free, ` +
        `current value is a damaged entry that cannot be moved`,
    );
  }

  /**
   * Reads the result of a step: text, schema, own digest and key are checked.
   *
   * @param key Key of the step; a {@linkcode Key}, whose material is known, is the faster.
   * @returns The entry; undefined if it is absent or was damaged.
   * @throws {TypeError} if `key` is no digest.
   * @throws {Error} in one line, if the store cannot be read.
   */
  async getAction(key: Key | string): Promise<Action | undefined> {
    const due = this.#eventLoop.due;
    if (due !== undefined) await due;
    return await this.#soundOrReported(examineAction(this.root, key));
  }

  /**
   * Removes the result of a step; its blobs stay.
   *
   * @param key Key of the step.
   * @throws {Error} in one line, if the store cannot be written.
   */
  async removeAction(key: string): Promise<void> {
    this.requireWritable();
    await removeFromPacks(this.root, [key]);
    await Deno.remove(`${this.root}/${objectPath("ac", key)}`).catch((error) => {
      if (!isAbsence(error)) throw error;
    });
  }

  /**
   * Sets a damaged object aside, unless the store is read-only.
   *
   * @param finding What is wrong with which object.
   * @returns The damage; undefined if another reader has moved the object already.
   */
  async setAside(finding: Finding): Promise<Damage | undefined> {
    if (this.readOnly) return { ...finding, movedTo: undefined };
    // What else is in a pack is kept.
    if (finding.kind === "pack") await rewritePack(this.root, packNameOf(finding.path), () => true);
    return await quarantine(this.root, finding);
  }

  async #soundOrReported<T>(examined: Examined<T>): Promise<T | undefined> {
    if (examined === undefined || "sound" in examined) return examined?.sound;
    const damage = await this.setAside(examined.finding);
    if (damage === undefined || this.#reported.has(damage.path)) return undefined;
    // What stays in its place will be met again.
    if (damage.movedTo === undefined) this.#reported.add(damage.path);
    this.#onDamage(damage);
    return undefined;
  }

  /**
   * Refuses a store that is only read: for whoever would compute what it cannot take.
   *
   * @throws {Error} in one line that says why it is.
   */
  requireWritable(): void {
    if (!this.readOnly) return;
    throw new Error(
      "Cannot write to the store: it must be open for writing, current value is read-only " +
        `(${this.unwritable})`,
    );
  }
}
