/**
 * Results that lie in a store under the keys of older code.
 *
 * @module
 */
import { getOrMake } from "../../bits/memo.ts";
import type { CodeDigester } from "../../steps/code/digest.ts";
import { History } from "../../steps/history.ts";
import { firstKeyDifference, type KeyDifference } from "../../steps/key_difference.ts";
import {
  implementationOf,
  keyOf,
  materialOf,
  type Outputs,
  type Resolver,
  type Step,
} from "../../steps/step.ts";
import type { Action, KeyMaterial } from "../../store/action.ts";
import type { Store } from "../../store/mod.ts";
import { ENTRIES } from "../../plan/kinds.ts";

/** A step whose result is there under an older key that differs in the code alone. */
export interface Candidate {
  readonly step: Step;
  readonly material: KeyMaterial;
  readonly old: Action;
}

/** Resolves steps from the store under today's keys, else under those of older code; remembers the latter. */
export class Predecessors implements Resolver {
  /** In the order in which they were met, causes first. */
  readonly candidates: Candidate[] = [];
  /** Ids whose last entry differs in more than the code, with what differs first. */
  readonly others: Map<string, KeyDifference> = new Map();
  readonly #store: Store;
  readonly #digester: CodeDigester;
  readonly #history: History;
  readonly #resolved = new Map<string, Promise<Outputs | undefined>>();

  private constructor(store: Store, digester: CodeDigester, history: History) {
    this.#store = store;
    this.#digester = digester;
    this.#history = history;
  }

  /** Reads the ids of all entries of the store. */
  static async open(store: Store, digester: CodeDigester): Promise<Predecessors> {
    return new Predecessors(store, digester, await History.open(store));
  }

  /** Outputs of a step; of one that neither today's nor older code has made: undefined. */
  resolve(step: Step): Promise<Outputs | undefined> {
    return getOrMake(this.#resolved, step.id, () => this.#look(step));
  }

  async #look(step: Step): Promise<Outputs | undefined> {
    for (const ref of Object.values(step.inputs)) if ("step" in ref) await this.resolve(ref.step);
    const code = await this.#digester.digest(ENTRIES[implementationOf(step)]);
    const material = await materialOf(step, code, this);
    if (material === undefined) return undefined;
    const own = await this.#store.getAction(keyOf(material));
    if (own !== undefined) return own.outputs;
    const [last, ...older] = await this.#history.entries(step.id);
    const old = [last, ...older].find((entry) => entry && differsInCodeAlone(entry.key, material));
    if (old !== undefined) {
      this.candidates.push({ step, material, old });
      return old.outputs;
    }
    const difference = last && firstKeyDifference({ ...last.key, code }, material);
    if (difference !== undefined) this.others.set(step.id, difference);
    return undefined;
  }
}

function differsInCodeAlone(old: KeyMaterial, now: KeyMaterial): boolean {
  return firstKeyDifference({ ...old, code: now.code }, now) === undefined;
}
