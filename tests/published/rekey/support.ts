/** What the tests of rekeying share: a store of results by older code, and a pool that computes the same. */
import { canonical, type Json } from "../../../lib/bits/canonical.ts";
import { digestOf } from "../../../lib/bits/digest.ts";
import { EXPERIMENTS } from "../../../lib/paper/experiments.ts";
import { attemptSteps } from "../../../lib/plan/attempt.ts";
import { ENTRIES } from "../../../lib/plan/kinds.ts";
import type { Run } from "../../../lib/plan/run.ts";
import { Predecessors } from "../../../lib/published/rekey/predecessors.ts";
import type { CodeDigester, CodeMaterial } from "../../../lib/steps/code/digest.ts";
import { type Done, type Job, WorkerPool } from "../../../lib/steps/pool.ts";
import { Runner } from "../../../lib/steps/runner.ts";
import type { Step } from "../../../lib/steps/step.ts";
import type { Store } from "../../../lib/store/mod.ts";

const OUTPUTS: Readonly<Record<string, readonly string[]>> = {
  ...{ dataset: ["dataset"], split: ["split"], init: ["snapshot"], measure: ["counts"] },
  train: ["snapshot", "trace"],
};

/** Makes of each step what its kind and parameters say, others where `drift` says so. */
export class NamingPool extends WorkerPool {
  readonly jobs: string[] = [];

  constructor(readonly drift: (kind: string, params: string) => boolean = () => false) {
    super(new URL("file:///none"), 1);
  }

  override async run(load: () => Promise<Job>): Promise<Done> {
    const { steps } = await load();
    this.jobs.push(steps.map(({ kind }) => kind).join("+"));
    const result = steps.map(({ kind, params }) => {
      const text = canonical(params), more = this.drift(kind, text) ? "!" : "";
      return Object.fromEntries(
        OUTPUTS[kind].map((name) => [name, new TextEncoder().encode(`${name} ${text}${more}`)]),
      );
    });
    return { result, seconds: 1 };
  }
}

/** Code digests of a version of the code. */
export function codeOf(version: number): CodeDigester {
  const material = (entry: string): CodeMaterial => ({
    ...{ schema: 1, stripper: "none", assets: {}, names: {}, packages: {} },
    modules: { [entry]: String(version) },
  });
  return {
    digest: (entry) => Promise.resolve(digestOf(material(entry) as unknown as Json)),
    material: (entry) => Promise.resolve(material(entry)),
    changed: () => Promise.resolve(undefined),
  };
}

/** A run of few epochs in one segment. */
export function tiny(experiment: string, repeats = 3): Run {
  const { training, estimators } = EXPERIMENTS[experiment];
  return { training, estimators, repeats, epochs: 50 };
}

/** Segments and measurements of runs. */
export function stepsOf(...runs: readonly Run[]): Step[] {
  return runs.flatMap((run) =>
    Array.from({ length: run.repeats }, (_, repeat) => attemptSteps(run, repeat, 0).segments)
      .flat().flatMap(({ train, measures }) => [train, ...Object.values(measures)])
  );
}

/** Computes steps by a version of the code. */
export async function compute(store: Store, version: number, steps: readonly Step[]) {
  const pool = new NamingPool(), digester = codeOf(version);
  const runner = new Runner({ store, digester, pool, entries: ENTRIES });
  for (const step of steps) await runner.resolve(step);
}

/** What could be carried over to a version of the code. */
export async function predecessorsOf(store: Store, version: number, steps: readonly Step[]) {
  const predecessors = await Predecessors.open(store, codeOf(version));
  for (const step of steps) await predecessors.resolve(step);
  return predecessors;
}
