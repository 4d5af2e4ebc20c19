/** Pins: named runs that `gc` keeps, as lists of keys in `pins/<name>.json`. */
import { canonical, type Json } from "../../bits/canonical.ts";
import { digestOf } from "../../bits/digest.ts";
import { readError } from "../entries.ts";
import { isDigest } from "../path.ts";
import { syncFolder } from "../folder.ts";
import { IrregularFileError, isAbsence, readRegular } from "../regular_file.ts";
import { writeDurably } from "../write.ts";

/** A run that is kept. */
export interface Pin {
  /** Version of this layout. */
  readonly schema: 1;
  /** Its name, which is also that of the file. */
  readonly name: string;
  /** Ids of the run's figures; for people only. */
  readonly figures: readonly string[];
  /** Preset of the run; for people only. */
  readonly preset: string;
  /** Keys of its steps, ascending; what has not been computed yet is kept once it is. */
  readonly keys: readonly string[];
  /** Digest of the pin without this field. */
  readonly digest: string;
}

/** A run of the whole paper has 85,000 keys of 67 bytes each. */
const MOST_BYTES = 1 << 27;

const FIELDS = "digest figures keys name preset schema";

/**
 * Seals a pin with the digest of its other fields.
 *
 * @throws {TypeError} if the name is not one, or there is no key.
 */
export function sealPin(run: Omit<Pin, "schema" | "digest">): Pin {
  const { name, figures, preset } = run, keys = [...new Set(run.keys)].sort();
  pinPath(name);
  const unsealed = { schema: 1 as const, name, figures, preset, keys };
  return { ...unsealed, digest: digestOf(unsealed as Json) };
}

/** The text of a pin: canonical JSON and a line end. */
function encodePin(pin: Pin): string {
  return canonical(pin as unknown as Json) + "\n";
}

/**
 * Reads a pin with distrust: only the very bytes that {@linkcode encodePin} writes pass.
 *
 * @param name Name under which it lies.
 * @throws {Error} in one line that names the file.
 */
function decodePin(bytes: Uint8Array, name: string): Pin {
  const refuse = (rule: string, found: string) => refusal(name, rule, found);
  let pin: Pin, text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    pin = JSON.parse(text);
  } catch {
    throw refuse("JSON in UTF-8", `${bytes.length} other bytes`);
  }
  const found = Object.keys(pin ?? {}).sort().join(" ");
  if (found !== FIELDS) throw refuse(`of the fields ${FIELDS}`, found.slice(0, 80) || "none");
  if (!Array.isArray(pin.keys) || !pin.keys.every(isDigest)) {
    throw refuse("a list of keys", "something else");
  }
  const sealed = sealPin({ ...pin, name });
  if (encodePin(sealed) !== text) throw refuse("as it was written", "changed since");
  return sealed;
}

function refusal(name: string, rule: string, found: string): Error {
  return new Error(
    `Cannot read pin: ${pinPath(name)} must be ${rule}, current value is ${found}; ` +
      `deno task cache unpin ${name} removes it`,
  );
}

/**
 * Path of a pin within the store.
 *
 * @throws {TypeError} if the name is not one that every file system can tell from others.
 */
function pinPath(name: string): string {
  const reserved = /^(aux|con|nul|prn|com\d|lpt\d)$/.test(name);
  if (/^[a-z0-9][a-z0-9-]{0,63}$/.test(name) && !reserved) return `pins/${name}.json`;
  throw new TypeError(
    `Cannot name pin: name must be 1 to 64 of a-z, 0-9 and - that no system reserves, ` +
      `current value is ${JSON.stringify(name)}`,
  );
}

/**
 * Writes a pin.
 *
 * @param root Folder of a store that is held for writing.
 * @throws {Error} in one line, if the name is taken: a pin is never replaced silently.
 */
export async function addPin(root: string, pin: Pin): Promise<void> {
  const path = pinPath(pin.name), bytes = new TextEncoder().encode(encodePin(pin));
  if (await writeDurably(root, path, bytes, "keep")) return;
  throw new Error(
    `Cannot pin: name must be free, current value is ${pin.name}; ` +
      `deno task cache unpin ${pin.name} frees it`,
  );
}

/**
 * Removes a pin, sound or damaged.
 *
 * @throws {Error} in one line, if there is none of this name.
 */
export async function removePin(root: string, name: string): Promise<void> {
  const path = pinPath(name);
  try {
    await Deno.remove(`${root}/${path}`, { recursive: true });
  } catch (error) {
    if (!isAbsence(error)) throw error;
    throw new Error(`Cannot unpin: name must be that of a pin, current value is ${name}`);
  }
  await syncFolder(`${root}/pins`);
}

/**
 * All pins, ascending by name.
 *
 * @throws {Error} in one line, if one of them cannot be read, or something else lies beside them: then nobody knows
 * what is to be kept.
 */
export async function listPins(root: string): Promise<Pin[]> {
  const pins: Pin[] = [];
  for (const file of await namesIn(`${root}/pins`)) {
    const name = /^(.+)\.json$/.exec(file)?.[1];
    if (name === undefined) {
      throw new Error(
        `Cannot read pin: pins/ must hold <name>.json only, current value is ${file}`,
      );
    }
    pins.push(decodePin(await readPin(root, name), name));
  }
  return pins;
}

async function readPin(root: string, name: string): Promise<Uint8Array> {
  const path = `${root}/${pinPath(name)}`;
  try {
    return await readRegular(path, MOST_BYTES);
  } catch (error) {
    if (error instanceof IrregularFileError) throw refusal(name, "a regular file", error.message);
    throw readError(path, error);
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
  } catch (error) {
    if (isAbsence(error)) return [];
    throw readError(folder, error);
  }
}
