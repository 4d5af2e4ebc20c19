/**
 * The page that is served while something runs, and the state that it shows.
 *
 * @module
 */
import { html } from "./html.ts";
import { LIVE_POLICY, pageText } from "./page.ts";

/** Training accuracy of a repeat as far as it is trained. */
export interface LiveCurve {
  readonly repeat: string;
  readonly epochs: readonly number[];
  /** From 0 to 1. */
  readonly accuracies: readonly number[];
}

/** An experiment or a run, as far as it is. */
export interface LiveExperiment {
  readonly name: string;
  readonly repeats: number;
  readonly finished: number;
  /** Epochs that are trained, and all of them. */
  readonly done: number;
  readonly total: number;
  readonly epochs: number;
  readonly curves: readonly LiveCurve[];
}

/** How everything stands. */
export interface LiveState {
  /** `waiting`: nothing is trained, and nobody is at it; `stopped`: something is. */
  readonly standing: "waiting" | "running" | "stopped" | "finished";
  readonly experiments: readonly LiveExperiment[];
  /** Seconds that are left; undefined where nobody knows. */
  readonly left?: number | undefined;
  /** What is being computed, and on which host, if it says so. */
  readonly workers: readonly { readonly work: string; readonly host: string }[];
  readonly discarded: readonly string[];
  readonly errors: readonly string[];
  /** What happened since the page is served, the newest last. */
  readonly events: readonly { readonly at: string; readonly what: string }[];
}

/** Path that the state is asked for at. */
export const STATE_PATH = "/state.json";

/** Text of the page. */
export function livePage(title: string): string {
  return pageText({
    path: "index.html",
    title,
    place: "Live",
    pages: [["/", "Live"]],
    policy: LIVE_POLICY,
    scripts: ["assets/live.js"],
    body: html`
      <p class="kicker">Live</p>
      <h1>${title}</h1>
      <p class="state" id="standing" role="status" aria-live="polite">Looking at the store</p>
      <p><progress id="whole" max="1" value="0" aria-label="All training"></progress> <span
          id="whole-words"></span></p>
      <h2>Experiments</h2>
      <ul class="live" id="experiments"></ul>
      <h2>Workers</h2>
      <ul id="workers"></ul>
      <h2>Discarded attempts</h2>
      <ul id="discarded"></ul>
      <h2>Errors</h2>
      <ul id="errors"></ul>
      <h2>What happened</h2>
      <ol id="events"></ol>
    `,
  });
}
