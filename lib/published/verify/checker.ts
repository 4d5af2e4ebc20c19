/**
 * Replays units and compares every segment passed with its row.
 *
 * @module
 */
import { getOrMake } from "../../bits/memo.ts";
import type { Step } from "../../steps/step.ts";
import { attemptName, parseId } from "../../plan/ids.ts";
import { does } from "../../plan/kinds.ts";
import type { LockResolver } from "../lock/resolver.ts";
import type { PublishedFolder } from "../folder.ts";
import { type Curves, decodeCurves } from "../../study/steps/curves.ts";
import type { InformationParams } from "../../study/steps/information.ts";
import { divergenceText } from "./divergence.ts";
import { explainSegment, type Numbers } from "./segment_divergence.ts";
import { type FigurePlan, type LockedAttempt, stepsBehind } from "./plan.ts";
import { digestsOfRow, type Made, mismatchOf, type Replayer } from "./replay.ts";
import { type Discrepancy, discrepancyOf } from "./report.ts";
import type { Unit } from "./units.ts";

/** What checking a unit gave. */
export interface Checked {
  /** Segments that were replayed, up to the first that differs. */
  readonly segments: number;
  readonly difference?: Discrepancy;
  /** What was made, segment by segment. */
  readonly made: readonly Made[];
}

/** Who is told while a unit is checked. */
export interface Told {
  onSegment?(id: string): void;
  onDifference?(difference: Discrepancy): void;
}

/** Checks units against the lock and the published curves. */
export class Checker {
  readonly #replayer: Replayer;
  readonly #published: PublishedFolder;
  readonly #locked: LockResolver;
  /** By name of the attempt. */
  readonly #results = new Map<string, Step[]>();
  readonly #curves = new Map<string, Promise<Curves | undefined>>();
  readonly #stored: (digest: string) => Promise<Uint8Array | undefined>;

  /** @param stored Bytes of a digest, if a store has them. */
  constructor(
    { replayer, published, locked, plans, stored }: {
      readonly replayer: Replayer;
      readonly published: PublishedFolder;
      readonly locked: LockResolver;
      readonly plans: readonly FigurePlan[];
      readonly stored: (digest: string) => Promise<Uint8Array | undefined>;
    },
  ) {
    this.#replayer = replayer;
    this.#published = published;
    this.#locked = locked;
    this.#stored = stored;
    for (const step of stepsBehind(plans)) {
      const id = parseId(step.id);
      if (id?.role !== "information" && id?.role !== "bounds") continue;
      const name = attemptName(id);
      this.#results.set(name, [...this.#results.get(name) ?? [], step]);
    }
  }

  /** The steps that are made of a whole attempt, its bounds and curves; none for one that was discarded. */
  resultsOf({ name }: LockedAttempt): readonly Step[] {
    return this.#results.get(name) ?? [];
  }

  /** The curves that show most of a segment; undefined where none are published. */
  #informationOf(attempt: LockedAttempt, k: number): Step | undefined {
    const { number } = attempt.segments[k];
    const showing = this.resultsOf(attempt).filter((step) =>
      does(step, "information") &&
      (step.params as unknown as InformationParams).segments.includes(number)
    );
    const all = ({ params }: Step) => (params as unknown as InformationParams).layers === "all";
    return showing.find(all) ?? showing[0];
  }

  /**
   * Replays a unit up to the first segment that differs, and further where that tells more about it.
   *
   * @param told Told of each segment that was replayed, and at once of a difference that is looked into further.
   */
  async check({ attempt, from, to }: Unit, told: Told = {}): Promise<Checked> {
    const made: Made[] = [];
    let snapshot = from === 0 ? undefined : await this.#stored(attempt.rows[from - 1][0]);
    for (let k = from; k < to; k++) {
      made.push(await this.#replay(attempt, k, snapshot, told));
      const difference = await this.#compare(attempt, k, made[k - from]);
      if (difference !== undefined) {
        told.onDifference?.(difference);
        const known = difference.where !== undefined;
        const where = known
          ? {}
          : await this.#follow({ attempt, from: k, to }, made[k - from], told);
        return { segments: made.length, difference: { ...difference, ...where }, made };
      }
      snapshot = made[k - from].snapshot;
    }
    return { segments: made.length, made };
  }

  async #replay(
    { segments, survivor }: LockedAttempt,
    k: number,
    snapshot: Uint8Array | undefined,
    { onSegment }: Told,
  ): Promise<Made> {
    const made = await this.#replayer.segment(segments[k], snapshot, survivor);
    onSegment?.(segments[k].train.id);
    return made;
  }

  async #compare(attempt: LockedAttempt, k: number, made: Made): Promise<Discrepancy | undefined> {
    const segment = attempt.segments[k], information = this.#informationOf(attempt, k);
    const mismatch = mismatchOf(segment, digestsOfRow(attempt.rows[k], attempt.measures), made);
    // Where all digests agree, stored bytes would too; published curves are another thing.
    const stored = mismatch === undefined ? nothing : this.#stored;
    const { place } = await this.#numbers(attempt, k, made, stored);
    const where = place && divergenceText(place);
    if (mismatch !== undefined) return discrepancyOf(mismatch, where);
    if (information === undefined || where === undefined) return undefined;
    const what = "published curves must be those of the counts, current value is others";
    return { id: information.id, what, where };
  }

  async #numbers(
    attempt: LockedAttempt,
    k: number,
    made: Made,
    stored = this.#stored,
  ): Promise<Numbers> {
    const information = this.#informationOf(attempt, k), curves = await this.#curvesOf(information);
    const at = { stored, curves }, row = digestsOfRow(attempt.rows[k], attempt.measures);
    return await explainSegment(attempt.segments[k], row, made, at, information);
  }

  /**
   * The digests of segment `from` differ, its numbers do not as far as can be seen. A computation that differs goes on
   * to differ, and sooner or later visibly; a row that is wrong concerns nothing behind it.
   */
  async #follow({ attempt, from, to }: Unit, first: Made, told: Told): Promise<{ where: string }> {
    let { snapshot } = first;
    for (let k = from + 1; k < to && snapshot !== undefined; k++) {
      const made = await this.#replay(attempt, k, snapshot, told);
      const { id } = attempt.segments[k].train;
      const row = digestsOfRow(attempt.rows[k], attempt.measures);
      if (mismatchOf(attempt.segments[k], row, made) === undefined) {
        return { where: `${id} agrees again: suspect the row of the lock` };
      }
      const { place } = await this.#numbers(attempt, k, made);
      if (place !== undefined) return { where: `seen first in ${id}: ${divergenceText(place)}` };
      snapshot = made.snapshot;
    }
    const { curves } = await this.#numbers(attempt, from, first);
    return {
      where: curves
        ? "the published curves agree: suspect the row of the lock, or a difference that they do not show"
        : "nothing at hand to compare numbers with: neither stored bytes nor published curves",
    };
  }

  #curvesOf(information: Step | undefined): Promise<Curves | undefined> {
    if (information === undefined) return Promise.resolve(undefined);
    return getOrMake(this.#curves, information.id, async () => {
      const digest = this.#locked.digests(information.id)?.curves;
      // Unreadable ones are the business of level 0.
      return digest === undefined
        ? undefined
        : await this.#published.bytes(digest).then(decodeCurves).catch(() => undefined);
    });
  }
}

function nothing(): Promise<undefined> {
  return Promise.resolve(undefined);
}
