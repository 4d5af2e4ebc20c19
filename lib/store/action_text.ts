/** Action entries as text: canonical JSON that carries its own digest. */
import { canonical, type Json } from "../bits/canonical.ts";
import { sha256 } from "../bits/digest.ts";
import type { Action, ActionBody } from "./action.ts";
import { Key } from "./key.ts";
import { latinText } from "./latin_text.ts";
import { isDigest } from "./path.ts";

/**
 * Seals an entry with the digest of its other fields.
 *
 * @param body The entry; a `digest` in it is ignored.
 * @throws {TypeError} naming the field, if it is no action entry.
 */
export function sealAction(body: ActionBody): Action {
  const { action } = sealWithText(body);
  checkAction(action);
  return action;
}

type Encoder = (value: unknown) => string;

/** A sealed entry with its text, and that of its key material. */
interface Sealed {
  readonly action: Action;
  readonly text: string;
  readonly keyText: string;
}

/** Seals an entry, and its texts: every field is encoded once, a store has tens of thousands of entries. */
function sealWithText(
  body: ActionBody,
  encode: Encoder = encodeJson,
  keyText = encode(body.key),
): Sealed {
  const { schema, step, id, key, outputs, cost } = body;
  const head = `{"cost":${encode(cost)},`;
  const tail = `"id":${encode(id)},"key":${keyText},"outputs":${encode(outputs)},` +
    `"schema":${encode(schema)},"step":${encode(step)}}`;
  const action = { schema, step, id, key, outputs, cost, digest: sha256(head + tail) };
  return { action, text: `${head}"digest":"${action.digest}",${tail}\n`, keyText };
}

const encodeJson: Encoder = (value) => canonical(value as Json);

/**
 * The runtime's own encoder, which is ten times as fast, where a text is the canonical one of what was parsed from it:
 * it keeps the order of keys, so that order is all that is left to look at. Escaped surrogates are not decided here.
 */
function encoderOf(text: string, value: unknown): Encoder {
  const same = JSON.stringify(value) + "\n" === text && isSorted(value) && !/\\ud/i.test(text);
  return same ? JSON.stringify : encodeJson;
}

function isSorted(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (!Array.isArray(value)) {
    let last: string | undefined;
    for (const key of Object.keys(value)) {
      if (last !== undefined && last >= key) return false;
      last = key;
    }
  }
  return Object.values(value).every(isSorted);
}

/**
 * The text of an action entry: canonical JSON and a line end.
 *
 * @param action A sealed entry.
 */
export function encodeAction(action: Action): string {
  return canonical(action as unknown as Json) + "\n";
}

/**
 * Reads an action entry with distrust.
 *
 * @param bytes Content of the file.
 * @param key Key under which it lies. A {@linkcode Key} is the faster: its material is compared as text, not parsed.
 * @returns The entry.
 * @throws {TypeError} naming what is wrong: text, a field, digest or key. Only the very bytes that
 * {@linkcode encodeAction} writes pass.
 */
export function decodeAction(bytes: Uint8Array, key: Key | string): Action {
  const text = decodeText(bytes), rest = key instanceof Key ? withoutKey(text, key) : undefined;
  if (key instanceof Key && rest !== undefined) {
    const parsed = parse(rest), action = { ...parsed as object, key: key.material };
    return resealed(text, action, encoderOf(rest, parsed), key.text).action;
  }
  // Where the material is not the known one, all of it is read, to say what is wrong.
  const parsed = parse(text), { action, keyText } = resealed(text, parsed, encoderOf(text, parsed));
  const expected = key instanceof Key ? key.digest : key, found = sha256(keyText);
  if (found !== expected) throw refusal("digest of the key material", expected, found);
  return action;
}

/**
 * Reads an entry as far as its fields go: that it is whole and belongs to its key is not looked at.
 *
 * @throws {TypeError} naming the field that is wrong.
 */
export function parseAction(bytes: Uint8Array): Action {
  const action = parse(decodeText(bytes));
  checkAction(action);
  return action;
}

/** Seals what was parsed again: that must give the very text. */
function resealed(text: string, parsed: unknown, encode: Encoder, keyText?: string): Sealed {
  checkAction(parsed);
  const sealed = sealWithText(parsed, encode, keyText), { digest } = sealed.action;
  if (parsed.digest !== digest) throw refusal("digest", digest, `${parsed.digest}`);
  if (text !== sealed.text) throw refusal("text", "canonical JSON", "another spelling");
  return sealed;
}

/** The text with `null` in place of the known material; undefined if it is not where it should be. */
function withoutKey(text: string, { text: known }: Key): string | undefined {
  const start = text.indexOf(KEY_FIELD) + KEY_FIELD.length;
  if (!text.startsWith(known, start)) return undefined;
  return `${text.slice(0, start)}null${text.slice(start + known.length)}`;
}

