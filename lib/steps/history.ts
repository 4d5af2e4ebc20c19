/**
 * The entries of a store by logical id: what a step was when it last ran. For explanations only.
 *
 * @module
 */
import { getOrMake } from "../bits/memo.ts";
import type { Action } from "../store/action.ts";
import { eachEntryFile } from "../store/each_entry.ts";
import { latinText } from "../store/latin_text.ts";
import { entryPath } from "../store/entries.ts";
import type { Store } from "../store/store.ts";

/** All entries of a store, found once. */
export class History {
  readonly #store: Store;
  readonly #keys: ReadonlyMap<string, readonly string[]>;
  readonly #sorted = new Map<string, Promise<Action[]>>();

  private constructor(store: Store, keys: ReadonlyMap<string, readonly string[]>) {
    this.#store = store;
    this.#keys = keys;
  }

  /** Reads which id each entry of a store has; the rest of an entry is read when it is asked for. */
  static async open(store: Store): Promise<History> {
    const keys = new Map<string, string[]>();
    for await (const { entries } of eachEntryFile(store.root)) {
      for (const { key, content } of entries) {
        const id = typeof content === "string" ? undefined : idOf(content);
        if (id === undefined) continue;
        const known = keys.get(id);
        if (known === undefined) keys.set(id, [key]);
        else if (!known.includes(key)) known.push(key);
      }
    }
    return new History(store, keys);
  }

  /** Valid entries of an id: by the time of their files, newest first; of the same time by key. */
  entries(id: string): Promise<Action[]> {
    return getOrMake(this.#sorted, id, () => this.#sort(this.#keys.get(id) ?? []));
  }

  async #sort(keys: readonly string[]): Promise<Action[]> {
    const timed = await Promise.all(
      keys.map(async (key) => ({ key, at: keys.length > 1 ? await this.#time(key) : 0 })),
    );
    timed.sort((a, b) => b.at - a.at || (a.key < b.key ? -1 : 1));
    const actions = await Promise.all(timed.map(({ key }) => this.#store.getAction(key)));
    return actions.filter((action) => action !== undefined);
  }

  async #time(key: string): Promise<number> {
    const info = await Deno.lstat(`${this.#store.root}/${entryPath(this.#store.root, key)}`)
      .catch(() => undefined);
    return info?.mtime?.getTime() ?? 0;
  }
}

/** The id that an entry's text claims: it is canonical JSON, and no text before the field can hold a
 * quote; ids are ASCII. */
function idOf(content: Uint8Array): string | undefined {
  const text = latinText(content.subarray(0, LONGEST_HEAD));
  const [, quoted] = /^\{"cost":\{[^{}]*\},"digest":"[^"]*","id":("(?:[^"\\]|\\.)*")/.exec(text) ??
    [];
  return quoted === undefined ? undefined : JSON.parse(quoted);
}

/** Bytes within which an entry's id ends. */
const LONGEST_HEAD = 1024;
