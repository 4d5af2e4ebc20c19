import { u8 } from "../../../lib/engines/wasm/memory.ts";
import { place, space } from "./support.ts";

function neighbour(x: number, direction: 1 | -1): number {
  if (x === 0) return direction * 1.401298464324817e-45;
  const value = Float32Array.of(x), bits = new Int32Array(value.buffer);
  bits[0] += x > 0 ? direction : -direction;
  return value[0];
}

/** The float32 above a finite float32. */
export const next = (x: number): number => neighbour(x, 1);

/** The float32 below a finite float32. */
export const below = (x: number): number => neighbour(x, -1);

/** Places values and thresholds between their sentinels: arguments of search_u16, the first ones of uniform_u16. */
export function uniformArguments(
  x: Float32Array,
  thresholds: Float32Array,
  step: number,
): [states: number, step: number, x: number, rows: number, thresholds: number, count: number] {
  const table = place([-Infinity, ...thresholds, Infinity]) + 4;
  return [space(x.length * step / 4), step, place(x), x.length, table, thresholds.length];
}

/** u16 states, `step` bytes apart. */
export function statesOf(states: number, step: number, rows: number): number[] {
  const bytes = u8(states, rows * step);
  return Array.from({ length: rows }, (_, r) => bytes[r * step] + 256 * bytes[r * step + 1]);
}
