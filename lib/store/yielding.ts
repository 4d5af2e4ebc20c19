/** Yielding to the event loop in the midst of synchronous reads. */

/** Milliseconds without yielding: less than anybody notices. */
const LONGEST = 50;

/**
 * Says when to yield: thousands of synchronous reads in a row would keep timers, signals and messages of workers from
 * being heard.
 */
export class EventLoopYield {
  #since = performance.now();
  #next: Promise<void> | undefined;

  /** Who has to wait for the next turn of the event loop, all callers together; undefined while nobody has to. */
  get due(): Promise<void> | undefined {
    if (this.#next !== undefined) return this.#next;
    if (performance.now() - this.#since < LONGEST) return undefined;
    return this.#next = new Promise((resolve) => {
      setTimeout(() => {
        this.#next = undefined;
        this.#since = performance.now();
        resolve();
      });
    });
  }
}
