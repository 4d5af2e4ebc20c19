/** An object whose values may be objects of the same kind. */
export type Nested = { [key: string]: unknown };

/**
 * Sets the value at a dotted path and makes the objects on the way to it; with `collect`, appends
 * to the array there. Only own properties count, and a path over `__proto__` or an inherited
 * `constructor` sets nothing, so that no argument reaches a prototype.
 */
export function setNested(root: Nested, path: string, value: unknown, collect = false): void {
  const keys = path.split(".");
  const last = keys.pop()!;
  let object = root;
  for (const key of keys) {
    if (isForbidden(object, key)) return;
    if (!isNested(own(object, key))) object[key] = {};
    object = own(object, key) as Nested;
  }
  if (isForbidden(object, last)) return;
  const present = own(object, last);
  if (!collect) object[last] = value;
  else if (Array.isArray(present)) present.push(value);
  else object[last] = present ? [present, value] : [value];
}

/** Whether there is a value at a dotted path. */
export function hasNested(root: Nested, path: string): boolean {
  let object: unknown = root;
  for (const key of path.split(".")) {
    if (!isNested(object) || !Object.hasOwn(object, key)) return false;
    object = object[key];
  }
  return true;
}

function isNested(x: unknown): x is Nested {
  return typeof x === "object" && x !== null;
}

function own(object: Nested, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function isForbidden(object: Nested, key: string): boolean {
  return key === "__proto__" || key === "constructor" && !Object.hasOwn(object, key);
}
