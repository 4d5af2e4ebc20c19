/** An object whose values may be objects of the same kind. */
export type Nested = { [key: string]: unknown };

/**
 * Sets the value at a dotted path and makes the objects on the way to it; with `collect`, appends
 * to the array there. Only own properties count, so no argument reaches a prototype.
 */
export function setNested(root: Nested, path: string, value: unknown, collect = false): void {
  const keys = path.split(".");
  const last = keys.pop()!;
  let object = root;
  for (const key of keys) {
    if (!isNested(own(object, key))) define(object, key, {});
    object = own(object, key) as Nested;
  }
  const present = own(object, last);
  if (!collect) define(object, last, value);
  else if (Array.isArray(present)) present.push(value);
  else define(object, last, present ? [present, value] : [value]);
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

/** Plain assignment would call the setter of `__proto__`. */
function define(object: Nested, key: string, value: unknown): void {
  Object.defineProperty(object, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}
