/**
 * Explanations why a step would run: the first component of its key that differs from the last entry of its id,
 * followed through its inputs to the root (docs/architecture.md, section 6, `explain`).
 *
 * @module
 */
import { getOrMake } from "../bits/memo.ts";
import type { Action } from "../store/action.ts";
import type { Store } from "../store/store.ts";
import { type CodeChange, codeChanges, recordedCode } from "./code/record.ts";
import { History } from "./history.ts";
import type { Inspector, Planned } from "./inspector.ts";
import { firstKeyDifference, type KeyDifference, type KnownMaterial } from "./key_difference.ts";
import { implementationOf, keyOf, type Outputs, type Step } from "./step.ts";

/** Why a step would run. */
export type Cause =
  /** The store has no entry of its id. */
  | { readonly kind: "new" }
  /** Its entry is valid, but the blobs of these outputs are gone. */
  | { readonly kind: "lost"; readonly outputs: Outputs }
  /** Its key is another than that of its last entry. */
  | {
    readonly kind: "key";
    readonly difference: KeyDifference;
    /** Of `code`: what changed; absent where the store does not remember the old code. */
    readonly changes?: readonly CodeChange[];
    /** Of `inputs`: the step that makes the input, if its own change is known. */
    readonly because?: Explanation;
    /** The entry that was compared. */
    readonly last: Action;
  };

/** A step and why it would run. */
export interface Explanation {
  readonly step: Step;
  /** Today's key; absent while an input is not known. */
  readonly key?: string;
  /** Its valid entry; absent if it would run. */
  readonly action?: Action;
  /** Absent if it is restored. */
  readonly cause?: Cause;
}

/** Explains the steps of a plan that was looked at. */
export class Explainer {
  readonly #store: Store;
  readonly #inspector: Inspector;
  readonly #history: History;
  readonly #explained = new Map<string, Promise<Explanation>>();
  readonly #codes = new Map<string, Promise<readonly CodeChange[] | undefined>>();

  private constructor(store: Store, inspector: Inspector, history: History) {
    this.#store = store;
    this.#inspector = inspector;
    this.#history = history;
  }

  /** Reads the ids of all entries of the store. */
  static async open(store: Store, inspector: Inspector): Promise<Explainer> {
    return new Explainer(store, inspector, await History.open(store));
  }

  /**
   * Explains one step of the plan.
   *
   * @throws {Error} If the plan has no such step.
   */
  explain(id: string): Promise<Explanation> {
    return getOrMake(this.#explained, id, () => this.#explain(id));
  }

  async #explain(id: string): Promise<Explanation> {
    const planned = this.#inspector.standings.get(id);
    if (planned === undefined) {
      throw new Error(`Cannot explain ${id}: it must be a step of the plan, current value is none`);
    }
    const { step, material, action } = planned;
    const key = material && { key: keyOf(material) };
    if (action !== undefined) {
      const lost = await lostOutputs(this.#store, action.outputs);
      const cause = Object.keys(lost).length > 0 && { cause: { kind: "lost", outputs: lost } };
      return { step, ...key, action, ...(cause as { cause: Cause } | false) };
    }
    const [last] = await this.#history.entries(id);
    const cause = last && await this.#compare(planned, last);
    return { step, ...key, cause: cause ?? { kind: "new" } };
  }

  /** Compares a step with an entry of it; undefined if their keys are the same. */
  async #compare({ step, material }: Planned, last: Action): Promise<Cause | undefined> {
    const now: KnownMaterial = material ?? {
      ...{ schema: last.key.schema, step: step.kind, params: step.params },
      code: await this.#inspector.code(implementationOf(step)),
      inputs: await this.#knownInputs(step),
    };
    const difference = firstKeyDifference(last.key, now);
    if (difference === undefined) return undefined;
    const because = difference.component === "inputs" && await this.#behind(step, difference);
    const changes = difference.component === "code" &&
      await this.#changes(implementationOf(step), difference.old);
    return {
      ...{ kind: "key", difference, last },
      ...(changes && { changes }),
      ...(because && { because }),
    };
  }

  async #knownInputs(step: Step): Promise<Record<string, string | undefined>> {
    const inputs: Record<string, string | undefined> = {};
    for (const [name, ref] of Object.entries(step.inputs)) {
      inputs[name] = "source" in ref
        ? ref.source.sha256
        : (await this.#inspector.resolve(ref.step))?.[ref.output]?.sha256;
    }
    return inputs;
  }

  /** Why an input is another: its step would run, or has run since with another key. */
  async #behind(
    step: Step,
    { name, old, pending }: Extract<KeyDifference, { component: "inputs" }>,
  ): Promise<Explanation | undefined> {
    const ref = Object.hasOwn(step.inputs, name) ? step.inputs[name] : undefined;
    if (ref === undefined || "source" in ref) return undefined;
    if (pending) {
      const explained = await this.explain(ref.step.id);
      return explained.cause && explained;
    }
    const planned = this.#inspector.standings.get(ref.step.id)!;
    const entries = await this.#history.entries(ref.step.id);
    const maker = entries.find(({ outputs }) => outputs[ref.output]?.sha256 === old);
    const cause = maker && await this.#compare(planned, maker);
    return cause && { step: ref.step, action: planned.action!, cause };
  }

  /** What changed of the code of a kind since a digest was taken. */
  #changes(kind: string, old: string): Promise<readonly CodeChange[] | undefined> {
    return getOrMake(this.#codes, `${kind} ${old}`, async () => {
      const before = await recordedCode(this.#store, old);
      const now = before && await this.#inspector.codeMaterial(kind);
      return before && now && codeChanges(before, now);
    });
  }
}

/** Outputs whose blobs a store does not have. */
async function lostOutputs(store: Store, outputs: Outputs): Promise<Outputs> {
  const lost: Record<string, Outputs[string]> = {};
  for (const [name, output] of Object.entries(outputs)) {
    if (!await store.has(output.sha256, output.size)) lost[name] = output;
  }
  return lost;
}

/** A step, the input to which its cause leads, and so on to the root. */
export function chainOf(explanation: Explanation): Explanation[] {
  const chain: Explanation[] = [];
  let next: Explanation | undefined = explanation;
  while (next !== undefined) {
    chain.push(next);
    next = next.cause?.kind === "key" ? next.cause.because : undefined;
  }
  return chain;
}

/** The last step of {@linkcode chainOf}. */
export function rootOf(explanation: Explanation): Explanation {
  return chainOf(explanation).at(-1)!;
}
