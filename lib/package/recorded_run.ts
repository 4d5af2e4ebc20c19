/**
 * A run that an archive brings along: the store that it filled, and what each of its steps did, by its action entries.
 * What a step cost depends on the machine and is left out, so that the same run is the same bytes.
 *
 * @module
 */
import { encodeAction, sealAction } from "../store/action_text.ts";
import { type Action, listObjects, type Store } from "../store/mod.ts";
import { objectPath } from "../store/path.ts";
import { type Member, memberOf } from "./archive.ts";

/** A run and its bytes. */
export interface RecordedRun {
  /** Entries in the order of their logical ids. */
  readonly actions: readonly Action[];
  /** The store's objects, by their paths within a store. */
  readonly members: readonly Member[];
}

/**
 * Reads all that a store has.
 *
 * @throws {Error} if an entry or a blob that it names is damaged or gone.
 */
export async function recordedRun(store: Store): Promise<RecordedRun> {
  const actions: Action[] = [], blobs = new Set<string>();
  // Without what says that it is a store, whoever opened it would write that first.
  const members = [memberOf("store.json", await Deno.readFile(`${store.root}/store.json`))];
  for (const key of (await listObjects(store.root, "ac")).names) {
    const action = await store.getAction(key);
    if (action === undefined) throw gone(objectPath("ac", key));
    const { digest: _, ...body } = action, plain = sealAction({ ...body, cost: {} });
    actions.push(plain);
    members.push(memberOf(objectPath("ac", key), encodeAction(plain)));
    for (const { sha256 } of Object.values(action.outputs)) blobs.add(sha256);
    // Data that no step made: the record of the code, specs, fonts.
    for (const digest of [action.key.code, ...Object.values(action.key.inputs)]) {
      if (await store.get(digest) !== undefined) blobs.add(digest);
    }
  }
  for (const digest of blobs) {
    const bytes = await store.get(digest);
    if (bytes === undefined) throw gone(objectPath("cas", digest));
    members.push(memberOf(objectPath("cas", digest), bytes));
  }
  return { actions: actions.sort((a, b) => a.id < b.id ? -1 : 1), members };
}

function gone(path: string): Error {
  return new Error(
    `Cannot record the run: ${path} must be sound, current value is damaged or gone`,
  );
}
