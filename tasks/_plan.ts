/** What a plan would do and take, for people. */
import type { Prediction } from "../lib/forecast/predict.ts";

/** A prediction as a table with its sum. */
export function planText(prediction: Prediction): string {
  const lines = ["step          restored   to run       time     bytes"];
  for (const [kind, row] of Object.entries(prediction.kinds)) {
    const { restored, missing, unknown, seconds, bytes } = row, run = missing + unknown;
    const cells = [
      kind.padEnd(12),
      String(restored).padStart(9),
      String(run).padStart(8),
      run === 0 ? "" : secondsText(seconds).padStart(10),
      run === 0 ? "" : bytesText(bytes).padStart(9),
      unknown > 0 ? "at most" : "",
    ];
    lines.push(cells.join(" ").trimEnd());
  }
  return [...lines, totalText(prediction)].join("\n");
}

/** What a plan takes in all, in one line. */
export function totalText({ kinds, atMost, workers, seconds, bytes, memory }: Prediction): string {
  const rows = Object.values(kinds);
  const run = rows.reduce((sum, { missing, unknown }) => sum + missing + unknown, 0);
  const restored = rows.reduce((sum, row) => sum + row.restored, 0);
  if (run === 0) return `everything is restored: ${restored} steps`;
  const most = atMost ? "at most " : "", jobs = workers === 1 ? "1 worker" : `${workers} workers`;
  const time = Number.isNaN(seconds) ? "time not known" : `${most}${secondsText(seconds)}`;
  return `${most}${run} steps to run, ${restored} restored; predicted with ${jobs}: ` +
    `${time}, ${bytesText(bytes)} to write, ${bytesText(memory)} of memory`;
}

/** Plans as a table with a row for each, by name. */
export function rowsText(
  plans: readonly { readonly id: string; readonly plan: Prediction }[],
): string {
  const lines = ["figure         restored   to run       time     bytes"];
  for (const { id, plan: { kinds, atMost, seconds, bytes } } of plans) {
    const rows = Object.values(kinds),
      sum = (of: (row: typeof rows[number]) => number) =>
        rows.reduce((all, row) => all + of(row), 0);
    const run = sum(({ missing, unknown }) => missing + unknown);
    const cells = [
      id.padEnd(12),
      String(sum(({ restored }) => restored)).padStart(10),
      String(run).padStart(8),
      run === 0 ? "" : secondsText(seconds).padStart(10),
      run === 0 ? "" : bytesText(bytes).padStart(9),
      run > 0 && atMost ? "at most" : "",
    ];
    lines.push(cells.join(" ").trimEnd());
  }
  return lines.join("\n");
}

/** `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`; of NaN `not known`. */
export function secondsText(seconds: number): string {
  if (Number.isNaN(seconds)) return "not known";
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const s = Math.round(seconds), min = Math.floor(s / 60);
  if (s < 60) return `${s} s`;
  return s < 3600 ? `${min} min ${s % 60} s` : `${Math.floor(min / 60)} h ${min % 60} min`;
}

/** `12 kB`, `3.4 MB`, `1.6 GB`; powers of ten. */
export function bytesText(bytes: number): string {
  if (bytes < 999_500) return `${Math.ceil(bytes / 1e3)} kB`;
  const [value, unit] = bytes < 999.5e6 ? [bytes / 1e6, "MB"] : [bytes / 1e9, "GB"];
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}
