/**
 * All that commands print. What comes from a store, an archive, a lock or a file name may hold characters that control a
 * terminal or show another text than there is: none of them leaves a command as it is.
 */
import { printable } from "../lib/bits/printable.ts";

/** Prints a result, of one line or of several. */
export function say(text: string): void {
  console.log(text.split("\n").map(printable).join("\n"));
}

/** Prints a message, which is one line, to the errors. */
export function complain(line: string): void {
  console.error(printable(line));
}

/** Writes to a live line of the errors. */
export function draw(control: Control, line = ""): void {
  const text = `${control}${printable(line.replace(/\n$/, ""))}${line.endsWith("\n") ? "\n" : ""}`;
  Deno.stderr.writeSync(new TextEncoder().encode(text));
}

/** What controls a live line: hides and shows the cursor, clears the line, or both. */
export type Control = "" | typeof HIDE | typeof CLEAR | `${typeof CLEAR}${typeof SHOW}`;

export const HIDE = "\x1b[?25l", SHOW = "\x1b[?25h", CLEAR = "\r\x1b[2K";
