/**
 * The first component in which a key differs from an older one (docs/architecture.md, section 6, `explain`).
 *
 * @module
 */
import { canonical, type Json } from "../bits/canonical.ts";
import type { KeyMaterial } from "../store/action.ts";

/** Key material some of whose inputs are not known yet. */
export type KnownMaterial = Omit<KeyMaterial, "inputs"> & {
  readonly inputs: { readonly [name: string]: string | undefined };
};

/** What differs first, with both values; `undefined` is a value that there is not, or not yet. */
export type KeyDifference =
  | { readonly component: "schema"; readonly old: number; readonly now: number }
  | { readonly component: "step" | "code"; readonly old: string; readonly now: string }
  | {
    readonly component: "params";
    /** Such as `training.protocol.batch` or `layers[2].units`; empty for the whole. */
    readonly path: string;
    readonly old: Json | undefined;
    readonly now: Json | undefined;
  }
  | {
    readonly component: "inputs";
    /** Name of the input. */
    readonly name: string;
    readonly old: string | undefined;
    readonly now: string | undefined;
    /** Whether there is such an input today whose bytes are not known yet. */
    readonly pending: boolean;
  };

/**
 * The first difference in the order schema, step, code, params, inputs. Of inputs, one whose bytes are known to be
 * others goes before one whose bytes are not known; among equals the order is that of names.
 *
 * @returns `undefined` if both are the same and every input is known.
 */
export function firstKeyDifference(
  old: KeyMaterial,
  now: KnownMaterial,
): KeyDifference | undefined {
  if (old.schema !== now.schema) return { component: "schema", old: old.schema, now: now.schema };
  for (const component of ["step", "code"] as const) {
    if (old[component] !== now[component]) {
      return { component, old: old[component], now: now[component] };
    }
  }
  return differentParams(old.params, now.params, "") ?? differentInput(old.inputs, now.inputs);
}

function differentInput(
  old: KeyMaterial["inputs"],
  now: KnownMaterial["inputs"],
): KeyDifference | undefined {
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])].sort();
  const own = <T>(inputs: { readonly [name: string]: T }, name: string): T | undefined =>
    Object.hasOwn(inputs, name) ? inputs[name] : undefined;
  const different = names.filter((name) => own(old, name) !== own(now, name));
  const pending = (name: string) => Object.hasOwn(now, name) && now[name] === undefined;
  const name = different.find((name) => !pending(name)) ?? different[0];
  if (name === undefined) return undefined;
  return {
    ...{ component: "inputs", name, pending: pending(name) },
    ...{ old: own(old, name), now: own(now, name) },
  };
}

function differentParams(
  old: Json | undefined,
  now: Json | undefined,
  path: string,
): KeyDifference | undefined {
  if (old !== undefined && now !== undefined && canonical(old) === canonical(now)) return undefined;
  if (isTree(old) && isTree(now) && Array.isArray(old) === Array.isArray(now)) {
    const byIndex = Array.isArray(old)
      ? (a: string, b: string) => Number(a) - Number(b)
      : undefined;
    const names = [...new Set([...Object.keys(old), ...Object.keys(now)])].sort(byIndex);
    for (const name of names) {
      const before = fieldOf(old, name), after = fieldOf(now, name);
      const found = differentParams(before, after, childPath(path, name, Array.isArray(old)));
      if (found !== undefined) return found;
    }
  }
  return { component: "params", path, old, now };
}

type Tree = { readonly [name: string]: Json };

function isTree(value: Json | undefined): value is Tree {
  return typeof value === "object" && value !== null;
}

function fieldOf(tree: Tree, name: string): Json | undefined {
  return Object.hasOwn(tree, name) ? tree[name] : undefined;
}

function childPath(path: string, name: string, index: boolean): string {
  return index ? `${path}[${name}]` : path === "" ? name : `${path}.${name}`;
}
