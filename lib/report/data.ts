/**
 * Data of a page as classic scripts: from a folder a browser loads no other, and each registers a string that the page
 * decodes and hashes.
 *
 * @module
 */

/** Something that a script brings: its name, and brotli of its bytes. */
export interface DataEntry {
  readonly name: string;
  readonly packed: Uint8Array;
}

/** Text of a script. Names are those of tables or digests, without quotes. */
export function dataScript(entries: readonly DataEntry[]): string {
  return entries.map(({ name, packed }) =>
    `exactIb.data(${JSON.stringify(name)},"${packed.toBase64()}");\n`
  ).join("");
}

/** What a page expects of a script's entry. */
export interface Expected {
  /** Name of the entry. */
  readonly name: string;
  /** SHA-256 of its bytes. */
  readonly sha256: string;
  /** Path of the script that brings it. */
  readonly script: string;
}
