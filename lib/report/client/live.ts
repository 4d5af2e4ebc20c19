/**
 * The program of the live page: asks how things stand, again and again.
 *
 * @module
 */
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { LiveCurve, LiveExperiment, LiveState } from "../live.ts";
import { byId, element, whenReady } from "./dom.ts";

/** Milliseconds between two looks. */
const PAUSE = 1500;

const WORDS: Readonly<Record<LiveState["standing"], string>> = {
  waiting: "Waiting: nothing is trained yet, and nobody is at it.",
  running: "Running.",
  stopped:
    "Stopped: nobody is at it. What is finished is kept; the same command goes on from there.",
  finished: "Finished.",
};

function duration(seconds: number): string {
  const s = Math.round(seconds);
  if (s < 60) return `${s} s`;
  return s < 3600
    ? `${Math.floor(s / 60)} min ${s % 60} s`
    : `${Math.floor(s / 3600)} h ${Math.floor(s % 3600 / 60)} min`;
}

function show(state: LiveState): void {
  const { standing, experiments, left, workers, discarded, errors, events } = state;
  const ahead = left === undefined || standing !== "running"
    ? ""
    : ` About ${duration(left)} left.`;
  tell(byId("standing"), `${WORDS[standing]}${ahead}`);
  byId("standing").dataset.standing = standing;
  const [done, total] = (["done", "total"] as const).map((key) =>
    experiments.reduce((sum, one) => sum + one[key], 0)
  );
  byId<HTMLProgressElement>("whole").value = total === 0 ? 0 : done / total;
  tell(byId("whole-words"), `${done} of ${total} epochs trained`);
  byId("experiments").replaceChildren(...experiments.map(card));
  list(
    "workers",
    workers.map(({ work, host }) => host === "" ? work : `${work} on ${host}`),
    "none",
  );
  list("discarded", discarded, "none");
  list("errors", errors, "none");
  list("events", events.map(({ at, what }) => `${at} ${what}`), "nothing yet");
}

/** Writes only what is another text: a screen reader says what changes. */
function tell(place: HTMLElement, text: string): void {
  if (place.textContent !== text) place.textContent = text;
}

function list(id: string, lines: readonly string[], none: string): void {
  const all = lines.length === 0 ? [none] : lines;
  byId(id).replaceChildren(...all.map((line) => element("li", {}, element("bdi", {}, line))));
}

function card(
  { name, repeats, finished, done, total, epochs, curves }: LiveExperiment,
): HTMLElement {
  const progress = element("progress", { max: "1", "aria-label": `Training of ${name}` });
  progress.value = total === 0 ? 0 : done / total;
  const words = `${finished} of ${repeats} repeats finished, ${done} of ${total} epochs trained`;
  return element(
    "li",
    {},
    element("strong", {}, element("bdi", {}, name)),
    progress,
    element("div", {}, words),
    picture(name, epochs, curves),
  );
}

const SVG = "http://www.w3.org/2000/svg";

/** Training accuracy against epoch, a line a repeat. */
function picture(name: string, epochs: number, curves: readonly LiveCurve[]): SVGElement {
  const svg = document.createElementNS(SVG, "svg"),
    ends = curves.map(({ accuracies }) => accuracies.at(-1)!);
  const say = ends.length === 0
    ? "nothing is trained yet"
    : `${ends.length} repeats, last at ${ends.map((one) => one.toFixed(3)).join(", ")}`;
  svg.setAttribute("viewBox", "0 0 100 100");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", `Training accuracy of ${name} against epoch: ${say}`);
  for (const { epochs: at, accuracies } of curves) {
    const line = document.createElementNS(SVG, "polyline");
    const points = at.map((epoch, k) =>
      `${(100 * epoch / Math.max(1, epochs)).toFixed(2)},${(100 - 100 * accuracies[k]).toFixed(2)}`
    );
    line.setAttribute("points", points.join(" "));
    svg.append(line);
  }
  return svg;
}

async function look(): Promise<void> {
  try {
    const reply = await fetch("state.json", { cache: "no-store" });
    show(await reply.json() as LiveState);
  } catch {
    const place = byId("standing");
    tell(place, "The command that served this page has ended.");
    place.dataset.standing = "gone";
  }
  setTimeout(() => void look(), PAUSE);
}

whenReady(() => void look());
