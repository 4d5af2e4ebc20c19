/** Hostile stores, archives and lock files at random: none of them hangs, is believed, or keeps a store from healing. */
import { assert, assertEquals } from "@std/assert";
import { canonical, type Json } from "../../lib/bits/canonical.ts";
import { digestOf, sha256 } from "../../lib/bits/digest.ts";
import type { Stream } from "../../lib/bits/random.ts";
import {
  exportArchive,
  fsck,
  gc,
  importArchive,
  packFinished,
  Store,
} from "../../lib/store/mod.ts";
import { objectPath } from "../../lib/store/path.ts";
import { packsOf } from "../../lib/store/packs/index.ts";
import { type Raw, rawArchive } from "./archive/support.ts";
import { actionOf, bytesOf } from "./helpers.ts";
import { IRREGULAR } from "./irregular.ts";

/** Longer than anything takes on a busy machine. */
const MOST_SECONDS = 60;

const HOSTILE_TEXTS = [
  "",
  "\u001b[2J",
  "\u202e",
  "../../../../etc/passwd",
  "__proto__",
  "constructor",
];
const HOSTILE_VALUES: readonly Json[] = [...HOSTILE_TEXTS, null, true, -1, 1e300, 0.5, [], {}, [
  [],
]];

const ROOTS = { digests: new Set<string>(), keys: new Set<string>(), codes: new Set<string>() };

/** Chooses at random. */
class Dice {
  constructor(readonly random: Stream) {}

  below(n: number): number {
    return this.random.u32() % n;
  }

  one<T>(values: readonly T[]): T {
    return values[this.below(values.length)];
  }

  /** Bytes with a part of them changed, cut off, doubled or replaced. */
  damaged(bytes: Uint8Array): Uint8Array {
    const copy = bytes.slice(), at = this.below(bytes.length + 1);
    switch (this.below(6)) {
      case 0:
        if (copy.length > 0) copy[at % copy.length] ^= 1 << this.below(8);
        return copy;
      case 1:
        return copy.subarray(0, at);
      case 2:
        return Uint8Array.of(...copy.subarray(0, 2000), ...copy.subarray(0, 2000));
      case 3:
        return copy.fill(this.below(256), at);
      case 4:
        return new TextEncoder().encode(this.one(HOSTILE_TEXTS));
      default:
        return new TextEncoder().encode(canonical(this.changed(parsed(copy))) + "\n");
    }
  }

  /** Data with one field changed, removed or added, somewhere. */
  changed(value: Json): Json {
    if (typeof value !== "object" || value === null || this.below(4) === 0) {
      return this.one(HOSTILE_VALUES);
    }
    const keys = Object.keys(value), key = keys[this.below(keys.length + 1)];
    if (key === undefined) return Array.isArray(value) ? [...value, 0] : this.#more(value);
    const fields = value as { readonly [key: string]: Json };
    const entries = Object.entries(fields).map(([name, field]) => [
      name,
      name === key ? this.changed(field) : field,
    ]);
    return Array.isArray(value)
      ? entries.map(([, field]) => field) as Json
      : Object.fromEntries(entries);
  }

  #more(value: object): Json {
    const name = this.one(HOSTILE_TEXTS), more = JSON.stringify(this.one(HOSTILE_VALUES));
    return { ...value, ...JSON.parse(`{${JSON.stringify(name)}:${more}}`) };
  }
}

function parsed(bytes: Uint8Array): Json {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return bytes.length;
  }
}

/** Ends, or throws one line that says what cannot be done. */
async function oneLine(what: string, action: () => Promise<unknown>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("it hangs")), MOST_SECONDS * 1000);
  });
  try {
    await Promise.race([action(), late]);
    return true;
  } catch (error) {
    const { message } = error as Error;
    // What steers a terminal is escaped where it is printed.
    assert(/^Cannot [^\n\r]*$/.test(message), `${what}: ${JSON.stringify(message)}`);
    return false;
  } finally {
    clearTimeout(timer);
  }
}

const COUNT = 8;
const idOf = (seed: number) =>
  `${seed % 4 === 3 ? "information" : "train"}/x/r${seed >> 2}/s${seed}`;
const membershipOf = (id: string) => ({
  group: id.split("/")[2],
  last: id.startsWith("information"),
});

async function fill(store: Store): Promise<void> {
  for (let seed = 0; seed < COUNT; seed++) {
    const { key, body } = actionOf(await store.put(bytesOf(seed, 300)), { seed });
    await store.putAction(key, { ...body, id: idOf(seed) });
  }
}

