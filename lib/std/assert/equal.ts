/** Pairs already compared, or being compared: they count as equal, so cycles end. */
type Seen = Map<object, Set<object>>;

type Elements = Pick<Uint8Array | BigUint64Array, "length" | number>;

/** Prototypes whose instances hold their state out of sight, but print it in full. */
const PRINTED: ReadonlySet<unknown> = new Set<unknown>(
  [RegExp, URL, URLSearchParams, Intl.Locale].map((type) => type.prototype),
);

/**
 * Whether two values are deeply equal: primitives by SameValueZero (NaN equals NaN, 0 equals -0),
 * objects by prototype (a null prototype counts as a plain object), keys and values, sets and
 * maps without order, typed arrays and buffers by element.
 *
 * Throws a TypeError for two WeakMaps or WeakSets: their content cannot be seen.
 *
 * @example
 * ```ts
 * import { assert, equal } from "@std/assert";
 *
 * assert(equal({ a: [1, NaN] }, { a: [1, NaN] }));
 * assert(!equal({ a: undefined }, {}));
 * ```
 */
export function equal(a: unknown, b: unknown): boolean {
  return compare(a, b, new Map());
}

function compare(a: unknown, b: unknown, seen: Seen): boolean {
  if (a === b || Object.is(a, b)) return true;
  if (!isObject(a) || !isObject(b) || !prototypesEqual(a, b)) return false;
  const partners = seen.get(a) ?? new Set();
  if (partners.has(b)) return true;
  seen.set(a, partners.add(b));
  const same = compareObjects(a, b, seen);
  // A pair that failed must fail again when the same set element is tried against another one.
  if (!same) partners.delete(b);
  return same;
}

function compareObjects(a: object, b: object, seen: Seen): boolean {
  if (a instanceof WeakMap || a instanceof WeakSet) {
    throw new TypeError(`Cannot compare ${a.constructor.name} instances`);
  }
  if (a instanceof Date) return Object.is(a.getTime(), (b as Date).getTime());
  if (a instanceof WeakRef) {
    return compare(a.deref(), (b as WeakRef<object>).deref(), seen);
  }
  if (isBuffer(a)) {
    return elementsEqual(new Uint8Array(a), new Uint8Array(b as ArrayBuffer));
  }
  if (ArrayBuffer.isView(a) && !(a instanceof DataView)) {
    return elementsEqual(a as unknown as Elements, b as unknown as Elements);
  }
  if (Object.keys(a).length !== Object.keys(b).length) return false;
  if (a instanceof Set) {
    return entriesEqual([...a], [...b as Set<unknown>], seen);
  }
  if (a instanceof Map) return mapsEqual(a, b as Map<unknown, unknown>, seen);
  if (PRINTED.has(Object.getPrototypeOf(a))) return String(a) === String(b);
  return propertiesEqual(a, b, seen);
}

function isObject(x: unknown): x is object {
  return typeof x === "object" && x !== null;
}

function isBuffer(x: object): x is ArrayBuffer {
  // Where memory may not be shared the name is undefined.
  return x instanceof ArrayBuffer ||
    (globalThis.SharedArrayBuffer !== undefined && x instanceof SharedArrayBuffer);
}

function prototypesEqual(a: object, b: object): boolean {
  return (Object.getPrototypeOf(a) ?? Object.prototype) ===
    (Object.getPrototypeOf(b) ?? Object.prototype);
}

function elementsEqual(a: Elements, b: Elements): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i] && !Object.is(a[i], b[i])) return false;
  }
  return true;
}

function mapsEqual(
  a: Map<unknown, unknown>,
  b: Map<unknown, unknown>,
  seen: Seen,
): boolean {
  if (a.size !== b.size) return false;
  if ([...a.keys()].some(isObject)) return entriesEqual([...a], [...b], seen);
  for (const [key, value] of a) {
    if (!b.has(key) || !compare(value, b.get(key), seen)) return false;
  }
  return true;
}

/** Whether each entry has a partner of its own on the other side, in any order. */
function entriesEqual(a: unknown[], b: unknown[], seen: Seen): boolean {
  if (a.length !== b.length) return false;
  const left = new Set(b);
  for (const entry of a) {
    if (left.delete(entry)) continue;
    const partner = isObject(entry) &&
      left.values().find((other) => compare(entry, other, seen));
    if (!partner) return false;
    left.delete(partner);
  }
  return true;
}

function propertiesEqual(a: object, b: object, seen: Seen): boolean {
  const same = (key: PropertyKey) =>
    compare(a[key as keyof typeof a], b[key as keyof typeof b], seen);
  const own = ownKeys(a);
  return own.length === ownKeys(b).length &&
    own.every((key) => Object.hasOwn(b, key) && same(key)) &&
    inheritedKeys(a).every(same);
}

/** All own keys of a class instance; of a plain object or array those that are enumerable. */
function ownKeys(object: object): PropertyKey[] {
  if (!isRoot(Object.getPrototypeOf(object))) return Reflect.ownKeys(object);
  const isEnumerable = (key: PropertyKey) =>
    Object.prototype.propertyIsEnumerable.call(object, key);
  const symbols = Object.getOwnPropertySymbols(object).filter(isEnumerable);
  return symbols.length === 0 ? Object.keys(object) : [...Object.keys(object), ...symbols];
}

/** The keys that the classes of an object declare: getters there are part of its value. */
function inheritedKeys(object: object): PropertyKey[] {
  const keys: PropertyKey[] = [];
  let proto = Object.getPrototypeOf(object);
  while (!isRoot(proto)) {
    keys.push(...Reflect.ownKeys(proto));
    proto = Object.getPrototypeOf(proto);
  }
  return keys;
}

function isRoot(proto: unknown): boolean {
  return proto === null || proto === Object.prototype ||
    proto === Array.prototype;
}
