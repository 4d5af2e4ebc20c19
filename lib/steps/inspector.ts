/**
 * Looks at a plan without running it: which steps the store has, which would run (docs/architecture.md, section 6,
 * `--dry-run` and `status`).
 *
 * @module
 */
import { getOrMake } from "../bits/memo.ts";
import type { Action, KeyMaterial } from "../store/action.ts";
import { Key } from "../store/key.ts";
import type { Store } from "../store/store.ts";
import type { CodeDigester, CodeMaterial } from "./code/digest.ts";
import type { ResultSource } from "./result_source.ts";
import { implementationOf, materialOf, type Outputs, type Step } from "./step.ts";

/** What would happen to a step. `unknown`: an input is not known yet, so it may still be in the store. */
export type Standing = "restored" | "missing" | "unknown";

/** A step of the plan and what is known of it. */
export interface Planned {
  readonly step: Step;
  readonly standing: Standing;
  /** What its key is the digest of; absent while an input is not known. */
  readonly material?: KeyMaterial;
  /** The valid entry that the store has under that key. */
  readonly action?: Action;
  /** What it made; of a result from elsewhere absent, since its bytes are not the store's. */
  readonly outputs?: Outputs;
}

/** Knows what steps made that need not be looked up. */
export interface KnownOutputs {
  outputs(step: Step): Outputs | undefined;
}

/** The results of a store under today's keys; remembers how each step that was asked for stands. */
export class Inspector implements ResultSource {
  /** Every step that was asked for, by id, in the order of asking. */
  readonly standings: Map<string, Planned> = new Map();
  readonly #store: Store;
  readonly #digester: CodeDigester;
  readonly #entries: Readonly<Record<string, string>>;
  readonly #known: ResultSource | undefined;
  readonly #recorded: KnownOutputs | undefined;
  readonly #resolved = new Map<string, Promise<Outputs | undefined>>();
  /** Code digests by kind: a plan has thousands of steps of one kind. */
  readonly #codes = new Map<string, Promise<string>>();

  /**
   * Nothing is looked at yet.
   *
   * @param known Results from elsewhere that count as restored.
   * @param recorded Results of the store that are not looked up.
   */
  constructor(
    store: Store,
    digester: CodeDigester,
    entries: Readonly<Record<string, string>>,
    known?: ResultSource,
    recorded?: KnownOutputs,
  ) {
    this.#store = store;
    this.#digester = digester;
    this.#entries = entries;
    this.#known = known;
    this.#recorded = recorded;
  }

  /** Outputs of a step that the store has; undefined for one that would run. */
  resolve(step: Step): Promise<Outputs | undefined> {
    return getOrMake(this.#resolved, step.id, () => this.#look(step));
  }

  /** Bytes of a digest that the store has, or that are known from elsewhere. */
  async get(digest: string): Promise<Uint8Array | undefined> {
    return await this.#store.get(digest) ?? await this.#known?.get(digest);
  }

  /** Today's code digest of a kind of step. */
  code(kind: string): Promise<string> {
    return getOrMake(this.#codes, kind, () => this.#digester.digest(this.#entries[kind]));
  }

  /** What {@linkcode Inspector.code} is the digest of; undefined where the code is no files. */
  codeMaterial(kind: string): Promise<CodeMaterial | undefined> {
    return this.#digester.material(this.#entries[kind]);
  }

  async #look(step: Step): Promise<Outputs | undefined> {
    const recorded = this.#recorded?.outputs(step);
    if (recorded !== undefined) {
      this.standings.set(step.id, { step, standing: "restored", outputs: recorded });
      return recorded;
    }
    // Each of them, also behind one that is not known: it is a part of the plan.
    for (const ref of Object.values(step.inputs)) if ("step" in ref) await this.resolve(ref.step);
    const known = await this.#known?.resolve(step);
    if (known !== undefined) {
      this.standings.set(step.id, { step, standing: "restored" });
      return known;
    }
    const material = await materialOf(step, await this.code(implementationOf(step)), this);
    const action = material && await this.#store.getAction(Key.of(material));
    const standing = action ? "restored" : material ? "missing" : "unknown";
    this.standings.set(step.id, {
      step,
      standing,
      ...(material && { material }),
      ...(action && { action, outputs: action.outputs }),
    });
    return action?.outputs;
  }
}
