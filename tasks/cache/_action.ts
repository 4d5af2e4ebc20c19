/** What the actions of deno task cache share. */
import type { Store } from "../../lib/store/mod.ts";
import { keysOfOwn } from "../../lib/kept_runs.ts";
import { requestOf, type Targets } from "../runs/_targets.ts";
import type { PresetName } from "../../lib/paper/presets.ts";
import { type RunKeys, runKeys } from "../../lib/steps/run_keys.ts";
import { Study } from "../../lib/study.ts";
import { presetRequest } from "../../lib/paper/request.ts";
import { type FlagTable, UsageError, type Words } from "../_command.ts";
import { presetOf } from "../_figures.ts";

/** One action of the command; `--store` and what all commands have needs no mention in its flags. */
export interface CacheAction {
  readonly name: string;
  /** Words that it takes, for example `<name> [figure...]`. */
  readonly words?: string;
  /** One or a few sentences. */
  readonly summary: string;
  readonly flags: FlagTable;
  /** Returns the exit code; the positional words come without the action. */
  run(words: Words): Promise<number>;
}

/** Figures of a run are chosen by a preset. */
export const PRESET_FLAG: FlagTable = {
  preset: { help: "pin, export: smoke, quick or paper", value: "NAME", check: presetOf },
};

/**
 * Keys of figures under a preset, and of runs.
 *
 * @param action For the message.
 * @throws {Error} if the store has nothing of it.
 */
export async function keysOfTargets(
  action: string,
  store: Store,
  { figures, runs }: Targets,
  preset: PresetName,
): Promise<RunKeys> {
  const study = await Study.open(store), found: RunKeys[] = [];
  if (figures.length > 0) {
    found.push(runKeys(await study.inspect(presetRequest(figures, preset))));
  }
  for (const run of runs) {
    const { registered } = run;
    found.push(
      registered === undefined
        ? runKeys(await study.inspect(requestOf(run)))
        : await keysOfOwn(study, registered),
    );
  }
  const all = {
    keys: [...new Set(found.flatMap(({ keys }) => keys))],
    present: [...new Set(found.flatMap(({ present }) => present))],
    steps: found.reduce((sum, { steps }) => sum + steps, 0),
  };
  if (all.present.length > 0) return all;
  const names = [...figures.map(({ id }) => id), ...runs.map(({ label }) => label)].join(" ");
  throw new Error(
    `Cannot ${action}: the store must have something of ${names} (${preset}), current value is nothing; ` +
      `deno task reproduce ${names} --preset ${preset} computes it`,
  );
}

/** The only positional word. */
export function onlyWord(action: string, what: string, { positional }: Words): string {
  if (positional.length === 1) return positional[0];
  throw new UsageError(
    `Cannot run cache ${action}: ${what} must be one word, current value is ${
      positional.join(" ") || "none"
    }`,
  );
}

/** Refuses positional words. */
export function noWords(action: string, { positional }: Words): void {
  if (positional.length === 0) return;
  throw new UsageError(
    `Cannot run cache: words must be ${action} alone, current value is ${action} ${
      positional.join(" ")
    }`,
  );
}