/** Everything that may be read is right. */
async function assertRight(store: Store, whole: boolean, what: string): Promise<void> {
  for (let seed = 0; seed < COUNT; seed++) {
    const bytes = bytesOf(seed, 300), digest = sha256(bytes), blob = await store.get(digest);
    if (whole || blob !== undefined) assertEquals(blob, bytes, what);
    const { key } = actionOf({ sha256: digest, size: 300 }, { seed });
    const action = await store.getAction(key);
    if (whole || action !== undefined) assertEquals(digestOf(action!.key as unknown as Json), key);
  }
}

async function pathsBelow(root: string, path = ""): Promise<string[]> {
  const paths: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(root + path)) {
    paths.push(`${path}/${name}`);
    if (isDirectory) paths.push(...await pathsBelow(root, `${path}/${name}`));
  }
  return paths.sort();
}

async function sabotage(root: string, beside: string, dice: Dice): Promise<string> {
  const paths = (await pathsBelow(root)).filter((path) => path !== "/store.json");
  const path = dice.one(paths), target = root + path, { isFile } = await Deno.lstat(target);
  const how = dice.below(isFile ? 5 : 2);
  if (how === 0) await Deno.remove(target, { recursive: true });
  else if (how === 1) {
    const name = dice.one(Object.keys(IRREGULAR));
    await Deno.remove(target, { recursive: true });
    await IRREGULAR[name](target, beside);
    return `${path} is ${name}`;
  } else if (how === 2) await Deno.rename(target, root + dice.one(paths)).catch(() => {});
  else {
    await Deno.chmod(target, 0o644);
    await Deno.writeFile(target, dice.damaged(await Deno.readFile(target)));
  }
  return `${path} (${how})`;
}

async function hostileStore(folder: string, dice: Dice): Promise<void> {
  const root = `${folder}/store`, before = await Store.open(root);
  await fill(before);
  if (dice.below(2) === 0) await packFinished(before, membershipOf, 1);
  before.close();
  const done: string[] = [];
  for (let k = dice.below(4); k >= 0; k--) {
    done.push(await sabotage(root, folder, dice).catch((error) => error.message));
  }
  const what = done.join(", ");
  packsOf(root).reload();
  await oneLine(what, () => gc(root, ROOTS, { dryRun: true }));
  let store: Store | undefined;
  if (!await oneLine(what, async () => store = await Store.open(root))) return;
  await oneLine(what, () => assertRight(store!, false, what));
  await oneLine(what, () => exportArchive(store!, `${folder}/x.tar`));
  await oneLine(what, () => fsck(store!));
  assertEquals((await fsck(store!)).bad, [], what);
  await fill(store!);
  await assertRight(store!, true, what);
  store!.close();
}

/** Entries and blobs as an archive's members, some of them hostile, in a store of one's own. */
async function hostileArchive(folder: string, dice: Dice): Promise<void> {
  const members: Raw[] = [];
  for (let seed = 0; seed < COUNT; seed++) {
    const bytes = bytesOf(seed, 300), digest = sha256(bytes);
    const { body } = actionOf({ sha256: digest, size: 300 }, { seed });
    members.push({ name: objectPath("cas", digest), content: bytes });
    // Sealed as it should be, whatever it says.
    const entry = (dice.below(4) === 0 ? dice.changed(body as unknown as Json) : body) as Json;
    if (typeof entry !== "object" || entry === null || Array.isArray(entry)) continue;
    const key = digestOf((entry as { key?: Json }).key ?? null);
    const content = canonical({ ...entry, digest: digestOf(entry) } as Json) + "\n";
    members.push({ name: objectPath("ac", key), content });
  }
  const bytes = rawArchive(members), file = `${folder}/x.tar${dice.below(4) === 0 ? ".gz" : ""}`;
  await Deno.writeFile(file, dice.below(2) === 0 ? bytes : dice.damaged(bytes));
  const store = await Store.open(`${folder}/to`);
  await oneLine("archive", () => importArchive(store, file));
  assertEquals((await fsck(store)).bad, []);
  await assertRight(store, false, "archive");
  store.close();
}

/**
 * One round: a hostile store, a hostile archive, a hostile text for a decoder.
 *
 * @param texts What is damaged and given to `decode`, for example a lock.
 */
export async function fuzzRound(
  random: Stream,
  texts: readonly { readonly bytes: Uint8Array; decode(bytes: Uint8Array): unknown }[],
): Promise<void> {
  const dice = new Dice(random), folder = await Deno.makeTempDir({ prefix: "fz-" });
  try {
    await hostileStore(folder, dice);
    await hostileArchive(folder, dice);
    for (const { bytes, decode } of texts) {
      await oneLine("text", () => Promise.resolve().then(() => decode(dice.damaged(bytes))));
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
