/** What the tests of runner and inspector share: small steps, and a pool that computes them here. */
import { digestOf, sha256 } from "../../lib/bits/digest.ts";
import type { CodeDigester, CodeMaterial } from "../../lib/steps/code/digest.ts";
import { type Done, type Job, WorkerPool } from "../../lib/steps/pool.ts";
import { Runner } from "../../lib/steps/runner.ts";
import type { RunnerOptions } from "../../lib/steps/runner_options.ts";
import type { Step } from "../../lib/steps/step.ts";
import type { Store } from "../../lib/store/mod.ts";

/** Entry of each kind; the digester below hashes nothing else. */
export const ENTRIES = { constant: "constant.ts", sum: "sum.ts", half: "half.ts" };

function materialOf(entry: string, versions: Record<string, number>): CodeMaterial {
  const modules = { [entry]: sha256(`${versions[entry] ?? 0}`) };
  return { schema: 1, stripper: "none", modules, assets: {}, names: {}, packages: {} };
}

/** The code of a kind is its entry's name and a version. */
export function digesterOf(versions: Record<string, number> = {}): CodeDigester {
  return {
    digest: (entry) => Promise.resolve(digestOf(materialOf(entry, versions))),
    material: (entry) => Promise.resolve(materialOf(entry, versions)),
    changed: () => Promise.resolve(undefined),
  };
}

/** Computes in this thread and remembers the jobs. */
export class PoolHere extends WorkerPool {
  /** Kind and parameter of the steps of each job, such as `half low+half high`. */
  readonly jobs: string[] = [];
  /** Rank of each job. */
  readonly ranks: number[] = [];
  /** Added to whatever is computed: not 0 makes steps impure. */
  drift = 0;
  /** What a job takes. */
  seconds = 0.5;

  constructor() {
    super(new URL("file:///none"), 1);
  }

  override async run(load: () => Promise<Job>, rank: number): Promise<Done> {
    const { steps, inputs } = await load();
    this.ranks.push(rank);
    this.jobs.push(steps.map(({ kind, params }) => `${kind} ${params}`).join("+"));
    if (steps[0].params === "fail") throw new Error("it fails");
    const sum = Object.values(inputs).reduce((all, [one]) => all + one, 0) + this.drift;
    const result = steps.map(({ kind, params }) => {
      if (kind === "constant") return { value: Uint8Array.of(Number(params) + this.drift) };
      if (kind === "half") return { value: Uint8Array.of(params === "low" ? sum & 15 : sum >> 4) };
      return { value: Uint8Array.of(sum), twice: Uint8Array.of(2 * sum) };
    });
    return { result, seconds: this.seconds };
  }
}

/** A step that makes one byte, its parameter. */
export function constant(value: number | "fail"): Step {
  return {
    kind: "constant",
    id: `constant/${value}`,
    params: value,
    inputs: {},
    weight: 1,
    rank: 0,
  };
}

/** A step that makes `value`, the sum of the others' values, and `twice`. */
export function sum(name: string, ...others: Step[]): Step {
  const inputs = Object.fromEntries(
    others.map((step, k) => [`i${k}`, { step, output: "value" }]),
  );
  return { kind: "sum", id: `sum/${name}`, params: name, inputs, weight: 1, rank: 0 };
}

/** Steps of one pass: lower and upper half of another step's byte. */
export function halves(of: Step): { low: Step; high: Step } {
  const pass: Step[] = [], inputs = { of: { step: of, output: "value" } };
  const make = (params: string): Step => {
    const step = { kind: "half", id: `half/${params}`, params, inputs, pass, weight: 1, rank: 0 };
    pass.push(step);
    return step;
  };
  return { low: make("low"), high: make("high") };
}

/** A runner, its pool, and what it told of its progress. */
export interface Bench {
  readonly runner: Runner;
  readonly pool: PoolHere;
  /** Ids restored and computed, sorted. */
  readonly told: { restored: string[]; computed: string[] };
}

/** A new runner on a store, as a new process would have it. */
export function benchOn(store: Store, options: Partial<RunnerOptions> = {}): Bench {
  const pool = new PoolHere(), told: Bench["told"] = { restored: [], computed: [] };
  const runner = new Runner({
    ...{ store, pool, digester: digesterOf(), entries: ENTRIES },
    progress: ({ step, how }) => {
      told[how].push(step.id);
      told[how].sort();
    },
    ...options,
  });
  return { runner, pool, told };
}
