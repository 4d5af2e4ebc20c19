/**
 * Published results taken as they are: a run goes on from them, and computes what nobody has published.
 *
 * @module
 */
import { canonical, type Json } from "../bits/canonical.ts";
import type { ResultSource } from "../steps/result_source.ts";
import type { Outputs, Step } from "../steps/step.ts";
import { parseId, runName } from "../plan/ids.ts";
import { kindOf } from "../plan/kinds.ts";
import { EXPERIMENTS } from "../paper/experiments.ts";
import type { ExperimentLock } from "./lock/lock.ts";
import { LockResolver } from "./lock/resolver.ts";
import type { PublishedFolder } from "./folder.ts";

/** What is known without having been computed here. */
export class ReusedResults implements ResultSource {
  /** Names of the experiments that go on from published results. */
  readonly experiments: readonly string[];
  readonly #published: PublishedFolder;
  readonly #locked: LockResolver;
  readonly #aggregates: ReadonlySet<string>;

  private constructor(
    published: PublishedFolder,
    rows: readonly ExperimentLock[],
    code: Readonly<Record<string, string>>,
  ) {
    this.#published = published;
    const { experiments } = published.lock;
    const same = rows.filter(({ experiment }) =>
      experiments[experiment].code.aggregate === code.aggregate
    );
    this.#aggregates = new Set(same.map(({ training }) => (training as { seed: string }).seed));
    this.#locked = new LockResolver(
      {
        ...published.lock,
        figures: {},
        experiments: Object.fromEntries(
          rows.map(({ experiment }) => [experiment, published.lock.experiments[experiment]]),
        ),
      },
      rows,
    );
    this.experiments = rows.map(({ experiment }) => experiment);
  }

  /**
   * Takes the experiments whose training and code are today's: other results would not be those of this run.
   *
   * @param code Today's code digest of each implementation of a kind of step.
   * @throws {PublishedError} If rows are missing, or others than the lock says.
   */
  static async from(
    published: PublishedFolder,
    code: Readonly<Record<string, string>>,
  ): Promise<ReusedResults> {
    const rows: ExperimentLock[] = [];
    for (const [name, { code: then }] of Object.entries(published.lock.experiments)) {
      const lock = await published.experiment(name), now = EXPERIMENTS[name]?.training;
      const sameCode = Object.entries(then).every(([kind, digest]) =>
        kindOf({ kind })?.cheap || code[kind] === digest
      );
      if (!sameCode || now === undefined) continue;
      if (canonical(lock.training) === canonical(now as unknown as Json)) rows.push(lock);
    }
    return new ReusedResults(published, rows, code);
  }

  /**
   * Outputs of a segment, its measurements, a repeat's results, or an aggregate of as many repeats as are published.
   */
  async resolve(step: Step): Promise<Outputs | undefined> {
    const id = parseId(step.id);
    if (id?.role === "aggregate" && !this.#aggregates.has(runName(id))) return undefined;
    return await this.#locked.resolve(step);
  }

  /** Bytes of a digest; undefined if they are not published. */
  async get(digest: string): Promise<Uint8Array | undefined> {
    return await this.#published.bytes(digest).catch(() => undefined);
  }
}
