/**
 * Keeping the results of finished repeats together, and notes that they are finished, once a request was run.
 *
 * @module
 */
import type { CodeDigester } from "./steps/code/digest.ts";
import type { Inspector, Planned } from "./steps/inspector.ts";
import { keyOf } from "./steps/step.ts";
import { packFinished, type Store } from "./store/mod.ts";
import { packsOf } from "./store/packs/index.ts";
import { addNotes } from "./store/packs/notes.ts";
import { experimentsOf } from "./plan/figure.ts";
import { membershipOf } from "./plan/membership.ts";
import { RecordedRepeats } from "./plan/recorded/repeats.ts";
import { newNotes } from "./plan/recorded/notes.ts";
import type { Request } from "./plan/request.ts";
import { Settling } from "./plan/settled_runs.ts";

/**
 * Packs the entries of finished repeats, and notes which repeats of a request are finished.
 *
 * @param look Looks at the whole request.
 * @throws {Error} in one line, if the store cannot be written; no entry is lost.
 */
export async function packRepeats(
  store: Store,
  { figures, runs }: Request,
  look: () => Inspector | Promise<Inspector>,
  digester: CodeDigester,
): Promise<void> {
  await packFinished(store, membershipOf);
  const packs = packsOf(store.root);
  if (packs.packs.length === 0) return;
  const looked = await look(), settling = new Settling(runs, looked);
  const names = new Set(figures.flatMap(experimentsOf));
  const settled = await Promise.all([...names].map((name) => settling.settle(name)));
  const recorded = await RecordedRepeats.open(store.root, digester);
  const packOf = ({ material, action }: Planned) =>
    action && material && packs.find(keyOf(material))?.pack;
  const { standings } = looked;
  const notes = await newNotes(settled, { standings, recorded, look: looked, packOf });
  if (notes.size > 0) await addNotes(store.root, notes);
}
