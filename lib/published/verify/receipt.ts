/**
 * Receipts: what a reviewer found, as a small canonical text that anybody can compare.
 *
 * @module
 */
import { z } from "zod";
import { canonical, type Json } from "../../bits/canonical.ts";
import type { LevelReport } from "./report.ts";

/** What a receipt is made of; it holds no date, host or path. */
export interface Verified {
  /** SHA-256 of the top file of the lock; undefined where nothing of it was looked at. */
  readonly lock?: string;
  readonly preset?: string;
  readonly figures: readonly string[];
  /** Code digest of each kind of step that was run. */
  readonly code: Readonly<Record<string, string>>;
  readonly reports: readonly LevelReport[];
  /** Versions of runtime and engine, operating system and processor. */
  readonly versions: Readonly<Record<string, string>>;
}

/** What a verification comes to. */
export type Result =
  /** Everything that was to be checked was, and is as published. */
  | "agrees"
  | "differs"
  /** Something could not be checked. */
  | "incomplete"
  /** Nothing was compared, so that nothing can be said. */
  | "nothing";

/** What reports come to: the worst that one of them has; a level that compared nothing agrees with nothing. */
export function resultOf(reports: readonly LevelReport[]): Result {
  if (reports.some(({ differences }) => differences.length > 0)) return "differs";
  if (reports.some(({ unchecked }) => unchecked.length > 0)) return "incomplete";
  return reports.length > 0 && reports.every(comparedSomething) ? "agrees" : "nothing";
}

function comparedSomething({ checked }: LevelReport): boolean {
  return Object.values(checked).some((count) => count > 0);
}

/** The text of a receipt: canonical JSON and a line end. */
export function encodeReceipt(verified: Verified): string {
  const { reports, ...rest } = verified;
  const content = { schema: 2, ...rest, levels: reports, result: resultOf(reports) };
  return canonical(content as unknown as Json) + "\n";
}

const digest = z.string().regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits");
const count = z.int().min(0).max(1e9);
const text = z.string().max(4096);

const difference = z.strictObject({ id: text, what: text, where: text.optional() });

const sample = z.strictObject({
  nonce: text,
  units: z.array(text).max(1e6),
  of: count,
  segments: count,
  ofSegments: count,
  strata: z.array(
    z.strictObject({ name: text, experiment: text, units: count, size: count.min(1), drawn: count })
      .refine(({ units, drawn }) => drawn <= units, "at most as many drawn as there are"),
  ).max(1e5),
  undrawn: z.array(
    z.strictObject({ experiment: text, units: count, segments: count, seconds: z.number() }),
  ),
  assurances: z.array(z.strictObject({ faults: count, segments: count, seen: z.number() })),
});

const receipt = z.strictObject({
  schema: z.literal(2),
  lock: digest.optional(),
  preset: text.optional(),
  figures: z.array(text),
  code: z.record(text, digest),
  levels: z.array(z.strictObject({
    level: z.union([
      z.literal("conformance"),
      z.literal(0),
      z.literal(1),
      z.literal(2),
      z.literal(3),
      z.literal(4),
    ]),
    checked: z.record(text, count),
    differences: z.array(difference),
    unchecked: z.array(difference),
    sample: sample.optional(),
  })),
  result: z.enum(["agrees", "differs", "incomplete", "nothing"]),
  versions: z.record(text, text),
});

/** A receipt is a few hundred kilobytes at most. */
export const MOST_RECEIPT_BYTES: number = 1 << 24;

/**
 * Reads a receipt. Whether its reviewer tells the truth nobody can see from it; but what it says must be of one piece.
 *
 * @param name Of its file, for messages.
 * @throws {TypeError} in one line naming the field that is wrong.
 */
export function decodeReceipt(bytes: Uint8Array, name: string): Verified {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw refusal(name, "text", "JSON in UTF-8", (error as Error).message);
  }
  const { success, data, error } = receipt.safeParse(value);
  if (!success) {
    const { path, message } = error.issues[0];
    throw refusal(name, path.join(".") || "receipt", "as verify writes it", message);
  }
  const { schema: _, levels, result, ...rest } = data;
  const verified = { ...rest, reports: levels } as Verified;
  const found = resultOf(verified.reports);
  if (result !== found) throw refusal(name, "result", `${found} as its levels say`, result);
  return verified;
}

function refusal(name: string, field: string, rule: string, value: string): TypeError {
  return new TypeError(
    `Cannot read receipt ${name}: ${field} must be ${rule}, current value is ${value}`,
  );
}
