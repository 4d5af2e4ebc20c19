/**
 * Level 1: published repeats to aggregates to tables, computed again.
 *
 * @module
 */
import { getOrMake } from "../../bits/memo.ts";
import { type Step, wantedOf } from "../../steps/step.ts";
import { does } from "../../plan/kinds.ts";
import { runJob } from "../../plan/run_job.ts";
import { byteDigests, firstMismatch } from "../../steps/mismatch.ts";
import type { LockResolver } from "../lock/resolver.ts";
import { hasBytes } from "../contents.ts";
import type { PublishedFolder } from "../folder.ts";
import type { Bytes } from "../../study/steps/io.ts";
import { divergenceText, firstTensor } from "./divergence.ts";
import { Findings } from "./findings.ts";
import type { FigurePlan } from "./plan.ts";
import { discrepancyOf, type LevelReport } from "./report.ts";

/** Computes aggregates and tables of the plans from the published repeats. */
export async function level1(
  published: PublishedFolder,
  locked: LockResolver,
  plans: readonly FigurePlan[],
): Promise<LevelReport> {
  const repeats = async (step: Step, output: string) =>
    await published.bytes(locked.digests(step.id)?.[output] ?? "absent");
  const known = ({ inputs }: Step) =>
    Object.values(inputs).every((ref) => "step" in ref && hasBytes(ref.step.id));
  const results = new RecomputedResults(published, locked, repeats, known);
  const { differences, unchecked } = await results.check(plans);
  return { level: 1, checked: results.checked, differences, unchecked };
}

/** Recomputes what is made of repeats: aggregates and tables. */
export class RecomputedResults {
  /** How many of what were compared or read. */
  readonly checked = { repeats: 0, aggregates: 0, tables: 0 };
  readonly #published: PublishedFolder;
  readonly #locked: LockResolver;
  readonly #repeats: (step: Step, output: string) => Promise<Uint8Array>;
  readonly #known: (aggregate: Step) => boolean;
  readonly #made = new Map<string, Promise<Bytes>>();
  readonly #findings = new Findings();
  /** Errors that are among the findings. */
  readonly #told = new Set<unknown>();

  /**
   * @param repeats Bytes of an output of a repeat's steps, curves or the trace of a discarded attempt; and of an aggregate
   * that cannot be computed.
   * @param known Whether the bytes of all repeats of an aggregate are at hand.
   */
  constructor(
    published: PublishedFolder,
    locked: LockResolver,
    repeats: (step: Step, output: string) => Promise<Uint8Array>,
    known: (aggregate: Step) => boolean = () => true,
  ) {
    this.#published = published;
    this.#locked = locked;
    this.#repeats = repeats;
    this.#known = known;
  }

  /** Compares all tables, and the aggregates behind them, with the lock. */
  async check(plans: readonly FigurePlan[]): Promise<Findings> {
    for (const { table } of plans) {
      await this.#compute(table).catch((error) => this.#tell(table, error));
    }
    return this.#findings;
  }

  /** Names the step at which an error was met first: what builds on it fails with the same. */
  #tell({ id }: Step, error: unknown): void {
    if (!this.#told.has(error)) this.#findings.refused(id, error);
    this.#told.add(error);
  }

  #compute(step: Step): Promise<Bytes> {
    return getOrMake(this.#made, step.id, () => this.#run(step));
  }

  async #run(step: Step): Promise<Bytes> {
    const inputs: Record<string, Uint8Array> = {}, failed: unknown[] = [];
    for (const [name, ref] of Object.entries(step.inputs)) {
      const { step: from, output } = ref as { step: Step; output: string };
      try {
        inputs[name] = await this.#input(from, output);
      } catch (error) {
        // The other inputs are looked at all the same, so that all that is wrong is named.
        this.#tell(from, error);
        failed.push(error);
      }
    }
    if (failed.length > 0) throw failed[0];
    const [made] = await runJob({ steps: [wantedOf(step)], inputs });
    this.checked[does(step, "table") ? "tables" : "aggregates"]++;
    await this.#compare(step, made);
    return made;
  }

  async #input(step: Step, output: string): Promise<Uint8Array> {
    if (does(step, "aggregate") && this.#known(step)) return (await this.#compute(step))[output];
    const read = getOrMake(this.#made, step.id, async () => {
      if (does(step, "information")) this.checked.repeats++;
      return { [output]: await this.#repeats(step, output) };
    });
    return (await read)[output];
  }

  async #compare({ id }: Step, made: Bytes): Promise<void> {
    const first = firstMismatch(id, this.#locked.digests(id) ?? {}, byteDigests(made));
    if (first === undefined) return;
    const expected = await this.#published.bytes(first.expected).catch(() => undefined);
    const place = expected && first.output === "aggregate"
      ? firstTensor(expected, made.aggregate)
      : undefined;
    this.#findings.differences.push(discrepancyOf(first, place && divergenceText(place)));
  }
}
