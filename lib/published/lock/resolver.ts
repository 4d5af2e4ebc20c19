/**
 * The lock as a source of results, by logical id: a resolver that knows outcomes without any store.
 *
 * @module
 */
import type { Outputs, Resolver, Step } from "../../steps/step.ts";
import type { Action } from "../../store/mod.ts";
import { experimentsOf, type Figure } from "../../plan/figure.ts";
import { idText, parseId, segmentName } from "../../plan/ids.ts";
import { does } from "../../plan/kinds.ts";
import { measureOutput } from "../../plan/run.ts";
import type { ExperimentLock, Lock, Row } from "./lock.ts";
import type { Runs } from "../../plan/settled_runs.ts";
import type { PublishedFolder } from "../folder.ts";
import type { Digests } from "../../steps/mismatch.ts";

/** Digests of the outputs of a figure's table; undefined if it is not published, or showed other experiments then. */
export function tableDigests({ preset, figures }: Lock, figure: Figure): Digests | undefined {
  if (!Object.hasOwn(figures, figure.id)) return undefined;
  const { results, experiments } = figures[figure.id];
  const id = idText({ role: "table", figure: figure.id, preset, exact: false });
  if (experimentsOf(figure).join() !== experiments.join()) return undefined;
  return Object.hasOwn(results, id) ? results[id] : undefined;
}

/** The lock with the rows of some of its experiments. */
export class LockResolver implements Resolver {
  readonly #results = new Map<string, Digests>();
  /** Digests of all that it knows. */
  readonly #made = new Set<string>();
  readonly #asked = new Map<string, Digests | undefined>();
  readonly #rows = new Map<string, { row: Row; measures: readonly string[] }>();

  /** @param experiments Rows that are at hand; ids of other experiments are not known. */
  constructor(lock: Lock, experiments: Iterable<ExperimentLock>) {
    for (
      const { results } of [...Object.values(lock.experiments), ...Object.values(lock.figures)]
    ) {
      for (const [id, outputs] of Object.entries(results)) {
        this.#results.set(id, outputs);
        for (const digest of Object.values(outputs)) this.#made.add(digest);
      }
    }
    for (const { rows, measures } of experiments) {
      for (const [name, row] of Object.entries(rows)) {
        this.#rows.set(name, { row, measures });
        for (const digest of row) this.#made.add(digest);
      }
    }
  }

  /** Reads the rows of the named experiments, of all by default. */
  static async of(
    published: PublishedFolder,
    names: readonly string[] = Object.keys(published.lock.experiments),
  ): Promise<LockResolver> {
    const rows = await Promise.all(names.map((name) => published.experiment(name)));
    return new LockResolver(published.lock, rows);
  }

  /** What the lock says of an id; undefined if nothing. */
  digests(id: string): Digests | undefined {
    // A plan asks for a segment once for each step that is made of it.
    if (!this.#asked.has(id)) this.#asked.set(id, this.#find(id));
    return this.#asked.get(id);
  }

  #find(id: string): Digests | undefined {
    const name = parseId(id);
    if (name?.role !== "train" && name?.role !== "measure") return this.#results.get(id);
    const known = this.#rows.get(segmentName(name));
    if (known === undefined) return undefined;
    const { row, measures } = known;
    if (name.role === "train") {
      return row.length === 1 ? { trace: row[0] } : { snapshot: row[0], trace: row[1] };
    }
    const at = measures.indexOf(name.measurement), digest = at < 0 ? undefined : row[2 + at];
    return digest === undefined ? undefined : { [measureOutput(name.measurement)]: digest };
  }

  /** Whether a digest is that of something the lock has. */
  made(digest: string): boolean {
    return this.#made.has(digest);
  }

  /**
   * Whether an entry is of the very step that the lock has under its id. The id of a table does not say of how many
   * repeats it is: one of other aggregates is another table.
   */
  isOf({ id, step, key: { inputs } }: Pick<Action, "id" | "step" | "key">): boolean {
    if (this.digests(id) === undefined) return false;
    return !does({ kind: step }, "table") ||
      Object.values(inputs).every((digest) => this.made(digest));
  }

  /** Outputs as the lock has them, of size 0 since it knows digests only. */
  resolve(step: Step): Promise<Outputs | undefined> {
    const digests = this.digests(step.id);
    if (digests === undefined) return Promise.resolve(undefined);
    const outputs = Object.entries(digests).map(([name, sha256]) => [name, { sha256, size: 0 }]);
    return Promise.resolve(Object.fromEntries(outputs));
  }
}

/** Ids of the figures' tables that the lock has of other numbers of repeats than these runs have. */
export function otherTables(
  { preset, experiments }: Lock,
  figures: readonly Figure[],
  runs: Runs,
): Set<string> {
  const other = figures.filter((figure) =>
    experimentsOf(figure).some((name) => experiments[name]?.repeats !== runs(name).repeats)
  );
  return new Set(
    other.flatMap(({ id: figure }) =>
      [false, true].map((exact) => idText({ role: "table", figure, preset, exact }))
    ),
  );
}
