/**
 * Going on where something fails: a repeat, or what a whole figure needs, takes nothing else with it.
 *
 * @module
 */
import { failedGroup, failedRepeat, isLocal } from "./plan/failed_repeat.ts";
import type { Figure } from "./plan/figure.ts";
import { attemptName, repeatName } from "./plan/ids.ts";
import type { Settling } from "./plan/settled_runs.ts";

/** What could not be finished. */
export interface Failure {
  /** The repeat, `narrow r05`, or the figure, `fig4`, that is missing for it. */
  readonly missing: string;
  /** The error, in one line. */
  readonly message: string;
  /** It was a group of repeats, which are trained one by one instead: nothing is missing for that alone. */
  readonly split?: true;
}

/**
 * Makes something of each figure. A repeat that fails is left out of its run, and its figures are tried again without it;
 * a group of repeats that fails is split up first. A figure that fails for another reason is left out. What concerns all of them, such as a store that cannot be written,
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
  const say = (missing: string, { message }: Error, more: { split?: true } = {}) => {
    if (!reported.has(missing)) report({ missing, message: message.split("\n")[0], ...more });
    reported.add(missing);
  };
  const made = await Promise.all(figures.map(async (figure): Promise<T[]> => {
    const tried = new Set<string>();
    for (;;) {
      try {
        return [await make(figure)];
      } catch (error) {
        if (!isLocal(error)) throw error;
        const group = failedGroup(error), repeat = failedRepeat(error);
        const name = group === undefined
          ? repeat && `${repeat.run} ${repeatName(repeat.repeat)}`
          : attemptName(group);
        if (name === undefined || tried.has(name)) {
          say(figure.id, error);
          return [];
        }
        tried.add(name);
        if (group !== undefined) settling.splitUp(group);
        else settling.leaveOut(repeat!);
        say(name, error, group && { split: true });
      }
    }
  }));
  return made.flat();
}
