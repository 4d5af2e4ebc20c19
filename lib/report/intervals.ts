/**
 * A measured interval against a threshold, as a small picture.
 *
 * @module
 */
import type { Estimate } from "../statistics/interval.ts";
import { type Html, html } from "./html.ts";

const WIDTH = 240, HEIGHT = 26, PAD = 8;

/** A part of a claim in numbers. */
export interface Drawn {
  readonly estimate: Estimate;
  readonly threshold: number;
  readonly claimed: "at least" | "at most";
}

/**
 * Draws value, 95% interval and threshold on one axis; the claimed side is shaded. An end that nothing bounds runs out of the
 * picture.
 *
 * @returns a picture without words: who uses it says the numbers beside it
 */
export function intervalSvg({ estimate, threshold, claimed }: Drawn): Html {
  const { value, low, high } = estimate;
  const finite = [value, low, high, threshold].filter(Number.isFinite);
  const least = Math.min(...finite), most = Math.max(...finite);
  const room = most > least ? 0.12 * (most - least) : 1;
  const [from, to] = [least - room, most + room];
  const x = (number: number) => {
    const share = (Math.min(to, Math.max(from, number)) - from) / (to - from);
    return Math.round(10 * (PAD + share * (WIDTH - 2 * PAD))) / 10;
  };
  const at = x(threshold), middle = HEIGHT / 2;
  const [left, right] = claimed === "at least" ? [at, WIDTH] : [0, at];
  return html`
    <svg class="interval" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}"
      aria-hidden="true" focusable="false">
      <rect class="claimed" x="${left}" y="0" width="${Math.round(10 * (right - left)) /
        10}" height="${HEIGHT}" />
      <line class="threshold" x1="${at}" x2="${at}" y1="0" y2="${HEIGHT}" />
      <line class="range" x1="${x(low)}" x2="${x(high)}" y1="${middle}" y2="${middle}" />
      <circle class="value" cx="${x(value)}" cy="${middle}" r="4" />
    </svg>
  `;
}
