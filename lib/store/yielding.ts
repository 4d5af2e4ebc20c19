/** Giving way to others on the same thread. */

/** Milliseconds of uninterrupted reading: less than anybody notices. */
const MOST = 50;

/**
 * Interrupts what reads without waiting: thousands of entries in a row would keep timers, signals and messages of
 * workers from being heard.
 */
export class Turns {
  #since = performance.now();
  #next: Promise<void> | undefined;

  /** Who has to wait for the next turn of the event loop, all callers together; undefined while nobody has to. */
  get due(): Promise<void> | undefined {
    if (this.#next !== undefined) return this.#next;
    if (performance.now() - this.#since < MOST) return undefined;
    return this.#next = new Promise((resolve) => {
      setTimeout(() => {
        this.#next = undefined;
        this.#since = performance.now();
        resolve();
      });
    });
  }
}
