/**
 * A pack: action entries of one finished repeat in one file, for a repeat has hundreds of them and a disk takes its time
 * for each file.
 *
 * Lines in ascending order, each a key, a blank and the very text of the entry: what an entry is worth does not depend on
 * where it lies. The file is named by the SHA-256 of its bytes.
 */
import { latinText } from "../latin_text.ts";
import { isDigest } from "../path.ts";

/** Where an entry's text lies in its pack. */
export interface Place {
  readonly key: string;
  /** First byte. */
  readonly at: number;
  /** Its length with the line end, in bytes. */
  readonly length: number;
}

const KEY_LENGTH = 64, LINE_END = 10, BLANK = 32;

/**
 * The bytes of a pack.
 *
 * @param entries Texts of entries with their line ends, by key.
 */
export function encodePack(entries: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const keys = [...entries.keys()].sort(), encoder = new TextEncoder();
  const lengths = keys.map((key) => KEY_LENGTH + 1 + entries.get(key)!.length);
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  for (const [k, key] of keys.entries()) {
    encoder.encodeInto(`${key} `, bytes.subarray(at));
    bytes.set(entries.get(key)!, at + KEY_LENGTH + 1);
    at += lengths[k];
  }
  return bytes;
}

/**
 * Where each entry of a pack lies. Lines that begin with no key are passed over: of a damaged pack the rest is good.
 *
 * @param bytes The pack.
 */
export function* placesIn(bytes: Uint8Array): Generator<Place> {
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(LINE_END, start);
    const next = end < 0 ? bytes.length : end + 1, at = start + KEY_LENGTH + 1;
    if (next > at && bytes[at - 1] === BLANK) {
      const key = latinText(bytes.subarray(start, at - 1));
      if (isDigest(key)) yield { key, at, length: next - at };
    }
    start = next;
  }
}

/** Whether the text of an entry begins at this byte of a pack. */
export function startsLine(bytes: Uint8Array, key: string, at: number): boolean {
  const start = at - KEY_LENGTH - 1;
  return start >= 0 && (start === 0 || bytes[start - 1] === LINE_END) &&
    latinText(bytes.subarray(start, at)) === `${key} `;
}
