/**
 * Remembering the code behind results, so that a later reader can say what of it has changed.
 *
 * A code digest is the SHA-256 of the canonical text of its {@linkcode CodeMaterial}: that text, stored as a blob, lies
 * under the very digest that an entry's key names. No entry refers to it, so losing it loses an explanation only.
 *
 * @module
 */
import { getOrMake } from "../../bits/memo.ts";
import { canonical } from "../../bits/canonical.ts";
import type { Store } from "../../store/store.ts";
import type { CodeDigester, CodeMaterial } from "./digest.ts";

/** Stores code material, that of each module once. */
export class CodeRecord {
  readonly #store: Store;
  readonly #digester: CodeDigester;
  readonly #recorded = new Map<string, Promise<void>>();

  /** @param store Open for writing. */
  constructor(store: Store, digester: CodeDigester) {
    this.#store = store;
    this.#digester = digester;
  }

  /**
   * Stores what the code digest of a module is the digest of.
   *
   * @param entry As for {@linkcode CodeDigester.digest}.
   */
  record(entry: string): Promise<void> {
    return getOrMake(this.#recorded, entry, () => this.#put(entry));
  }

  async #put(entry: string): Promise<void> {
    const material = await this.#digester.material(entry);
    if (material === undefined) return;
    await this.#store.put(new TextEncoder().encode(canonical(material)));
  }
}

/** The material behind a code digest; undefined where the store does not remember it. */
export async function recordedCode(
  store: Store,
  digest: string,
): Promise<CodeMaterial | undefined> {
  const bytes = await store.get(digest);
  return bytes && materialFrom(bytes);
}

/** What any entry may name as its code is not always one. */
function materialFrom(bytes: Uint8Array): CodeMaterial | undefined {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
  const maps = Object.keys(MAPS), isText = (one: unknown) => typeof one === "string";
  const isMap = (one: unknown) => isPlain(one) && Object.values(one).every(isText);
  const known = isPlain(value) && isText(value.stripper) && maps.every((map) => isMap(value[map]));
  return known ? value as unknown as CodeMaterial : undefined;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What happened to one part of a code. */
export interface CodeChange {
  readonly part: "stripper" | "module" | "asset" | "name" | "package";
  /** Path of a file, imported name, `npm:name@version`; of the stripper its field. */
  readonly name: string;
  /** Digest, target or integrity; absent where there was none. */
  readonly old?: string;
  /** As `old`, today. */
  readonly now?: string;
}

const MAPS = { modules: "module", assets: "asset", names: "name", packages: "package" } as const;

/** All parts in which two codes differ, files first, each class in ascending order of its names. */
export function codeChanges(old: CodeMaterial, now: CodeMaterial): CodeChange[] {
  const changes: CodeChange[] = [];
  const compare = (part: CodeChange["part"], name: string, before?: string, after?: string) => {
    if (before === after) return;
    changes.push({
      ...{ part, name },
      ...(before !== undefined && { old: before }),
      ...(after !== undefined && { now: after }),
    });
  };
  compare("stripper", "stripper", old.stripper, now.stripper);
  for (const [field, part] of Object.entries(MAPS)) {
    const [before, after] = [old[field as keyof typeof MAPS], now[field as keyof typeof MAPS]];
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    for (const name of [...names].sort()) compare(part, name, before[name], after[name]);
  }
  return changes;
}