const KEY_FIELD = '"key":';

const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decodeText(bytes: Uint8Array): string {
  const text = latinText(bytes);
  if (!/[\x80-\xff]/.test(text)) return text;
  try {
    return DECODER.decode(bytes);
  } catch (error) {
    throw refusal("text", "JSON in UTF-8", (error as Error).message);
  }
}

function parse(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refusal("text", "JSON in UTF-8", (error as Error).message);
  }
  if (mayBeDeep(text) && isDeeper(value, MOST_DEPTH)) {
    throw refusal("text", `nested at most ${MOST_DEPTH} deep`, "deeper");
  }
  return value;
}

/** Whoever walks through an entry may recurse. */
const MOST_DEPTH = 64;

/** Without so many brackets nothing is: a store has entries by the hundred thousand. */
function mayBeDeep(text: string): boolean {
  let brackets = 0;
  for (const bracket of "{[") {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      if (++brackets > MOST_DEPTH) return true;
    }
  }
  return false;
}

function isDeeper(value: unknown, most: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return most === 0 || Object.values(value).some((inner) => isDeeper(inner, most - 1));
}

const ENTRY_FIELDS = ["cost", "digest", "id", "key", "outputs", "schema", "step"];
const MATERIAL_FIELDS = ["code", "inputs", "params", "schema", "step"];
const OUTPUT_FIELDS = ["sha256", "size"];

function checkAction(value: unknown): asserts value is Action {
  const action = fields(value, "entry", ENTRY_FIELDS);
  if (action.schema !== 1) throw refusal("schema", "1", JSON.stringify(action.schema));
  requirePrintable("id", action.id);
  const key = fields(action.key, "key", MATERIAL_FIELDS);
  if (typeof action.step !== "string" || key.step !== action.step) {
    throw refusal("step", `${key.step} as in the key`, String(action.step));
  }
  if (!KIND.test(action.step)) throw refusal("step", "a kind of step", action.step);
  if (!Number.isSafeInteger(key.schema)) {
    throw refusal("key.schema", "a whole number", `${key.schema}`);
  }
  if (!isDigest(key.code)) throw refusal("key.code", "a digest", `${key.code}`);
  for (const [name, digest] of Object.entries(fields(key.inputs, "key.inputs"))) {
    requirePrintable("name in key.inputs", name);
    if (!isDigest(digest)) throw refusal(`key.inputs.${name}`, "a digest", String(digest));
  }
  checkResults(action);
}

function checkResults(action: Record<string, unknown>): void {
  for (const [name, output] of Object.entries(fields(action.outputs, "outputs"))) {
    requirePrintable("name in outputs", name);
    const { sha256, size } = fields(output, `outputs.${name}`, OUTPUT_FIELDS);
    const valid = isDigest(sha256) && Number.isSafeInteger(size) && (size as number) >= 0;
    if (!valid) throw refusal(`outputs.${name}`, "a digest and a size", `${sha256}, ${size}`);
  }
  for (const [name, cost] of Object.entries(fields(action.cost, "cost"))) {
    requirePrintable("name in cost", name);
    if (typeof cost !== "number" || !(cost >= 0 && cost <= MOST_COST)) {
      throw refusal(`cost.${name}`, `a number from 0 to ${MOST_COST}`, `${cost}`);
    }
  }
}

/** Thirty years of seconds; sums of them stay numbers. */
const MOST_COST = 1e9;

/** Of entries made by hand the kinds are others than the plan's, but never text that is more than a name. */
const KIND = /^(?=.{1,32}$)[a-z]+(?:-[a-z]+)*$/;

/** Ids and names are printed, and looked up in objects. */
function requirePrintable(field: string, text: unknown): void {
  if (typeof text === "string" && /^(?!__proto__$)[!-~]{1,256}$/.test(text)) return;
  throw refusal(field, "1 to 256 printable characters of ASCII", JSON.stringify(text) ?? "none");
}

/** The fields of an object; exactly those named, if names are given. */
function fields(
  value: unknown,
  field: string,
  names?: readonly string[],
): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw refusal(field, "an object", JSON.stringify(value) ?? "undefined");
  }
  if (names !== undefined && !hasFields(value, names)) {
    const found = Object.keys(value).sort().join(" ");
    throw refusal(`fields of ${field}`, names.join(" "), JSON.stringify(found));
  }
  return value as Record<string, unknown>;
}

function hasFields(value: object, names: readonly string[]): boolean {
  return Object.keys(value).length === names.length &&
    names.every((name) => Object.hasOwn(value, name));
}

function refusal(field: string, rule: string, value: string): TypeError {
  return new TypeError(
    `Cannot accept action entry: ${field} must be ${rule}, current value is ${value}`,
  );
}
