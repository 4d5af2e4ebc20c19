/**
 * Going on where something fails: a repeat, or what a whole figure needs, takes nothing else with it.
 *
 * @module
 */
import { failedRepeat, isLocal } from "./plan/failed_repeat.ts";
import type { Figure } from "./plan/figure.ts";
import { repeatName } from "./plan/ids.ts";
import type { Settling } from "./plan/settled_runs.ts";

/** What could not be finished. */
export interface Failure {
  /** The repeat, `narrow r05`, or the figure, `fig4`, that is missing for it. */
  readonly missing: string;
  /** The error, in one line. */
  readonly message: string;
}

/**
 * Makes something of each figure. A repeat that fails is left out of its run, and its figures are tried again without it;
 * a figure that fails for another reason is left out. What concerns all of them, such as a store that cannot be written,
 * is thrown.
 *
 * @param report Told of every failure, once.
 * @returns What was made, in the order of the figures.
 */
export async function eachThatCanBe<T>(
  figures: readonly Figure[],
  settling: Settling,
  make: (figure: Figure) => Promise<T>,
  report: (failure: Failure) => void,
): Promise<T[]> {
  const reported = new Set<string>();
  const say = (missing: string, { message }: Error) => {
    if (!reported.has(missing)) report({ missing, message: message.split("\n")[0] });
    reported.add(missing);
  };
  const made = await Promise.all(figures.map(async (figure): Promise<T[]> => {
    const without = new Set<string>();
    for (;;) {
      try {
        return [await make(figure)];
      } catch (error) {
        if (!isLocal(error)) throw error;
        const repeat = failedRepeat(error),
          name = repeat && `${repeat.run} ${repeatName(repeat.repeat)}`;
        if (repeat === undefined || without.has(name!)) {
          say(figure.id, error);
          return [];
        }
        without.add(name!);
        settling.leaveOut(repeat);
        say(name!, error);
      }
    }
  }));
  return made.flat();
}
