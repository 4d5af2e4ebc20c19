/**
 * Names of a lock against the plan: every step behind a figure has its row, and no row is anybody else's. Digests can only be
 * checked by computing; names must be what this project's own code derives.
 *
 * @module
 */
import { isPreset } from "../../paper/presets.ts";
import { EXPERIMENTS, runOf } from "../../paper/experiments.ts";
import { attemptName, parseId } from "../../plan/ids.ts";
import { kindFor } from "../../plan/kinds.ts";
import type { Request } from "../../plan/request.ts";
import { measurementsOf, type Run } from "../../plan/run.ts";
import type { Step } from "../../steps/step.ts";
import type { ExperimentLock, Lock } from "../lock/lock.ts";
import { lockedAttempts } from "./plan.ts";
import type { Discrepancy } from "./report.ts";

/**
 * What in a lock has another name than the plan's, or an extent that is none of its preset.
 *
 * @param experiments Rows of the experiments that were asked for.
 * @param planned Every step behind the figures that were asked for.
 */
export function foreignNames(
  lock: Lock,
  experiments: readonly ExperimentLock[],
  request: Request,
  planned: readonly Step[],
): Discrepancy[] {
  const rows = experiments.flatMap((one) => rowFaults(one, request.runs(one.experiment), lock));
  const results = Object.keys(lock.experiments).flatMap((name) => {
    if (!Object.hasOwn(EXPERIMENTS, name)) {
      return [must(name, "an experiment of this code", "another")];
    }
    const run = request.runs(name), own = experiments.find(({ experiment }) => experiment === name);
    return resultFaults(name, lock, run.training.seed, own && survivorsOf(run, own));
  });
  return [...rows, ...results, ...tableFaults(lock, request, planned)];
}

const must = (id: string, rule: string, found: string): Discrepancy => ({
  id,
  what: `must be ${rule}, current value is ${found}`,
});

function rowFaults(lock: ExperimentLock, run: Run, { preset }: Lock): Discrepancy[] {
  const { experiment, measures, epochs, repeats } = lock, faults: Discrepancy[] = [];
  const wanted = [...measurementsOf(run).keys()].join(" ");
  if (measures.join(" ") !== wanted) {
    faults.push(must(`${experiment} measures`, wanted, measures.join(" ")));
  }
  if (isPreset(preset)) {
    const whole = runOf(experiment, preset);
    if (epochs !== whole.epochs) {
      faults.push(must(`${experiment} epochs`, `${whole.epochs} as of ${preset}`, `${epochs}`));
    }
    if (repeats > whole.repeats) {
      faults.push(must(`${experiment} repeats`, `at most ${whole.repeats}`, `${repeats}`));
    }
  }
  try {
    lockedAttempts(run, lock);
  } catch (error) {
    faults.push({ id: experiment, what: (error as Error).message });
  }
  return faults;
}

/** Names of the attempts that count; none where the rows are not those of the run. */
function survivorsOf(run: Run, lock: ExperimentLock): ReadonlySet<string> {
  try {
    return new Set(
      lockedAttempts(run, lock).filter(({ survivor }) => survivor).map(({ name }) => name),
    );
  } catch {
    return new Set();
  }
}

/** Results under an experiment that are not its own. */
function resultFaults(
  name: string,
  { experiments }: Lock,
  seed: string,
  survivors: ReadonlySet<string> | undefined,
): Discrepancy[] {
  return Object.keys(experiments[name].results).flatMap((text) => {
    const id = parseId(text);
    const own = id !== undefined && "seed" in id && id.seed === seed && id.engine === undefined;
    if (!own || kindFor(id.role).locked !== "result") {
      return [must(text, `a result of ${name}`, "another")];
    }
    const attempt = "attempt" in id ? attemptName(id) : undefined;
    return attempt === undefined || survivors === undefined || survivors.has(attempt)
      ? []
      : [must(text, `of an attempt of ${name} that counts`, "of another")];
  });
}

/** Tables of other names; and where all of the lock was asked for, results that no figure needs. */
function tableFaults(
  { figures, experiments }: Lock,
  request: Request,
  planned: readonly Step[],
): Discrepancy[] {
  const ids = new Set(planned.map(({ id }) => id)), asked = request.figures.map(({ id }) => id);
  const whole = Object.keys(figures).every((id) => asked.includes(id));
  const parts = [
    ...asked.map((id) => figures[id]),
    ...(whole ? Object.values(experiments) : []),
  ];
  return parts.flatMap(({ results }) => Object.keys(results))
    .filter((id) => !ids.has(id))
    .map((id) => must(id, "a step that this code plans", "none"));
}
