/** Checking a whole store. */
import { sha256 } from "../bits/digest.ts";
import type { Action } from "./action.ts";
import { type Damage, type Finding, foreign } from "./damage.ts";
import { inFileOrder } from "./entries.ts";
import { examineAction, examineBlob } from "./examine.ts";
import { listObjects } from "./list.ts";
import { packsOf } from "./packs/index.ts";
import { unpackEntry } from "./packs/rewrite.ts";
import { objectPath, PACK_FOLDER } from "./path.ts";
import type { Store } from "./store.ts";
import { sweep } from "./write.ts";

/** How far a check has come. */
export interface FsckProgress {
  /** Objects checked. */
  readonly done: number;
  /** Objects to check. */
  readonly total: number;
}

/** Result of a check. */
export interface FsckReport {
  /** Sound blobs. */
  blobs: number;
  /** Sound action entries. */
  actions: number;
  /** Bytes of the sound blobs. */
  bytes: number;
  /** Outputs of sound entries whose blob is not there, which is no fault. */
  absent: number;
  /** Temp files of killed writers that were removed, on opening or now. */
  temps: number;
  /** Every bad object, in the order of checking; set aside, unless the store is read-only. */
  readonly bad: Damage[];
}

/**
 * Re-hashes every blob, validates every action entry, and sets aside what is damaged or foreign.
 * An entry whose blob is damaged is set aside with it, so that the next run computes both anew.
 *
 * @param store The store; a read-only one is checked without being changed.
 * @param onProgress Called after each object.
 * @returns What was found; checking goes on after a bad object, and a second check is clean.
 */
export async function fsck(
  store: Store,
  onProgress: (progress: FsckProgress) => void = () => {},
): Promise<FsckReport> {
  const check = new Check(store);
  for (const name of check.packs()) await check.pack(name);
  // Actions first: the blobs of an entry that is listed were there before it.
  const actions = await listObjects(store.root, "ac");
  const blobs = await listObjects(store.root, "cas");
  const total = blobs.names.length + actions.names.length;
  let done = 0;
  for (const path of [...blobs.foreign, ...actions.foreign]) await check.foreign(path);
  for (const name of blobs.names) {
    await check.guarded("blob", objectPath("cas", name), () => check.blob(name));
    onProgress({ done: ++done, total });
  }
  for (const name of inFileOrder(store.root, actions.names)) {
    await check.guarded("action", objectPath("ac", name), () => check.action(name));
    onProgress({ done: ++done, total });
  }
  if (!store.readOnly) {
    check.report.temps += await sweep(store.root);
    await packsOf(store.root).save();
  }
  return check.report;
}

class Check {
  readonly report: FsckReport;
  readonly #store: Store;
  readonly #sizes = new Map<string, number>();
  readonly #damaged = new Set<string>();

  constructor(store: Store) {
    this.#store = store;
    this.report = { blobs: 0, actions: 0, bytes: 0, absent: 0, temps: store.temps, bad: [] };
  }

  /** Runs one check; an object that cannot even be read is named, left there, and passed over. */
  async guarded(kind: Finding["kind"], path: string, check: () => Promise<void>): Promise<void> {
    try {
      await check();
    } catch (error) {
      const found = (error as Error).message;
      this.report.bad.push({ kind, path, expected: "to be readable", found, movedTo: undefined });
    }
  }

  async foreign(path: string): Promise<void> {
    await this.#setAside(foreign(path));
  }

  /** Names of the packs as they are on the disk. */
  packs(): readonly string[] {
    const packs = packsOf(this.#store.root);
    packs.reload();
    return packs.packs;
  }

  async pack(name: string): Promise<void> {
    const bytes = packsOf(this.#store.root).bytes(name), digest = bytes && sha256(bytes);
    if (digest === name) return;
    const found = digest === undefined ? "no file that can be read" : `SHA-256 ${digest}`;
    const path = `${PACK_FOLDER}/${name}`, expected = `a pack with SHA-256 ${name}`;
    await this.#setAside({ kind: "pack", path, expected, found });
  }

  async blob(digest: string): Promise<void> {
    const examined = await examineBlob(this.#store.root, digest);
    if (examined === undefined) return;
    if ("finding" in examined) {
      this.#damaged.add(digest);
      return await this.#setAside(examined.finding);
    }
    this.#sizes.set(digest, examined.sound.length);
    this.report.blobs++;
    this.report.bytes += examined.sound.length;
  }

  async action(key: string): Promise<void> {
    const examined = examineAction(this.#store.root, key);
    if (examined === undefined) return;
    if ("finding" in examined) return await this.#setAside(examined.finding);
    const finding = this.#outputsOf(key, examined.sound);
    if (finding !== undefined) {
      if (!this.#store.readOnly) await unpackEntry(this.#store.root, key);
      return await this.#setAside(finding);
    }
    this.report.actions++;
  }

  /** What is wrong with the outputs of an entry; counts the absent ones if nothing is. */
  #outputsOf(key: string, action: Action): Finding | undefined {
    const path = objectPath("ac", key);
    let absent = 0;
    for (const [name, { sha256, size }] of Object.entries(action.outputs)) {
      const found = this.#sizes.get(sha256);
      const expected = `output ${name} of ${action.id}: ${size} bytes with SHA-256 ${sha256}`;
      if (this.#damaged.has(sha256)) {
        return { kind: "action", path, expected, found: "a damaged blob" };
      }
      if (found !== undefined && found !== size) {
        return { kind: "action", path, expected, found: `a blob of ${found} bytes` };
      }
      if (found === undefined) absent++;
    }
    this.report.absent += absent;
    return undefined;
  }

  async #setAside(finding: Finding): Promise<void> {
    const damage = await this.#store.setAside(finding);
    if (damage !== undefined) this.report.bad.push(damage);
  }
}
