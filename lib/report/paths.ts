/**
 * Names of files for names of anybody's choosing.
 *
 * @module
 */
import { sha256 } from "../bits/digest.ts";

/**
 * A file's name without its ending: the name itself where every system takes it and it means nothing in a URL, else what is
 * left of it with digits of its digest.
 */
export function fileStem(name: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_.~-]{0,99}$/.test(name)) return name;
  const plain = name.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60);
  return `${plain === "" ? "x" : plain}-${sha256(name.toWellFormed()).slice(0, 12)}`;
}
