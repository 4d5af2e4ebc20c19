/**
 * The runner: restores what the store has, computes what is missing, stores what it made (docs/architecture.md,
 * sections 1 to 5).
 *
 * Demand-driven: a step's key is known once its inputs are, so a plan may grow while it runs (the restart rule).
 *
 * @module
 */
import { getOrMake } from "../bits/memo.ts";
import {
  type Action,
  type ActionBody,
  isImported,
  type KeyMaterial,
  type Output,
} from "../store/action.ts";
import { NonDeterminismError } from "../store/non_determinism.ts";
import { CodeRecord } from "./code/record.ts";
import { type Digests, firstMismatch, outputDigests } from "./mismatch.ts";
import type { Done } from "./pool.ts";
import type { RunnerOptions } from "./runner_options.ts";
import { StepError } from "./step_error.ts";
import { TakenError } from "./work_claims.ts";
import {
  implementationOf,
  keyOf,
  materialOf,
  type Outputs,
  type Ref,
  sourceBytes,
  type Step,
  wantedOf,
} from "./step.ts";

interface Keyed {
  readonly step: Step;
  readonly material: KeyMaterial;
  readonly key: string;
}

/** An input's blob is not in the store. */
class GoneError extends Error {
  constructor(readonly ref: Ref) {
    super("input is gone");
  }
}

