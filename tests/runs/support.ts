/** What the tests of runs share: runs so small that they are trained in a moment, on one store. */
import { Study } from "../../lib/study.ts";
import { experiment, type OwnExperiment } from "../../lib/runs/experiment.ts";
import type { ExperimentInput } from "../../lib/runs/input.ts";
import { recordResults } from "../../lib/runs/listing.ts";
import { registerRun } from "../../lib/runs/registry.ts";
import { ownRequest } from "../../lib/runs/request.ts";
import { Store } from "../../lib/store/mod.ts";

/** The smallest experiment, but for what is changed. */
export function tiny(name: string, changes: Partial<ExperimentInput> = {}): OwnExperiment {
  return experiment({
    name,
    network: { layers: [2], activation: "tanh" },
    repeats: 1,
    epochs: 1,
    estimators: ["exact"],
    ...changes,
  });
}

/** A store whose folder is removed in the end. */
export async function withRuns(test: (store: Store) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "runs-" });
  try {
    await test(await Store.open(folder));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Registers a run, trains what is missing of it, draws nothing, and notes what it came to; returns its label. */
export async function trained(store: Store, own: OwnExperiment, now?: number): Promise<string> {
  const { label } = await registerRun(store, own, now), study = await Study.open(store);
  await study.tables(ownRequest(own, [], { label, pictures: ["plane"] }), {
    jobs: 1,
    onFailure: () => {},
  });
  await recordResults(store, { own, label }, study.results(), now);
  return label;
}
