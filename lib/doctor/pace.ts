/**
 * A timer: how often something can be done in a second.
 *
 * @module
 */

/** Bursts of a benchmark; its first ones also warm up compilers and caches. */
const BURSTS = 10;

/**
 * Does a step again and again, in bursts, and counts the fastest one: whatever else the machine does, and compilers
 * that are not done yet, only make a burst slower.
 *
 * @param step May take its time; it is waited for.
 * @param seconds To spend; a burst is one step at least.
 * @param clock Milliseconds, from any moment on.
 * @returns Steps per second.
 */
export async function pace(
  step: () => unknown,
  seconds: number,
  clock: () => number,
): Promise<number> {
  let fastest = 0;
  for (let burst = 0; burst < BURSTS; burst++) {
    const start = clock();
    let steps = 0, passed = 0;
    do {
      await step();
      steps++;
      passed = clock() - start;
    } while (passed < seconds * 1000 / BURSTS);
    fastest = Math.max(fastest, steps * 1000 / passed);
  }
  return fastest;
}