/** Resolves steps by restoring or computing them, each at most once. */
export class Runner {
  readonly #options: RunnerOptions;
  readonly #record: CodeRecord;
  readonly #resolved = new Map<string, Promise<Outputs>>();
  /** Passes that run now, by the ids of their steps: two demands for one pass share it. */
  readonly #running = new Map<string, Promise<Map<string, Outputs>>>();
  /** Steps that are computed again because a blob of theirs is gone, by id: each once. */
  readonly #remade = new Map<string, Promise<Map<string, Outputs>>>();

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#record = new CodeRecord(options.store, options.digester);
  }

  /** Digests of the outputs of a step, after it has been restored or computed. */
  resolve(step: Step): Promise<Outputs> {
    return getOrMake(this.#resolved, step.id, () => this.#restore(step));
  }

  /**
   * Bytes behind a reference. An output whose blob is gone or damaged is made again by its step.
   *
   * @throws {Error} If a source's bytes, or a recomputed output's, have not the digest they should have.
   */
  async bytes(ref: Ref): Promise<Uint8Array> {
    if ("source" in ref) return await sourceBytes(ref.source);
    const { step, output } = ref, wanted = (await this.resolve(step))[output];
    if (wanted === undefined) throw new Error(`Cannot read ${step.id}: it has no output ${output}`);
    const found = await this.#find(wanted.sha256);
    if (found !== undefined) return found;
    const made = (await this.#remake(step)).get(step.id)![output];
    const again = await this.#options.store.get(made.sha256);
    if (made.sha256 !== wanted.sha256 || again === undefined) {
      throw new Error(
        `Cannot repair ${step.id}: ${output} must be ${wanted.sha256}, current value is ${made.sha256}`,
      );
    }
    return again;
  }

  async #find(digest: string): Promise<Uint8Array | undefined> {
    return await this.#options.store.get(digest) ?? await this.#options.known?.get(digest);
  }

  #remake(step: Step): Promise<Map<string, Outputs>> {
    return getOrMake(
      this.#remade,
      step.id,
      async () => await this.#compute([await this.#key(step)]),
    );
  }

  async #key(step: Step): Promise<Keyed> {
    const entry = this.#options.entries[implementationOf(step)];
    const code = await this.#options.digester.digest(entry);
    const material = (await materialOf(step, code, this))!;
    return { step, material, key: keyOf(material) };
  }

  async #restore(step: Step): Promise<Outputs> {
    const known = this.#options.fresh ? undefined : await this.#options.known?.resolve(step);
    if (known !== undefined) return this.#restored(step, known);
    const computed = (await this.#running.get(passName(step)))?.get(step.id);
    if (computed !== undefined) return computed;
    const own = await this.#key(step);
    // Not made by its pass: another process stored it after this one had looked.
    return await this.#stored(own) ?? (await this.#pass(own)).get(step.id) ??
      (await this.#stored(own))!;
  }

  async #stored({ step, key }: Keyed): Promise<Outputs | undefined> {
    const action = this.#options.fresh ? undefined : await this.#options.store.getAction(key);
    if (action === undefined || !this.#believes(step, action)) return undefined;
    return this.#restored(step, action.outputs, isImported(action));
  }

  #restored(step: Step, outputs: Outputs, imported = false): Outputs {
    this.#options.progress?.({ step, how: "restored", seconds: 0, outputs, imported });
    return outputs;
  }

  /** Whether an entry is restored: it does not contradict what was published, and was made here or is not cheap. */
  #believes(step: Step, action: Action): boolean {
    const { published, cheap } = this.#options, wanted = published?.(step.id);
    if (wanted !== undefined && !agree(step.id, wanted, action.outputs)) return false;
    return !isImported(action) || cheap?.(step) !== true;
  }

  /** Computes a step together with what is missing of its pass, unless another process does. */
  #pass(own: Keyed): Promise<Map<string, Outputs>> {
    return getOrMake(this.#running, passName(own.step), async () => {
      for (let attempt = 0;; attempt++) {
        try {
          return await this.#compute(await this.#missing(own), own);
        } catch (error) {
          if (!(error instanceof TakenError)) throw error;
          if (error.busy) await this.#options.claims?.pause(attempt);
        }
      }
    });
  }

  /**
   * Claims work when a worker is free for it.
   *
   * @throws {TakenError} If another process has it, or has done it since it was seen to be missing.
   */
  async #claim(own: Keyed, missing: number): Promise<void> {
    const { claims, fresh } = this.#options, claimed = fresh ? "held" : claims?.take(own.step);
    if (claimed === "taken") throw new TakenError(true);
    if (claimed !== "new" || (await this.#missing(own)).length === missing) return;
    claims!.done(own.step);
    throw new TakenError(false);
  }

  async #missing(own: Keyed): Promise<Keyed[]> {
    const keyed = await Promise.all(
      (own.step.pass ?? [own.step]).map((step) => step === own.step ? own : this.#key(step)),
    );
    if (this.#options.fresh) return keyed;
    const present = await Promise.all(keyed.map(async ({ step, key }) => {
      const action = await this.#options.store.getAction(key);
      return action !== undefined && this.#believes(step, action);
    }));
    return keyed.filter((_, k) => !present[k]);
  }

  /** @param claimed Has to be claimed before. */
  async #compute(steps: readonly Keyed[], claimed?: Keyed): Promise<Map<string, Outputs>> {
    if (steps.length === 0) return new Map();
    let held: Keyed | undefined;
    const claim = async () => {
      if (claimed === undefined || held !== undefined) return;
      await this.#claim(claimed, steps.length);
      held = claimed;
    };
    try {
      return await this.#made(steps, await this.#run(steps, claim));
    } finally {
      if (held !== undefined && !this.#options.fresh) this.#options.claims?.done(held.step);
    }
  }

  async #made(
    steps: readonly Keyed[],
    { result, seconds }: Done,
  ): Promise<Map<string, Outputs>> {
    await this.#requireSameCode(steps);
    const outputs = new Map<string, Outputs>();
    await Promise.all(steps.map(async (keyed, k) => {
      const share = seconds / steps.length, { step } = keyed;
      const stored = await this.#store(keyed, result[k], share);
      outputs.set(step.id, stored);
      this.#options.progress?.({
        ...{ step, how: "computed", seconds: share, outputs: stored, imported: false },
      });
    }));
    return outputs;
  }

  async #run(steps: readonly Keyed[], claim: () => Promise<void>): Promise<Done> {
    const first = steps[0].step, wanted = steps.map(({ step }) => wantedOf(step));
    const load = async () => {
      await claim();
      return { steps: wanted, inputs: await this.#inputs(first) };
    };
    for (;;) {
      try {
        return await this.#options.pool.run(load, first.rank);
      } catch (error) {
        if (error instanceof TakenError) throw error;
        if (!(error instanceof GoneError)) {
          throw error instanceof StepError ? error : new StepError(first, error as Error);
        }
        // Not while a worker waits for it: making it again needs a worker, too.
        await this.bytes(error.ref);
      }
    }
  }

  async #inputs({ inputs }: Step): Promise<Record<string, Uint8Array>> {
    const read = Object.entries(inputs).map(async ([name, ref]) => [name, await this.#input(ref)]);
    return Object.fromEntries(await Promise.all(read));
  }

  async #input(ref: Ref): Promise<Uint8Array> {
    if ("source" in ref) return await sourceBytes(ref.source);
    const known = (await this.resolve(ref.step))[ref.output];
    const bytes = known && await this.#find(known.sha256);
    if (bytes === undefined) throw new GoneError(ref);
    return bytes;
  }

  /** What was computed belongs under these keys only if it was computed with the code that they name. */
  async #requireSameCode(steps: readonly Keyed[]): Promise<void> {
    const { digester, entries } = this.#options;
    const own = new Set(steps.map(({ step }) => entries[implementationOf(step)]));
    const changed = await digester.changed(own);
    if (changed === undefined) return;
    throw new Error(
      `Cannot store ${steps[0].step.id}: ${changed.path} must stay as it was when the run began, ` +
        `current value is ${changed.how}`,
    );
  }

  async #store(
    { step, material, key }: Keyed,
    made: Readonly<Record<string, Uint8Array>>,
    seconds: number,
  ): Promise<Outputs> {
    const { store } = this.#options, outputs: Record<string, Output> = {};
    await Promise.all(
      Object.entries(made).map(async ([name, bytes]) => outputs[name] = await store.put(bytes)),
    );
    const action: ActionBody = {
      schema: 1,
      step: step.kind,
      id: step.id,
      key: material,
      outputs,
      cost: { seconds: Math.round(seconds * 1e6) / 1e6 },
    };
    await this.#record.record(this.#options.entries[implementationOf(step)]);
    await store.putAction(key, action).catch(async (error) => {
      if (!(error instanceof NonDeterminismError)) throw error;
      await this.#refute(key, action, error);
    });
    return outputs;
  }

  /**
   * What was computed here differs from the entry of its key. It takes the entry's place where that was not made here
   * either, but imported, or where what was published is what was computed; else nobody knows which of them is right.
   */
  async #refute(key: string, action: ActionBody, error: NonDeterminismError): Promise<void> {
    const { store, published } = this.#options, wanted = published?.(action.id);
    const stored = await store.getAction(key);
    const proved = wanted !== undefined && agree(action.id, wanted, action.outputs);
    if (stored !== undefined && !proved && !isImported(stored)) throw error;
    await store.refute(key, action, error);
  }
}

function agree(id: string, wanted: Digests, outputs: Outputs): boolean {
  return firstMismatch(id, wanted, outputDigests(outputs)) === undefined;
}

function passName(step: Step): string {
  return (step.pass ?? [step]).map(({ id }) => id).join(" ");
}
