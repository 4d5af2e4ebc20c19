/**
 * Making a value once for each key.
 *
 * @module
 */

/** The value of a key, made and kept where the map has none. */
export function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
