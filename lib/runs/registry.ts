/**
 * The registry of runs: experiments of the user's own that a store was asked for, each an action entry of its own.
 *
 * Its key is made of the experiment's file; digests of results are further inputs once there are any. Its id is
 * `run/<label>`, and the time stands in its cost. A name with another configuration is another run, with another label:
 * `wide`, `wide~2`. Nothing is ever written over, and there is no list that could be stale: `listedEntries()` finds the
 * entries, and the labels are theirs.
 *
 * @module
 */
import { canonical, type Json } from "../bits/canonical.ts";
import { sha256 } from "../bits/digest.ts";
import type { EngineIdentity } from "../engines/tfjs/backend.ts";
import { estimatorName } from "../information/estimator.ts";
import { repeatName } from "../plan/ids.ts";
import type { RunEngine } from "../plan/run.ts";
import { engineOf } from "../plan/engine.ts";
import { type Action, type ActionBody, isImported, type KeyMaterial } from "../store/action.ts";
import { Key } from "../store/key.ts";
import { listedEntries, NonDeterminismError, type Store } from "../store/mod.ts";
import { differenceText, fileOf } from "./described.ts";
import { experiment, type OwnExperiment } from "./experiment.ts";
import type { ExperimentInput } from "./input.ts";

/** Kind of the entries. */
const KIND = "run";

/** What makes an entry is no code: the digest of no bytes. */
const NO_CODE = sha256(new Uint8Array());

const MILLISECONDS_A_DAY = 86_400_000;

/** An experiment with the engine that trains it, if it is not the default one. */
export type OwnRun = OwnExperiment & { readonly engine?: RunEngine };

/** A run in the registry. */
export interface RegisteredRun {
  /** Its name, with a number behind it if others had the name before: `wide~2`. Names files and figures. */
  readonly label: string;
  /** The experiment; its name is without the number. */
  readonly own: OwnRun;
  /** When it was first asked for, in milliseconds since 1970 began. */
  readonly since: number;
  /** Whether the entry came with an archive. */
  readonly imported: boolean;
  /** Keys of its entries. */
  readonly keys: readonly string[];
  /** Its entries that have results, those with the most last. */
  readonly results: readonly Action[];
}

/** What a run's key is made of, besides its results. */
interface Params {
  readonly file: ExperimentInput;
  readonly engine?: EngineIdentity;
}

function paramsOf({ engine, ...own }: OwnRun): Params {
  return { file: fileOf(own), ...(engine && { engine: engine.identity }) };
}

/** What the key of a run's entry is the digest of. */
export function runMaterial(own: OwnRun, inputs: KeyMaterial["inputs"] = {}): KeyMaterial {
  const params = paramsOf(own) as unknown as Json;
  return { schema: 1, step: KIND, code: NO_CODE, params, inputs };
}

/** What two runs have in common if they are one. */
function identityOf(params: unknown): string {
  return canonical(params as Json);
}

/**
 * The runs of a store, the oldest first; own ones before those that archives brought, so that these never take a label.
 *
 * @throws {Error} in one line, if the store cannot be read.
 */
export async function registeredRuns(store: Store): Promise<RegisteredRun[]> {
  const keys = await listedEntries(store.root, KIND, !store.readOnly), found: Found[] = [];
  for (const key of keys) {
    const action = await store.getAction(key), own = action && ownOf(action);
    if (own !== undefined) found.push({ key, action: action!, own });
  }
  const groups = Map.groupBy(found, ({ action: { key } }) => identityOf(key.params));
  const runs = [...groups.values()].map(gathered).sort((a, b) =>
    Number(a.imported) - Number(b.imported) || a.since - b.since || (a.keys[0] < b.keys[0] ? -1 : 1)
  );
  return labelled(runs);
}

interface Found {
  readonly key: string;
  readonly action: Action;
  readonly own: OwnRun;
}

function gathered(entries: readonly Found[]): RegisteredRun {
  const actions = entries.map(({ action }) => action),
    own = actions.filter((one) => !isImported(one));
  const first = (own.length > 0 ? own : actions)
    .reduce((first, one) => dayOf(one) < dayOf(first) ? one : first);
  // An archive's say nothing of a run that was made here.
  const results = (own.length > 0 ? own : actions)
    .filter(({ key }) => hasResults(key.inputs, entries[0].own))
    .sort((a, b) =>
      Object.keys(a.key.inputs).length - Object.keys(b.key.inputs).length || dayOf(a) - dayOf(b)
    );
  return {
    label: first.id.slice(KIND.length + 1),
    own: entries[0].own,
    since: Math.round(dayOf(first) * MILLISECONDS_A_DAY),
    imported: own.length === 0,
    keys: entries.map(({ key }) => key),
    results,
  };
}

/** Whether an entry names results of a run, and nothing else: it may be anybody's. */
function hasResults(inputs: KeyMaterial["inputs"], { repeats, estimators }: OwnRun): boolean {
  const names = estimators.map(estimatorName), given = Object.keys(inputs);
  return given.length > 0 && given.every((name) => {
    const [of, estimator, ...more] = name.split("/"), repeat = Number(of.slice(1));
    return repeat < repeats && of === repeatName(repeat) && more.length === 0 &&
      names.includes(estimator);
  });
}

/** Days that a date can have; an entry may say more. */
const MOST_DAYS = 1e8;

function dayOf({ cost }: Action): number {
  return Object.hasOwn(cost, "day") ? Math.min(cost.day, MOST_DAYS) : 0;
}

/** Labels as the entries have them; one that is taken, or is not of the run's name, is another one instead. */
function labelled(runs: readonly RegisteredRun[]): RegisteredRun[] {
  const taken = new Set<string>();
  return runs.map((run) => {
    const { name } = run.own, [, number] = run.label.split("~");
    const fits = run.label === name || (run.label === `${name}~${number}` && isNumber(number));
    const label = fits && !taken.has(run.label) ? run.label : freeLabel(name, taken);
    taken.add(label);
    return { ...run, label };
  });
}

