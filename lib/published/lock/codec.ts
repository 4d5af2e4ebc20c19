/**
 * The files of the lock as text: two kinds, both one entry a line in the order of the ids, and read with distrust: only
 * the very text that this module writes passes.
 *
 * @module
 */
import { canonical, type Json } from "../../bits/canonical.ts";
import { parseId } from "../../plan/ids.ts";
import { requireAttempts } from "./attempts.ts";
import type { ExperimentLock, Lock } from "./lock.ts";

/** The text of a top file. */
export function encodeLock({ schema, preset, experiments, figures, carried }: Lock): string {
  const texts = Object.keys(experiments).sort().map((name) => {
    const { code, epochs, repeats, rows, results } = experiments[name];
    return `${JSON.stringify(name)}:${layout({ code, epochs, repeats, rows }, "results", results)}`;
  });
  const drawn = layout({}, "figures", figures).slice(1);
  const head = canonical({
    ...(carried && { carried: carried as unknown as Json }),
    preset,
    schema,
  })
    .slice(0, -1);
  return `${head},"experiments":{\n${texts.join(",\n")}\n},${drawn}\n`;
}

/** The text of an experiment's file. */
export function encodeExperimentLock(lock: ExperimentLock): string {
  const { schema, experiment, training, epochs, repeats, measures, rows } = lock;
  const head = { schema, experiment, training, epochs, repeats, measures };
  return layout(head, "rows", rows) + "\n";
}

function layout(head: object, name: string, entries: Readonly<Record<string, unknown>>): string {
  const lines = Object.keys(entries).sort().map((id) =>
    `${JSON.stringify(id)}:${canonical(entries[id] as Json)}`
  );
  const start = canonical(head as Json).slice(0, -1), comma = start === "{" ? "" : ",";
  return `${start}${comma}${JSON.stringify(name)}:{\n${lines.join(",\n")}\n}}`;
}

/**
 * Reads a top file.
 *
 * @throws {TypeError} naming the field that is wrong.
 */
export function decodeLock(bytes: Uint8Array): Lock {
  const { text, value } = parse(bytes);
  const names = "experiments figures preset schema";
  const carried = typeof value === "object" && value !== null && "carried" in value;
  const lock = fields(value, "lock", carried ? `carried ${names}` : names);
  version(lock.schema);
  named(lock.preset, "preset");
  const experiments = fields(lock.experiments, "experiments");
  for (const [name, one] of Object.entries(experiments)) checkExperiment(name, one);
  for (const [id, one] of Object.entries(fields(lock.figures, "figures"))) {
    checkFigure(id, one, experiments);
  }
  if (carried) checkCarried(lock.carried);
  return same(lock as unknown as Lock, text, encodeLock);
}

function checkCarried(value: unknown): void {
  if (!Array.isArray(value) || value.length === 0) {
    throw refusal("carried", "a list of records", JSON.stringify(value)?.slice(0, 80));
  }
  for (const one of value) {
    const record = fields(one, "carried", "checked from lock nonce repeats seen to");
    requireDigest(record.lock, "lock of carried");
    digestsOf(record.to, "to of carried");
    for (const [kind, digests] of Object.entries(fields(record.from, "from of carried"))) {
      for (const digest of list(digests, `from ${kind}`)) requireDigest(digest, `from ${kind}`);
    }
    for (const [name, repeats] of Object.entries(fields(record.repeats, "repeats of carried"))) {
      list(repeats, `repeats of ${name}`).forEach((repeat) => count(repeat, `repeats of ${name}`));
    }
    for (const [what, n] of Object.entries(fields(record.checked, "checked"))) count(n, what);
    const seen = fields(record.seen, "seen", "faults probability segments");
    for (const name of ["faults", "segments"]) count(seen[name], name);
    if (!(Number(seen.probability) >= 0 && Number(seen.probability) <= 1)) {
      throw refusal("probability", "from 0 to 1", JSON.stringify(seen.probability));
    }
    if (typeof record.nonce !== "string") throw refusal("nonce", "a text", typeof record.nonce);
  }
}

function list(value: unknown, field: string): unknown[] {
  if (Array.isArray(value)) return value;
  throw refusal(field, "a list", JSON.stringify(value)?.slice(0, 80));
}

function count(value: unknown, field: string): void {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return;
  throw refusal(field, "a whole number", JSON.stringify(value)?.slice(0, 80));
}

