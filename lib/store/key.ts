/** Keys of steps, each with the text that it is the digest of (docs/architecture.md, section 4). */
import { canonical, type Json } from "../bits/canonical.ts";
import { sha256 } from "../bits/digest.ts";
import type { KeyMaterial } from "./action.ts";

/**
 * A key with its material: whoever is given one need not compare the two again. The material is frozen, whatever was
 * hashed stays what it was.
 */
export class Key {
  private constructor(
    /** SHA-256 of the text: the key itself. */
    readonly digest: string,
    /** Canonical encoding of the material. */
    readonly text: string,
    /** What the key is the digest of; deeply frozen. */
    readonly material: KeyMaterial,
  ) {}

  /**
   * The key of a material.
   *
   * @param material Its parameters and inputs are frozen from now on.
   * @throws {TypeError} naming the path, as {@linkcode canonical} does.
   */
  static of({ schema, step, code, params, inputs }: KeyMaterial): Key {
    // Spelled out, so that a new field does not compile until it is hashed.
    const material: KeyMaterial = Object.freeze({ schema, step, code, params, inputs });
    const text = textOf(material);
    Object.freeze(inputs);
    freeze(params);
    return new Key(sha256(text), text, material);
  }
}

/** The canonical text, put together of its fields: a plan has thousands of steps with the same training. */
function textOf(material: KeyMaterial): string {
  const { schema, step, code, params, inputs } = material;
  try {
    return `{"code":${canonical(code)},"inputs":${canonical(inputs)},"params":${
      paramsText(params)
    },` +
      `"schema":${canonical(schema)},"step":${canonical(step)}}`;
  } catch {
    // Refused again, with the whole path.
    return canonical(material as unknown as Json);
  }
}

function paramsText(params: Json): string {
  if (!isPlain(params)) return canonical(params);
  const fields = Object.keys(params).sort().map((name) => {
    const value = params[name];
    return `${canonical(name)}:${isPlain(value) ? sharedText(value) : canonical(value)}`;
  });
  return `{${fields.join()}}`;
}

/** Texts of objects that were frozen with their first encoding, so that they cannot have changed since. */
const texts = new WeakMap<object, string>();

function sharedText(value: Fields): string {
  let text = texts.get(value);
  if (text === undefined) {
    text = canonical(value);
    freeze(value);
    texts.set(value, text);
  }
  return text;
}

type Fields = { readonly [key: string]: Json };

/** Whether it is an object whose keys are all that there is to it. */
function isPlain(value: Json): value is Fields {
  if (typeof value !== "object" || value === null) return false;
  return Object.getPrototypeOf(value) === Object.prototype &&
    Reflect.ownKeys(value).length === Object.keys(value).length;
}

function freeze(value: Json): void {
  if (typeof value !== "object" || value === null || texts.has(value)) return;
  Object.values(value).forEach(freeze);
  Object.freeze(value);
}
