/** Removing what nobody needs from a store that nobody uses. */
import { type GcPlan, type GcRoots, planGc } from "./plan.ts";
import { type Leftover, quarantinedFiles, tempFiles } from "./leftovers.ts";
import { lockExclusive } from "../usage_lock.ts";
import { standingOf } from "../marker.ts";
import { claimFolder } from "../open.ts";
import { removeFromPacks } from "../packs/rewrite.ts";
import { objectPath } from "../path.ts";
import { listPins } from "./pins.ts";
import {
  type FileTotals,
  type Inventory,
  type InventoryProgress,
  takeInventory,
} from "./inventory.ts";
import { syncFolder } from "../folder.ts";

/** How to collect. */
export interface GcOptions {
  /** Most bytes that blobs and entries may take afterwards; see {@linkcode planGc}. */
  readonly budget?: number;
  /** Look only: no lock, nothing written. By default false. */
  readonly dryRun?: boolean;
  /** Wait until nobody else uses the store. By default false: it is an error then. */
  readonly wait?: boolean;
  /** Told how far reading the store has come, which is most of the work. */
  readonly onProgress?: (progress: InventoryProgress) => void;
  /** Told in a line of what happens once in the life of a store. */
  readonly onNotice?: (line: string) => void;
}

/** What goes and what stays of a class. */
export interface GcClass {
  /** Removed, or to be removed. */
  readonly go: FileTotals;
  /** Kept. */
  readonly stay: FileTotals;
}

/** What went and what stayed, or would. */
export interface GcReport extends GcClass {
  /** By kind of step, an entry and its blobs together; besides `orphan blobs` that no entry names, `locked blobs` of
   * which only the lock knows, `damaged entries`, `quarantine` and `leftovers`. */
  readonly classes: Readonly<Record<string, GcClass>>;
  /** Bytes that the roots take: the smallest budget. */
  readonly needed: number;
}

/**
 * Removes what {@linkcode planGc} decides, the quarantine, and leftovers of killed writers. Entries go before their
 * blobs, so that a crash at any moment leaves no entry without its blobs.
 *
 * @param root Folder of the store.
 * @param roots What stays besides pinned runs; a function is asked once nobody else writes, so that it knows of everything
 * that they have left.
 * @throws {Error} in one line, before anything is removed: the store is in use, a pin cannot be read.
 * @throws {RangeError} naming the size that is needed, before anything is removed.
 */
export async function gc(
  root: string,
  roots: GcRoots | (() => Promise<GcRoots>),
  { budget, dryRun = false, wait = false, onNotice = () => {}, onProgress }: GcOptions = {},
): Promise<GcReport> {
  await requireStore(root, dryRun, onNotice);
  using _held = dryRun ? undefined : await lockExclusive(root, wait);
  const rooted = typeof roots === "function" ? await roots() : roots;
  const pinned = (await listPins(root)).flatMap(({ keys }) => keys);
  const found = await takeInventory(root, onProgress);
  const plan = planGc(found, { ...rooted, keys: new Set([...rooted.keys, ...pinned]) }, budget);
  const rest = {
    quarantine: await quarantinedFiles(root),
    leftovers: await tempFiles(root),
  };
  if (!dryRun) await remove(root, plan, Object.values(rest).flat());
  return report(found, plan, rest);
}

/** Nothing is removed from what is no store, or not all of one: blobs without their entries would all seem useless. */
async function requireStore(root: string, dryRun: boolean, onNotice: (line: string) => void) {
  const refuse = (rule: string, found: string) =>
    new Error(
      `Cannot collect garbage: --store must be ${rule}, current value is ${root} (${found})`,
    );
  const standing = await standingOf(root).catch((error) => {
    throw refuse("a store", error.message);
  });
  if (standing.is === "other") throw refuse("a store", standing.because);
  if (standing.is === "unmarked" && !dryRun) await claimFolder(root, onNotice);
  if (standing.is === "empty") return;
  for (const folder of ["cas", "ac"]) {
    const info = await Deno.stat(`${root}/${folder}`).catch(() => undefined);
    if (!info?.isDirectory) throw refuse("a whole store", `its folder ${folder} is missing`);
  }
}

async function remove(root: string, { entries, blobs }: GcPlan, rest: readonly Leftover[]) {
  const singles = await removeFromPacks(root, entries.go.map(({ key }) => key));
  const paths = singles.map((key) => objectPath("ac", key));
  for (const path of paths) await removeFile(`${root}/${path}`);
  const shards = new Set(paths.map((path) => path.slice(0, path.lastIndexOf("/"))));
  for (const shard of shards) await syncFolder(`${root}/${shard}`);
  for (const digest of blobs.go) await removeFile(`${root}/${objectPath("cas", digest)}`);
  for (const { path } of rest) await removeFile(`${root}/${path}`);
}

async function removeFile(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    const reason = (error as Error).message;
    throw new Error(
      `Cannot remove from the store: ${path} must be removable, current value is ${reason}`,
      { cause: error },
    );
  }
}

function report(
  { blobs, damaged }: Inventory,
  { entries, blobs: digests, needed }: GcPlan,
  rest: Readonly<Record<string, readonly Leftover[]>>,
): GcReport {
  const count = new Count();
  for (const fate of ["stay", "go"] as const) {
    const owners = new Map<string, string>();
    for (const { kind, bytes, outputs } of entries[fate]) {
      count.add(kind, fate, 1, bytes);
      for (const digest of outputs) {
        if (blobs.has(digest) && !owners.has(digest)) owners.set(digest, kind);
      }
    }
    const ownerless = fate === "go" ? "orphan blobs" : "locked blobs";
    for (const digest of digests[fate]) {
      count.add(owners.get(digest) ?? ownerless, fate, 1, blobs.get(digest)!);
    }
  }
  count.add("damaged entries", "stay", damaged.objects, damaged.bytes);
  for (const [name, files] of Object.entries(rest)) {
    for (const { bytes } of files) count.add(name, "go", 1, bytes);
  }
  return { ...count.total, classes: count.sorted(), needed };
}

type Counted = Record<"go" | "stay", { objects: number; bytes: number }>;

function nothing(): Counted {
  return { go: { objects: 0, bytes: 0 }, stay: { objects: 0, bytes: 0 } };
}

class Count {
  readonly total = nothing();
  readonly #classes = new Map<string, Counted>();

  add(name: string, fate: "go" | "stay", objects: number, bytes: number): void {
    if (objects === 0) return;
    const own = this.#classes.get(name) ?? nothing();
    this.#classes.set(name, own);
    for (const counted of [own, this.total]) {
      counted[fate].objects += objects;
      counted[fate].bytes += bytes;
    }
  }

  sorted(): Record<string, Counted> {
    return Object.fromEntries([...this.#classes].sort(([a], [b]) => a < b ? -1 : 1));
  }
}
