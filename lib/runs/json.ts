/**
 * Strict reading of JSON: the place of a fault, and a field that is written twice is one.
 *
 * @module
 */

import { quoted } from "./refusal.ts";

/** A place in a text where it is not what it must be. */
export interface Fault {
  /** `line 3 column 7`, both from 1. */
  readonly place: string;
  readonly rule: string;
  /** What is there. */
  readonly value: string;
}

const SPACE = /[ \t\n\r]*/y;
// deno-lint-ignore no-control-regex -- a string of JSON has none
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"/y;
const PLAIN = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;

/** What may come next, and how a message calls it. */
const RULES = {
  value: "a JSON value",
  first: 'a field\'s name in quotes or "}"',
  firstItem: 'a JSON value or "]"',
  name: "a field's name in quotes",
  colon: '":"',
  field: '"," or "}"',
  item: '"," or "]"',
  end: "the end of the file",
} as const;

/** Where a text stops being JSON (RFC 8259) without repeated names; undefined if it is. */
export function jsonFault(text: string): Fault | undefined {
  /** Of each open object the names so far; null for an array. */
  const open: (Set<string> | null)[] = [];
  let at = 0, next: keyof typeof RULES = "value";
  const take = (token: RegExp): string | undefined => {
    token.lastIndex = at;
    const found = token.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const mark = (allowed: boolean, sign: string): boolean => {
    const found = allowed && text[at] === sign;
    if (found) at++;
    return found;
  };
  const after = () => open.length === 0 ? "end" : open[open.length - 1] === null ? "item" : "field";
  const isValue = () => next === "value" || next === "firstItem";
  for (;;) {
    take(SPACE);
    if (at === text.length && next === "end") return undefined;
    if (mark(isValue(), "{")) {
      open.push(new Set());
      next = "first";
    } else if (mark(isValue(), "[")) {
      open.push(null);
      next = "firstItem";
    } else if (
      mark(next === "first" || next === "field", "}") ||
      mark(next === "firstItem" || next === "item", "]")
    ) {
      open.pop();
      next = after();
    } else if (mark(next === "field", ",")) next = "name";
    else if (mark(next === "item", ",")) next = "value";
    else if (mark(next === "colon", ":")) next = "value";
    else if (isValue() && (take(STRING) ?? take(PLAIN)) !== undefined) next = after();
    else if (next === "first" || next === "name") {
      const start = at, token = take(STRING);
      if (token === undefined) return faultAt(text, at, RULES[next]);
      const names = open[open.length - 1]!, name = JSON.parse(token);
      if (names.has(name)) {
        return faultAt(text, start, "a field that is not there yet", name);
      }
      names.add(name);
      next = "colon";
    } else return faultAt(text, at, RULES[next]);
  }
}

function faultAt(
  text: string,
  at: number,
  rule: string,
  there = text.slice(at, at + 20).split("\n")[0],
): Fault {
  const before = text.slice(0, at).split("\n");
  const place = `line ${before.length} column ${before[before.length - 1].length + 1}`;
  return { place, rule, value: at === text.length ? "the end of the file" : quoted(there) };
}
