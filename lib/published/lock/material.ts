/**
 * Entries that the lock knows by what their key is made of, whatever id they carry.
 *
 * @module
 */
import { digestOf } from "../../bits/digest.ts";
import type { Json } from "../../bits/canonical.ts";
import { getOrMake } from "../../bits/memo.ts";
import type { Step } from "../../steps/step.ts";
import type { KeyMaterial } from "../../store/action.ts";
import { attemptSteps } from "../../plan/attempt.ts";
import { kindNamed } from "../../plan/kinds.ts";
import type { Request } from "../../plan/request.ts";
import type { PublishedFolder } from "../folder.ts";
import { plansOf, stepsBehind } from "../verify/plan.ts";
import { lockedRequest } from "./request.ts";
import type { LockResolver } from "./resolver.ts";

/**
 * Finds the id under which the lock has a step, from the material of its key. The code is left out: whichever it was,
 * the bits are the same. Only what an entry may be is planned: an archive of a few repeats costs a few repeats.
 */
export class LockedMaterial {
  readonly #locked: LockResolver;
  readonly #request: Request;
  /** Names of the experiments of the lock, by the digest of their training. */
  readonly #experiments = new Map<string, string[]>();
  /** Ids of the segments of an attempt, by signature. */
  readonly #attempts = new Map<string, Map<string, string>>();
  #results: Promise<Map<string, string>> | undefined;

  /** @param locked All of the lock. */
  constructor({ lock }: PublishedFolder, locked: LockResolver) {
    this.#locked = locked;
    this.#request = lockedRequest(lock);
    for (const name of Object.keys(lock.experiments)) {
      const training = digestOf(this.#request.runs(name).training as unknown as Json);
      getOrMake(this.#experiments, training, () => []).push(name);
    }
  }

  /** The id; undefined if the lock does not have the step. */
  async idOf({ step, params, inputs }: KeyMaterial): Promise<string | undefined> {
    const locked = kindNamed(step)?.locked;
    if (locked === "row") return this.#segment(step, params);
    if (locked !== "result" || !Object.values(inputs).every((one) => this.#locked.made(one))) {
      return;
    }
    this.#results ??= this.#planResults();
    return (await this.#results).get(digestOf({ kind: step, params, inputs }));
  }

  /** A segment's training, repeat, attempt, epochs and estimator are in its parameters: they tell it from all others. */
  #segment(kind: string, params: Json): string | undefined {
    const { training, repeat, attempt } = (params ?? {}) as Readonly<Record<string, Json>>;
    if (training === undefined || typeof repeat !== "number" || typeof attempt !== "number") return;
    return (this.#experiments.get(digestOf(training)) ?? [])
      .map((name) => this.#attempt(name, repeat, attempt).get(digestOf({ kind, params })))
      .find((id) => id !== undefined && this.#locked.digests(id) !== undefined);
  }

  #attempt(name: string, repeat: number, attempt: number): Map<string, string> {
    return getOrMake(this.#attempts, `${name} ${repeat} ${attempt}`, () => {
      const { segments } = attemptSteps(this.#request.runs(name), repeat, attempt);
      const steps = segments.flatMap(({ train, measures }) => [train, ...Object.values(measures)]);
      return new Map(steps.map(({ kind, params, id }) => [digestOf({ kind, params }), id]));
    });
  }

  /** Everything behind the figures that is made of segments. */
  async #planResults(): Promise<Map<string, string>> {
    const ids = new Map<string, string>();
    for (const step of stepsBehind(await plansOf(this.#request, this.#locked))) {
      const { kind, params, id } = step, result = kindNamed(kind)?.locked === "result";
      const inputs = result ? await this.#inputsOf(step) : undefined;
      if (inputs !== undefined) ids.set(digestOf({ kind, params, inputs }), id);
    }
    return ids;
  }

  /** Digests of a step's inputs; undefined where the lock does not have all. */
  async #inputsOf({ id, inputs }: Step): Promise<Record<string, string> | undefined> {
    if (this.#locked.digests(id) === undefined) return undefined;
    const digests: Record<string, string> = {};
    for (const [name, ref] of Object.entries(inputs)) {
      const outputs = "step" in ref ? await this.#locked.resolve(ref.step) : undefined;
      const digest = "step" in ref ? outputs?.[ref.output]?.sha256 : undefined;
      if (digest === undefined) return undefined;
      digests[name] = digest;
    }
    return digests;
  }
}
