/**
 * A slider over the recorded epochs, with a button that plays them.
 *
 * @module
 */
/// <reference lib="dom" />
import type { Rows } from "../tables.ts";
import { element } from "./dom.ts";

/** Pictures of a play, evenly spread in the logarithm of the epoch, and milliseconds between two at least. */
const FRAMES = 60, PAUSE = 60;

/** The slider of a table with epochs. */
export class Timeline {
  readonly elements: readonly HTMLElement[];
  readonly #epochs: readonly number[];
  readonly #slider: HTMLInputElement;
  readonly #output = element("output", { for: "epoch", class: "epoch" });
  readonly #button = element(
    "button",
    { type: "button", id: "play", "aria-pressed": "false" },
    "Play",
  );
  readonly #changed: () => Promise<void>;
  #playing = false;

  private constructor(epochs: readonly number[], changed: () => Promise<void>) {
    this.#epochs = epochs;
    this.#changed = changed;
    const last = String(epochs.length - 1);
    this.#slider = element("input", { type: "range", id: "epoch", min: "0", max: last, step: "1" });
    this.#slider.value = last;
    this.#slider.addEventListener("input", () => {
      this.#stop();
      this.#tell();
      void changed();
    });
    this.#button.addEventListener("click", () => this.#playing ? this.#stop() : void this.#play());
    this.#tell();
    const label = element("label", { for: "epoch" }, "Up to epoch");
    this.elements = [this.#button, label, this.#slider, this.#output];
  }

  /** Undefined where there is no more than one epoch. */
  static of({ columns, rows }: Rows, changed: () => Promise<void>): Timeline | undefined {
    const at = columns.indexOf("epoch");
    if (at < 0) return undefined;
    const epochs = [...new Set(rows.map((row) => Number(row[at])))].sort((a, b) => a - b);
    return epochs.length < 2 ? undefined : new Timeline(epochs, changed);
  }

  /** The last epoch that is shown. */
  get until(): number {
    return this.#epochs[Number(this.#slider.value)];
  }

  #tell(): void {
    const epoch = String(this.until);
    this.#output.value = epoch;
    this.#slider.setAttribute("aria-valuetext", `epoch ${epoch}`);
    dispatchEvent(new CustomEvent("epoch", { detail: this.until }));
  }

  #stop(): void {
    this.#playing = false;
    this.#button.textContent = "Play";
    this.#button.setAttribute("aria-pressed", "false");
  }

  async #play(): Promise<void> {
    this.#playing = true;
    this.#button.textContent = "Stop";
    this.#button.setAttribute("aria-pressed", "true");
    const last = this.#epochs.length - 1,
      from = Number(this.#slider.value) === last ? 0 : Number(this.#slider.value);
    for (const at of frames(from, last)) {
      this.#slider.value = String(at);
      this.#tell();
      const drawn = this.#changed(), pause = new Promise((resolve) => setTimeout(resolve, PAUSE));
      await Promise.all([drawn, pause]);
      if (!this.#playing) return;
    }
    this.#stop();
  }
}

/** Places from one to another, each at least one further. */
function frames(from: number, to: number): number[] {
  const found = new Set<number>();
  for (let k = 0; k < FRAMES; k++) {
    const share = k / (FRAMES - 1);
    found.add(
      Math.round(Math.exp(Math.log(from + 1) * (1 - share) + Math.log(to + 1) * share) - 1),
    );
  }
  return [...found];
}
