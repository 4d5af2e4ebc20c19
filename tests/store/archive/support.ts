/** Stores to export from, and archives as nobody should trust them. */
import { assert } from "@std/assert";
import { paddingOf, tarHeader } from "../../../lib/store/archive/tar.ts";
import { decodeAction, encodeAction, sealAction } from "../../../lib/store/action_text.ts";
import { Store } from "../../../lib/store/mod.ts";
import { actionOf, bytesOf, namesIn } from "../helpers.ts";

/** A member: content, and what its header says otherwise than it should. */
export interface Raw {
  readonly name: string;
  readonly content?: Uint8Array | string;
  /** Promised length; by default the true one. */
  readonly size?: number;
  /** Fields of the header that are overwritten, by offset; the checksum is made right again. */
  readonly fields?: Readonly<Record<number, string>>;
}

/** A member's bytes. */
export function rawMember({ name, content = "", size, fields = {} }: Raw): Uint8Array {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const header = tarHeader(name, size ?? bytes.length);
  for (const [at, text] of Object.entries(fields)) {
    header.set(new TextEncoder().encode(text), Number(at));
  }
  header.fill(32, 148, 156);
  const sum = header.reduce((all, byte) => all + byte, 0);
  header.set(new TextEncoder().encode(`${sum.toString(8).padStart(6, "0")}\0 `), 148);
  return joined([header, bytes, new Uint8Array(paddingOf(bytes.length))]);
}

/** A whole archive. */
export function rawArchive(members: readonly Raw[]): Uint8Array {
  return joined([...members.map(rawMember), new Uint8Array(1024)]);
}

/** Parts in a row. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Runs a test on two stores and a place for files. */
export async function withTwo(test: (from: Store, to: Store, folder: string) => Promise<void>) {
  const folder = await Deno.makeTempDir({ prefix: "archive-" });
  try {
    await test(await Store.open(`${folder}/from`), await Store.open(`${folder}/to`), folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Three blobs with entries; the last two entries share a blob. */
export async function fill(store: Store): Promise<string[]> {
  const keys: string[] = [];
  for (const seed of [1, 2, 3, 4]) {
    const { key, body } = actionOf(await store.put(bytesOf(Math.min(seed, 3), 700 * seed)), {
      seed,
    });
    await store.putAction(key, body);
    keys.push(key);
  }
  return keys;
}

/** The objects of a store by path. */
export async function contentOf(store: Store): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {};
  for (const folder of ["cas", "ac"]) {
    for (const shard of await namesIn(store, folder)) {
      for (const name of await namesIn(store, `${folder}/${shard}`)) {
        const path = `${folder}/${shard}/${name}`;
        const bytes = await Deno.readFile(`${store.root}/${path}`);
        files[path] = folder === "cas" ? bytes : asMade(bytes, name);
      }
    }
  }
  return files;
}

/** An entry as its maker had it, without the mark of a store that imported it. */
function asMade(bytes: Uint8Array, key: string): Uint8Array {
  const action = decodeAction(bytes, key), { imported: _, ...cost } = action.cost;
  return new TextEncoder().encode(encodeAction(sealAction({ ...action, cost })));
}

/** What a program prints. */
export async function system(program: string, ...args: string[]): Promise<string> {
  const { success, stdout } = await new Deno.Command(program, { args }).output();
  assert(success, `${program} ${args.join(" ")}`);
  return new TextDecoder().decode(stdout);
}
