/**
 * Writing notes on finished repeats, for {@linkcode RecordedRepeats} to find.
 *
 * @module
 */
import type { Json } from "../../bits/canonical.ts";
import { getOrMake } from "../../bits/memo.ts";
import type { Planned } from "../../steps/inspector.ts";
import type { Outputs, Resolver } from "../../steps/step.ts";
import { isImported } from "../../store/action.ts";
import type { Note } from "../../store/packs/notes.ts";
import { parseId, repeatName, runName } from "../ids.ts";
import { membershipOf } from "../membership.ts";
import type { RecordedRepeats, RepeatNote } from "./repeats.ts";
import { nameOf } from "../run.ts";
import type { SettledRun } from "../settled_runs.ts";
import type { Repeat } from "../settle.ts";
import type { Standings } from "../standings.ts";

/** The steps of a repeat in a plan. */
interface Own {
  readonly steps: Planned[];
  /** What other steps read of it, by id; undefined of what is not there. */
  readonly shown: Map<string, Outputs | undefined>;
}

/** What is behind the writing of notes. */
export interface NoteSources {
  /** The whole plan, looked at step by step. */
  readonly standings: Standings;
  /** The notes that there are. */
  readonly recorded: RecordedRepeats;
  /** Knows the data sets. */
  readonly look: Resolver;
  /** Name of the pack that holds an entry; undefined if it is in none. */
  readonly packOf: (planned: Planned) => string | undefined;
}

/** Notes on all repeats of some runs that are finished, by key: those that there are not yet. */
export async function newNotes(
  settled: readonly SettledRun[],
  { standings, recorded, look, packOf }: NoteSources,
): Promise<Map<string, Note>> {
  const own = ownSteps(standings), notes = new Map<string, Note>();
  for (const { run, repeats } of settled) {
    for (const one of repeats) {
      const key = await recorded.key(run, one.repeat, look);
      const steps = own.get(`${runName(nameOf(run))}/${repeatName(one.repeat)}`);
      if (key === undefined || steps === undefined) continue;
      const note = noteOn(one, steps, recorded.note(run, key), packOf);
      if (note !== undefined) notes.set(key, note);
    }
  }
  return notes;
}

/** Undefined where the old one says all of it, or the repeat is not finished and packed. */
function noteOn(
  { discarded }: Repeat,
  { steps, shown }: Own,
  old: RepeatNote | undefined,
  packOf: (planned: Planned) => string | undefined,
): Note | undefined {
  if (old !== undefined && [...shown.keys()].every((id) => Object.hasOwn(old.outputs, id))) return;
  const imported = steps.filter(({ action }) => action && isImported(action)).length;
  if (imported > 0 && imported < steps.length) return undefined;
  const packs = new Set<string>();
  for (const step of steps) {
    const pack = packOf(step);
    if (pack === undefined) return undefined;
    packs.add(pack);
  }
  const text = {
    discarded: discarded.map(({ id }) => (parseId(id) as { segment: number }).segment),
    outputs: Object.fromEntries(shown),
    imported: imported > 0,
  };
  return { packs: [...packs].sort(), text: text as unknown as Json };
}

/** The steps of each repeat of a plan, by its name. */
function ownSteps(standings: Standings): Map<string, Own> {
  const own = new Map<string, Own>(), groups = new Map<string, string | undefined>();
  for (const planned of standings.values()) {
    const { id, inputs } = planned.step, { group } = membershipOf(id);
    groups.set(id, group);
    if (group !== undefined) {
      getOrMake(own, group, () => ({ steps: [], shown: new Map() })).steps.push(planned);
    }
    for (const ref of Object.values(inputs)) {
      const theirs = "step" in ref ? groups.get(ref.step.id) : undefined;
      if (theirs === undefined || theirs === group || !("step" in ref)) continue;
      own.get(theirs)!.shown.set(ref.step.id, standings.get(ref.step.id)!.action?.outputs);
    }
  }
  return own;
}
