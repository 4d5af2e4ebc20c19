/**
 * Claims in a store: files that say that somebody is at a piece of work. A claim is made by creating a file that must not
 * be there, kept alive by writing to it, and dead when it has not been written for a lease. It names its owner by a random
 * number; no process is looked for.
 *
 * Times are compared with those of new files, by the file system's own clock, which all hosts share; a claim whose file
 * stays as it is for a lease while one looks at it is dead as well, however clocks are set. Where its owner was on this host
 * and held a kernel lock on the file, a lock that is free says at once that it has ended.
 *
 * Whoever takes over a claim that was alive after all does work twice and spoils nothing.
 */
import { sha256 } from "../bits/digest.ts";
import { CLAIM_FOLDER, isDigest, tempPath } from "./path.ts";
import { readRegularSync } from "./regular_file.ts";

/** What a claim's file says. */
export interface ClaimText {
  /** What is claimed. */
  readonly name: string;
  /** Random. */
  readonly owner: string;
  /** The host whose kernel holds the lock on the file; empty if none does. */
  readonly host: string;
  /** How often it was renewed. */
  readonly beat: number;
}

/** Nothing that a claim says is longer. */
const MOST_BYTES = 1 << 12;

/** A claim of this process. */
export class ClaimFile {
  readonly #path: string;
  readonly #file: Deno.FsFile;
  #text: ClaimText;

  private constructor(path: string, file: Deno.FsFile, text: ClaimText) {
    this.#path = path;
    this.#file = file;
    this.#text = text;
  }

  /**
   * Makes a claim.
   *
   * @param host This host, if it has a name.
   * @returns Undefined if the file is there.
   * @throws {Error} as the system gives it, if nothing can be written.
   */
  static make(root: string, name: string, host: string): ClaimFile | undefined {
    const path = pathOf(root, name);
    let file: Deno.FsFile;
    try {
      file = Deno.openSync(path, { read: true, write: true, createNew: true });
    } catch (error) {
      if (error instanceof Deno.errors.AlreadyExists) return undefined;
      throw error;
    }
    const locked = host !== "" && tryLock(file);
    const text = { name, owner: crypto.randomUUID(), host: locked ? host : "", beat: 0 };
    const claim = new ClaimFile(path, file, text);
    claim.#write();
    return claim;
  }

  /** Renews the claim; false if it is another's by now. */
  renew(): boolean {
    if (!this.#isOwn()) return false;
    this.#text = { ...this.#text, beat: this.#text.beat + 1 };
    this.#write();
    return true;
  }

  /** Gives the claim up, unless it is another's by now. */
  release(): void {
    if (this.#isOwn()) ignoreErrors(() => Deno.removeSync(this.#path));
    this.#file.close();
  }

  #isOwn(): boolean {
    return readText(this.#path)?.owner === this.#text.owner;
  }

  /** In place, and never shorter than before. */
  #write(): void {
    const bytes = new TextEncoder().encode(`${JSON.stringify(this.#text)}\n`);
    this.#file.seekSync(0, Deno.SeekMode.Start);
    this.#file.writeSync(bytes);
    this.#file.syncSync();
  }
}

/** A claim of somebody else, as it was seen. */
export interface SeenClaim {
  readonly owner: string;
  readonly beat: number;
  readonly host: string;
  /** Milliseconds, by the file system's clock. */
  readonly written: number;
  /** Whether nobody holds the lock on its file; undefined where locks do not work. */
  readonly unlocked: boolean | undefined;
}

/** All claims in a store, the dead ones among them, by what is claimed. */
export function listClaims(root: string): Map<string, SeenClaim> {
  const found = new Map<string, SeenClaim>(), folder = `${root}/${CLAIM_FOLDER}`;
  ignoreErrors(() => {
    for (const { name: file } of Deno.readDirSync(folder)) {
      const text = isClaimName(file) ? readText(`${folder}/${file}`) : undefined;
      const name = text?.name, claim = typeof name === "string" ? seeClaim(root, name) : undefined;
      if (claim !== undefined) found.set(name!, claim);
    }
  });
  return found;
}

/** Looks at a claim; undefined if there is none any more. */
export function seeClaim(root: string, name: string): SeenClaim | undefined {
  const path = pathOf(root, name);
  try {
    // Opened, so that a network file system asks its server.
    using file = Deno.openSync(path, { read: true });
    const written = file.statSync().mtime?.getTime() ?? 0;
    const { owner = "", beat = 0, host = "" } = readText(path) ?? {};
    return { owner, beat, host, written, unlocked: tryLock(file) };
  } catch {
    return undefined;
  }
}

/** Takes a dead claim away, so that a new one can be made; somebody else's that has come meanwhile is put back. */
export function buryClaim(root: string, name: string, dead: SeenClaim): void {
  const path = pathOf(root, name), grave = `${root}/${tempPath()}`;
  ignoreErrors(() => {
    Deno.renameSync(path, grave);
    const text = readText(grave);
    const isOther = (text?.owner ?? "") !== dead.owner || (text?.beat ?? 0) !== dead.beat;
    if (isOther) Deno.linkSync(grave, path);
  });
  ignoreErrors(() => Deno.removeSync(grave));
}

/** The file system's clock, in milliseconds: the time of a new file. */
export function timeOfFiles(root: string): number {
  const path = `${root}/${tempPath()}`;
  using file = Deno.openSync(path, { write: true, createNew: true });
  const { mtime } = file.statSync();
  ignoreErrors(() => Deno.removeSync(path));
  return mtime?.getTime() ?? 0;
}

function pathOf(root: string, name: string): string {
  return `${root}/${CLAIM_FOLDER}/${sha256(name)}`;
}

/** Whether a name in the folder of claims is one of theirs. */
export function isClaimName(name: string): boolean {
  return isDigest(name);
}

/** Undefined if it is gone, or says nothing yet. */
function readText(path: string): ClaimText | undefined {
  try {
    const text = JSON.parse(new TextDecoder().decode(readRegularSync(path, MOST_BYTES)));
    return typeof text?.owner === "string" ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the lock was free, and is held now; undefined where locks do not work. */
function tryLock(file: Deno.FsFile): boolean | undefined {
  try {
    return file.tryLockSync(true);
  } catch {
    return undefined;
  }
}

function ignoreErrors(act: () => void): void {
  try {
    act();
  } catch {
    // Of claims nothing has to succeed.
  }
}
