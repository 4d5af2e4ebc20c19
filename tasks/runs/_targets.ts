/** What words of a command line name: figures of the paper, and runs. */
import { FIGURES } from "../../lib/paper/figures.ts";
import { isPaperName, type NamedRun, namedRun } from "../../lib/runs/named.ts";
import { ownRequest } from "../../lib/runs/request.ts";
import { PublishedFolder } from "../../lib/published/folder.ts";
import type { Figure } from "../../lib/plan/figure.ts";
import type { Request } from "../../lib/plan/request.ts";
import { Store } from "../../lib/store/mod.ts";
import { oneOf, reportDamage, storeFolder, UsageError, type Words } from "../_command.ts";
import { figuresOf } from "../_figures.ts";

/** Figures and runs that were named. */
export interface Targets {
  /** Each once; all of the paper's, if nothing is named. */
  readonly figures: readonly Figure[];
  readonly runs: readonly NamedRun[];
}

/** The figures and runs that words name. */
export async function targetsOf(names: readonly string[], words: Words): Promise<Targets> {
  if (names.length === 0) return { figures: figuresOf([]), runs: [] };
  const figures = names.filter((name) => Object.hasOwn(FIGURES, name));
  const others = [...new Set(names.filter((name) => !figures.includes(name)))];
  return {
    figures: figures.length === 0 ? [] : figuresOf(figures),
    runs: others.length === 0 ? [] : await runsNamed(others, words, Object.keys(FIGURES)),
  };
}

/**
 * The runs of names.
 *
 * @param besides What else might have been named, for the message.
 */
export async function runsNamed(
  names: readonly string[],
  words: Words,
  besides: readonly string[] = [],
): Promise<NamedRun[]> {
  const store = await Store.open(storeFolder(words), { readOnly: true, onDamage: reportDamage });
  // Here alone: whoever names a figure has no use for the schema of an experiment.
  const { registeredRuns } = await import("../../lib/runs/registry.ts");
  const runs = await registeredRuns(store);
  const published = names.some(isPaperName) ? await PublishedFolder.open() : undefined;
  const named: NamedRun[] = [];
  for (const name of names) {
    if (besides.length > 0 && !isPaperName(name)) {
      oneOf(runs.length === 0 ? "figure" : "figure or run", name, [
        ...besides,
        ...runs.map(({ label }) => label),
      ]);
    }
    named.push(
      await namedRun(name, { runs, published }).catch((error) => {
        throw error instanceof RangeError ? new UsageError(error.message) : error;
      }),
    );
  }
  return named;
}

/** The request for the results of a run: which pictures of it have been drawn is no matter. */
export function requestOf({ own, label }: NamedRun): Request {
  return ownRequest(own, [], { label, pictures: ["plane"] });
}
