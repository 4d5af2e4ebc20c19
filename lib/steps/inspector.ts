/**
 * Looks at a plan without running it: which steps the store has, which would run (DESIGN section 6, `--dry-run` and `status`).
 *
 * @module
 */
import type { Store } from "../store/store.ts";
import type { CodeDigester } from "./code.ts";
import { keyOf, materialOf, type Outputs, type Resolver, type Step } from "./step.ts";

/** What would happen to a step. `unknown`: an input is not known yet, so it may still be in the store. */
export type Standing = "restored" | "missing" | "unknown";

/** Resolves steps from the store alone and remembers how each stands. */
export class Inspector implements Resolver {
  /** Every step that was asked for, in the order of asking. */
  readonly standings: Map<string, { readonly step: Step; readonly standing: Standing }> = new Map();
  readonly #store: Store;
  readonly #digester: CodeDigester;
  readonly #entries: Readonly<Record<string, string>>;
  readonly #resolved = new Map<string, Promise<Outputs | undefined>>();

  constructor(
    store: Store,
    digester: CodeDigester,
    entries: Readonly<Record<string, string>>,
  ) {
    this.#store = store;
    this.#digester = digester;
    this.#entries = entries;
  }

  /** Outputs of a step that the store has; undefined for one that would run. */
  resolve(step: Step): Promise<Outputs | undefined> {
    let outputs = this.#resolved.get(step.id);
    if (outputs === undefined) {
      outputs = this.#look(step);
      this.#resolved.set(step.id, outputs);
    }
    return outputs;
  }

  async #look(step: Step): Promise<Outputs | undefined> {
    // Each of them, also behind one that is not known: it is a part of the plan.
    for (const ref of Object.values(step.inputs)) if ("step" in ref) await this.resolve(ref.step);
    const code = await this.#digester.digest(this.#entries[step.kind]);
    const material = await materialOf(step, code, this);
    const action = material && await this.#store.getAction(keyOf(material));
    const standing = action ? "restored" : material ? "missing" : "unknown";
    this.standings.set(step.id, { step, standing });
    return action?.outputs;
  }
}
