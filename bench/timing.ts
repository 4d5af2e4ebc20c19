/**
 * Timing: alternating rounds and medians, so that what slows the machine for a while slows every contender.
 *
 * @module
 */

/** Something to time: does its work once for each count, at its own cost. */
export interface Contender {
  readonly name: string;
  /** Runs the work `times` times. */
  run(times: number): void | Promise<void>;
  /** Work per round. */
  readonly times: number;
}

/** Median of numbers, the lower one of two; Infinity of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1] ?? Infinity;
}

/** Seconds of one call. */
export async function secondsOf(work: () => void | Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/**
 * Times contenders in alternating rounds, after one round that warms up.
 *
 * @returns Seconds of one unit of work in each round, by name.
 */
export async function roundsOf(
  contenders: readonly Contender[],
  rounds: number,
): Promise<Record<string, readonly number[]>> {
  const seconds = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const { name, run, times } of contenders) {
      const each = await secondsOf(() => run(times)) / times;
      if (round >= 0) seconds.get(name)!.push(each);
    }
  }
  return Object.fromEntries(seconds);
}

/** Median seconds of one unit of work, by name. As {@linkcode roundsOf}. */
export async function alternate(
  contenders: readonly Contender[],
  rounds: number,
): Promise<Record<string, number>> {
  const seconds = await roundsOf(contenders, rounds);
  return Object.fromEntries(
    Object.entries(seconds).map(([name, values]) => [name, median(values)]),
  );
}
