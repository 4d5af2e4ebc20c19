/** What a plan would do, by kind of step. */
import type { Inspector } from "../lib/steps/inspector.ts";

interface Row {
  restored: number;
  missing: number;
  /** Inputs not known yet: would run at most. */
  unknown: number;
}

/** Numbers of steps restored and to run, by kind, in the order of the plan; `fresh` restores none. */
export function planOf({ standings }: Inspector, fresh = false): Record<string, Row> {
  const rows: Record<string, Row> = {};
  for (const { step: { kind }, standing } of standings.values()) {
    rows[kind] ??= { restored: 0, missing: 0, unknown: 0 };
    rows[kind][fresh && standing === "restored" ? "missing" : standing]++;
  }
  return rows;
}

/** The plan as a table for people. */
export function planText(inspector: Inspector, fresh = false): string {
  const lines = ["step          restored   to run"];
  for (const [kind, { restored, missing, unknown }] of Object.entries(planOf(inspector, fresh))) {
    const run = missing + unknown, most = unknown > 0 ? " at most" : "";
    lines.push(
      `${kind.padEnd(12)} ${String(restored).padStart(9)} ${String(run).padStart(8)}${most}`,
    );
  }
  return lines.join("\n");
}
