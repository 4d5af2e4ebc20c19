/**
 * Canonical JSON: one text for each value, so that equal values have equal digests.
 *
 * The encoding is RFC 8785 (JSON Canonicalization Scheme). Whatever JSON would drop or change
 * silently (`undefined`, -0, a `Date`, a typed array) is refused instead: a cache key that forgets
 * a part of its material is wrong without anybody seeing it.
 */

/** What can be encoded: plain JSON data. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/**
 * Encodes a value as RFC 8785 text: keys sorted by UTF-16 code units, numbers and strings as
 * ECMAScript writes them, no white space, no Unicode normalisation.
 *
 * @param value Plain JSON data.
 * @returns The canonical text. `JSON.parse` of it gives an equal value.
 * @throws {TypeError} naming the path, if a part is `undefined`, not finite, -0, a lone surrogate,
 * a function, symbol or bigint, an instance of a class, a sparse array or a cycle.
 */
export function canonical(value: Json): string {
  return encode(value, "", new Set());
}

function encode(value: unknown, path: string, ancestors: Set<object>): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return encodeNumber(value, path);
  if (typeof value === "string") return encodeString(value, path);
  if (typeof value !== "object") throw refusal(path, "JSON data", value);
  if (ancestors.has(value)) throw refusal(path, "free of cycles", "an ancestor of itself");
  ancestors.add(value);
  const text = Array.isArray(value)
    ? encodeArray(value, path, ancestors)
    : encodeObject(value as Record<string, unknown>, path, ancestors);
  ancestors.delete(value);
  return text;
}

function encodeNumber(value: number, path: string): string {
  if (!Number.isFinite(value)) throw refusal(path, "a finite number", value);
  if (Object.is(value, -0)) throw refusal(path, "a number other than -0", "-0");
  return String(value);
}

function encodeString(value: string, path: string): string {
  const text = JSON.stringify(value);
  if (!value.isWellFormed()) throw refusal(path, "free of lone surrogates", text);
  return text;
}

function encodeArray(value: unknown[], path: string, ancestors: Set<object>): string {
  // The own keys of a dense plain array are its indices and "length".
  const dense = Reflect.ownKeys(value).length === value.length + 1;
  if (!dense || Object.getPrototypeOf(value) !== Array.prototype) {
    throw refusal(path, "a dense plain array", value);
  }
  return `[${value.map((item, i) => encode(item, `${path}[${i}]`, ancestors)).join()}]`;
}

function encodeObject(
  value: Record<string, unknown>,
  path: string,
  ancestors: Set<object>,
): string {
  const prototype = Object.getPrototypeOf(value);
  const keys = Object.keys(value);
  // Symbols and hidden properties are no keys, but would be forgotten.
  const complete = Reflect.ownKeys(value).length === keys.length;
  if (!complete || (prototype !== Object.prototype && prototype !== null)) {
    throw refusal(path, "a plain object", value);
  }
  const fields = keys.sort().map((key) => {
    const name = encodeString(key, `a key of ${path || "value"}`);
    return `${name}:${encode(value[key], childPath(path, key, name), ancestors)}`;
  });
  return `{${fields.join()}}`;
}

function childPath(path: string, key: string, quoted: string): string {
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${path}[${quoted}]`;
  return path === "" ? key : `${path}.${key}`;
}

function refusal(path: string, rule: string, value: unknown): TypeError {
  const current = typeof value === "object" && value !== null
    ? `an object of class ${value.constructor?.name ?? "null"}`
    : String(value);
  return new TypeError(
    `Cannot encode: ${path || "value"} must be ${rule}, current value is ${current}`,
  );
}
