/**
 * Receipts: what a reviewer found, as a small canonical text that anybody can compare (DESIGN section 7).
 *
 * @module
 */
import { canonical, type Json } from "../../bits/canonical.ts";
import type { LevelReport } from "./report.ts";

/** What a receipt is made of; it holds no date, host or path. */
export interface Verified {
  /** SHA-256 of the top file of the lock. */
  readonly lock: string;
  readonly preset: string;
  readonly figures: readonly string[];
  /** Code digest of each kind of step that was run. */
  readonly code: Readonly<Record<string, string>>;
  readonly reports: readonly LevelReport[];
  /** Versions of runtime and engine, operating system and processor. */
  readonly versions: Readonly<Record<string, string>>;
}

/** Whether everything that was checked agrees. */
export function agrees(reports: readonly LevelReport[]): boolean {
  return reports.every(({ differences }) => differences.length === 0);
}

/** Whether everything was checked that was meant to be. */
export function isWhole(reports: readonly LevelReport[]): boolean {
  return reports.every(({ unchecked }) => unchecked.length === 0);
}

/** The text of a receipt: canonical JSON and a line end. */
export function receipt({ lock, preset, figures, code, reports, versions }: Verified): string {
  const result = !agrees(reports) ? "differs" : isWhole(reports) ? "agrees" : "incomplete";
  const content = { schema: 1, lock, preset, figures, code, levels: reports, result, versions };
  return canonical(content as unknown as Json) + "\n";
}