function checkExperiment(name: string, value: unknown): void {
  named(name, "experiment");
  const one = fields(value, `experiments.${name}`, "code epochs repeats results rows");
  extent(one.epochs, one.repeats);
  requireDigest(one.rows, `rows of ${name}`);
  digestsOf(one.code, `code of ${name}`);
  checkResults(one.results, name);
}

function checkFigure(id: string, value: unknown, known: Record<string, unknown>): void {
  named(id, "figure");
  const { experiments, results } = fields(value, `figures.${id}`, "experiments results");
  if (!Array.isArray(experiments) || experiments.length === 0) {
    throw refusal(`experiments of ${id}`, "a list of names", JSON.stringify(experiments));
  }
  for (const name of experiments) {
    named(name, `experiment of ${id}`);
    if (!Object.hasOwn(known, name)) throw refusal(`experiment of ${id}`, "in the lock", name);
  }
  checkResults(results, id);
}

function checkResults(value: unknown, of: string): void {
  for (const [id, outputs] of Object.entries(fields(value, `results of ${of}`))) {
    if (parseId(id) === undefined) throw refusal("id of a result", "a logical id", id);
    digestsOf(outputs, id);
  }
}

/** Digests by names. */
function digestsOf(value: unknown, field: string): void {
  for (const [name, digest] of Object.entries(fields(value, field))) {
    named(name, `name in ${field}`);
    requireDigest(digest, `${field} ${name}`);
  }
}

/**
 * Reads an experiment's file.
 *
 * @throws {TypeError} naming the field or the segment that is wrong or missing.
 */
export function decodeExperimentLock(bytes: Uint8Array): ExperimentLock {
  const { text, value } = parse(bytes);
  const lock = fields(value, "lock", "epochs experiment measures repeats rows schema training");
  version(lock.schema);
  named(lock.experiment, "experiment");
  fields(lock.training, "training");
  extent(lock.epochs, lock.repeats);
  if (!Array.isArray(lock.measures)) {
    throw refusal("measures", "a list of names", JSON.stringify(lock.measures)?.slice(0, 80));
  }
  lock.measures.forEach((name) => named(name, "measure"));
  const full = 2 + lock.measures.length;
  for (const [name, row] of Object.entries(fields(lock.rows, "rows"))) {
    if (!Array.isArray(row) || ![1, 2, full].includes(row.length)) {
      throw refusal(name, `a list of 1, 2 or ${full} digests`, JSON.stringify(row).slice(0, 80));
    }
    for (const digest of row) requireDigest(digest, name);
  }
  const read = same(lock as unknown as ExperimentLock, text, encodeExperimentLock);
  requireAttempts(read);
  return read;
}

function parse(bytes: Uint8Array): { text: string; value: unknown } {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return { text, value: JSON.parse(text) };
  } catch (error) {
    throw refusal("text", "JSON in UTF-8", (error as Error).message);
  }
}

/** A duplicate key, another order, spelling or line end: all of that is another text. */
function same<T>(lock: T, text: string, encode: (lock: T) => string): T {
  if (encode(lock) !== text) throw refusal("text", "as this program writes it", "another spelling");
  return lock;
}

function fields(value: unknown, field: string, names?: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw refusal(field, "an object", JSON.stringify(value)?.slice(0, 80));
  }
  const found = Object.keys(value).sort().join(" ");
  if (names !== undefined && found !== names) {
    throw refusal(`fields of ${field}`, names, found.slice(0, 80));
  }
  return value as Record<string, unknown>;
}

function version(schema: unknown): void {
  if (schema !== 2) throw refusal("schema", "2", JSON.stringify(schema));
}

function named(name: unknown, field: string): void {
  const valid = typeof name === "string" && /^[A-Za-z0-9][\w-]{0,63}$/.test(name);
  if (!valid) throw refusal(field, "a name", JSON.stringify(name)?.slice(0, 80));
}

function extent(epochs: unknown, repeats: unknown): void {
  for (const [field, value] of [["epochs", epochs], ["repeats", repeats]]) {
    if (!Number.isSafeInteger(value) || (value as number) < 1) {
      throw refusal(field as string, "a whole number of at least 1", JSON.stringify(value));
    }
  }
}

function requireDigest(digest: unknown, field: string): void {
  if (typeof digest === "string" && /^[0-9a-f]{64}$/.test(digest)) return;
  throw refusal(field, "64 hexadecimal digits", JSON.stringify(digest)?.slice(0, 80));
}

function refusal(field: string, rule: string, value: unknown): TypeError {
  return new TypeError(`Cannot read lock: ${field} must be ${rule}, current value is ${value}`);
}
