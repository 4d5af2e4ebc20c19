/**
 * Finding out what the steps of a plan made, in a store and in a remote cache behind it: what the store lacks and the
 * remote has is taken over on the way. Nothing is computed.
 *
 * @module
 */
import { getOrMake } from "../bits/memo.ts";
import { Key } from "../store/key.ts";
import type { Remote, Store } from "../store/mod.ts";
import type { CodeDigester } from "./code/digest.ts";
import type { ResultSource } from "./result_source.ts";
import { implementationOf, materialOf, type Outputs, type Resolver, type Step } from "./step.ts";

/** What a resolver works with. */
export interface PullOptions {
  readonly store: Store;
  readonly remote: Remote;
  readonly digester: CodeDigester;
  /** Module of each kind of step. */
  readonly entries: Readonly<Record<string, string>>;
  /** Results from elsewhere that need not be taken over. */
  readonly known?: ResultSource;
}

/** Resolves steps by what the store or the remote has; as many at once as the plan lets it. */
export class PullResolver implements Resolver {
  readonly #options: PullOptions;
  readonly #resolved = new Map<string, Promise<Outputs | undefined>>();

  constructor(options: PullOptions) {
    this.#options = options;
  }

  /** Outputs of a step; undefined where neither has it. */
  resolve(step: Step): Promise<Outputs | undefined> {
    return getOrMake(this.#resolved, step.id, () => this.#find(step));
  }

  async #find(step: Step): Promise<Outputs | undefined> {
    const { store, remote, digester, entries, known } = this.#options;
    await Promise.all(
      Object.values(step.inputs).map((ref) => "step" in ref ? this.resolve(ref.step) : undefined),
    );
    // Those of one pass have the same inputs, and whoever wants one of them will want the others.
    for (const one of step.pass ?? []) this.resolve(one).catch(() => {});
    const outputs = await known?.resolve(step);
    if (outputs !== undefined) return outputs;
    const code = await digester.digest(entries[implementationOf(step)]);
    const material = await materialOf(step, code, this);
    if (material === undefined) return undefined;
    const key = Key.of(material);
    return (await store.getAction(key) ?? await remote.pull(key))?.outputs;
  }
}
