/** Archives as nobody should trust them. */
import { paddingOf, tarHeader } from "../../../lib/store/archive/tar.ts";

/** A member: content, and what its header says otherwise than it should. */
export interface Raw {
  readonly name: string;
  readonly content?: Uint8Array | string;
  /** Promised length; by default the true one. */
  readonly size?: number;
  /** Fields of the header that are overwritten, by offset; the checksum is made right again. */
  readonly fields?: Readonly<Record<number, string>>;
}

/** A member's bytes. */
export function rawMember({ name, content = "", size, fields = {} }: Raw): Uint8Array {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const header = tarHeader(name, size ?? bytes.length);
  for (const [at, text] of Object.entries(fields)) {
    header.set(new TextEncoder().encode(text), Number(at));
  }
  header.fill(32, 148, 156);
  const sum = header.reduce((all, byte) => all + byte, 0);
  header.set(new TextEncoder().encode(`${sum.toString(8).padStart(6, "0")}\0 `), 148);
  return joined([header, bytes, new Uint8Array(paddingOf(bytes.length))]);
}

/** A whole archive. */
export function rawArchive(members: readonly Raw[]): Uint8Array {
  return joined([...members.map(rawMember), new Uint8Array(1024)]);
}

/** Parts in a row. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