function isNumber(text: string | undefined): boolean {
  return /^[2-9]$|^[1-9]\d{1,5}$/.test(text ?? "");
}

function freeLabel(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  let number = 2;
  while (taken.has(`${name}~${number}`)) number++;
  return `${name}~${number}`;
}

/** The experiment of an entry; undefined if it is none that this program writes: it may be anybody's. */
function ownOf({ key: { params, schema, code } }: Action): OwnRun | undefined {
  if (schema !== 1 || code !== NO_CODE) return undefined;
  try {
    const { file, engine } = params as unknown as Params, own = experiment(file);
    const run = engine === undefined ? own : { ...own, engine: engineOf(engine) };
    return identityOf(paramsOf(run)) === identityOf(params) ? run : undefined;
  } catch {
    return undefined;
  }
}

/** A run as it is asked for: its label, and the newest one that had the name before, if this is another one. */
export interface Labelled {
  readonly label: string;
  readonly before?: { readonly label: string; readonly differs: string };
}

/** The label that an experiment has among the runs of a store, or will have. */
export function labelOf(own: OwnRun, runs: readonly RegisteredRun[]): Labelled {
  const identity = identityOf(paramsOf(own)),
    named = runs.filter((run) => run.own.name === own.name);
  const known = named.find((run) => identityOf(paramsOf(run.own)) === identity);
  if (known !== undefined) return { label: known.label };
  const label = freeLabel(own.name, new Set(runs.map((run) => run.label))), last = named.at(-1);
  if (last === undefined) return { label };
  return { label, before: { label: last.label, differs: differenceText(last.own, own) } };
}

/** The labels of several experiments, each as if those before it were in the registry. */
export function labelsOf(
  owns: readonly OwnRun[],
  runs: readonly RegisteredRun[],
): Labelled[] {
  const known = [...runs], labels = new Set(runs.map(({ label }) => label));
  return owns.map((own) => {
    const labelled = labelOf(own, known), { label } = labelled;
    if (!labels.has(label)) {
      labels.add(label);
      known.push({ label, own, since: 0, imported: false, keys: [], results: [] });
    }
    return labelled;
  });
}

/**
 * Puts runs into the registry; those that are there stay as they are.
 *
 * @param now Milliseconds since 1970 began.
 * @throws {Error} in one line, if the store cannot be written.
 */
export async function registerRuns(
  store: Store,
  owns: readonly OwnRun[],
  now?: number,
): Promise<Labelled[]> {
  const runs = await registeredRuns(store),
    labels = labelsOf(owns, runs),
    first = now ?? Date.now();
  const there = new Set(runs.filter(({ imported }) => !imported).map(({ label }) => label));
  let isNew = false;
  for (const [k, own] of owns.entries()) {
    const { label } = labels[k], file = textOf(own);
    if (there.has(label)) continue;
    isNew = true;
    // One after the other, so that a list has them in their order.
    await putRun(store, own, { label, inputs: {}, outputs: { file }, now: first + 2 * k });
  }
  return isNew ? labelsNow(owns, labels, await registeredRuns(store)) : labels;
}

/** Labels as the registry has them by now: another process may have taken one meanwhile. */
function labelsNow(
  owns: readonly OwnRun[],
  labels: readonly Labelled[],
  runs: readonly RegisteredRun[],
): Labelled[] {
  return owns.map((own, k) => {
    const { label } = labelOf(own, runs),
      before = runs.find((run) => run.label === labels[k].label);
    if (label === labels[k].label || before === undefined) return { ...labels[k], label };
    return { label, before: { label: before.label, differs: differenceText(before.own, own) } };
  });
}

/** Puts a run into the registry, as {@linkcode registerRuns} does. */
export async function registerRun(store: Store, own: OwnRun, now?: number): Promise<Labelled> {
  return (await registerRuns(store, [own], now))[0];
}

/** The experiment's file, for people. */
function textOf(own: OwnRun): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(fileOf(own), null, 2) + "\n");
}

/**
 * Stores an entry of a run.
 *
 * @param entry `inputs`: digests of results by name; `outputs`: bytes by name.
 */
export async function putRun(
  store: Store,
  own: OwnRun,
  { label, inputs, outputs, now, seconds }: {
    readonly label: string;
    readonly inputs: KeyMaterial["inputs"];
    readonly outputs: Readonly<Record<string, Uint8Array>>;
    readonly now: number;
    readonly seconds?: number;
  },
): Promise<void> {
  const key = Key.of(runMaterial(own, inputs)),
    stored: Record<string, { sha256: string; size: number }> = {};
  for (const [name, bytes] of Object.entries(outputs)) stored[name] = await store.put(bytes);
  const entry: ActionBody = {
    ...{ schema: 1, step: KIND, id: `${KIND}/${label}`, key: key.material, outputs: stored },
    cost: {
      day: Math.round(1e8 * now / MILLISECONDS_A_DAY) / 1e8,
      ...(seconds !== undefined && { seconds }),
    },
  };
  await store.putAction(key.digest, entry).catch(async (error) => {
    if (!(error instanceof NonDeterminismError)) throw error;
    // What came with an archive says what is not so; one's own knew more, of traces that are gone by now.
    const known = await store.getAction(key.digest);
    if (known === undefined || isImported(known)) await store.refute(key.digest, entry, error);
  });
}

/** Takes a run out of the registry; its results are as any others from then on. */
export async function forgetRun(store: Store, { keys }: RegisteredRun): Promise<void> {
  for (const key of keys) await store.removeAction(key);
}
