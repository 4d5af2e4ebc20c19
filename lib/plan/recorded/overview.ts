/**
 * A plan in which finished repeats are known by notes alone: their steps are counted, not looked up.
 *
 * @module
 */
import { getOrMake } from "../../bits/memo.ts";
import type { Step } from "../../steps/step.ts";
import type { Figure } from "../figure.ts";
import { repeatName } from "../ids.ts";
import { membershipOf } from "../membership.ts";
import type { RecordedRepeat, RecordedRepeats } from "./repeats.ts";
import { importedIn, partOf, type Standings } from "../standings.ts";

/** A plan or a part of it. */
export interface Part {
  /** Steps that were looked at. */
  readonly standings: Standings;
  /** Numbers of steps by kind that notes say the store has. */
  readonly recorded: Readonly<Record<string, number>>;
}

/** Steps behind others. */
interface Behind {
  readonly counts: Readonly<Record<string, number>>;
  /** Ids of those behind them that were looked at: data sets at least. */
  readonly shared: readonly string[];
}

/** A plan that was looked at, with or without recorded repeats. */
export class Overview {
  readonly standings: Standings;
  readonly #recorded: RecordedRepeats | undefined;
  /** Repeats some of whose steps were looked at all the same. */
  readonly #mixed = new Set<string>();
  /** Repeats of a run are made alike, up to the attempts before the one that survived. */
  readonly #behind = new Map<string, Behind>();

  constructor(standings: Standings, recorded?: RecordedRepeats) {
    this.standings = standings;
    this.#recorded = recorded;
    for (const { step } of standings.values()) {
      if (recorded === undefined || recorded.behind(step) !== undefined) continue;
      const { group } = membershipOf(step.id);
      if (group !== undefined) this.#mixed.add(group);
    }
  }

  /** The whole plan. */
  get whole(): Part {
    const standings = this.#looked(this.standings), all = this.#standIns(this.standings);
    const counts: Record<string, number> = {};
    for (const one of this.#recorded?.found ?? []) {
      add(counts, this.#stepsBehind(one, all.get(one) ?? [], true).counts);
    }
    return { standings, recorded: counts };
  }

  /** What a figure needs of it. */
  part(figure: Figure): Part {
    const needed = partOf(this.standings, figure), counts: Record<string, number> = {};
    const shared = new Set<string>();
    for (const [one, steps] of this.#standIns(needed)) {
      const behind = this.#stepsBehind(one, steps, false);
      add(counts, behind.counts);
      behind.shared.forEach((id) => shared.add(id));
    }
    const looked = [...this.standings].filter(([id]) => needed.has(id) || shared.has(id));
    return { standings: this.#looked(new Map(looked)), recorded: counts };
  }

  /** How many results came with an archive and have not been computed here. */
  get imported(): number {
    let imported = importedIn(this.standings);
    const all = this.#standIns(this.standings);
    for (const one of this.#recorded?.found ?? []) {
      if (!one.note.imported) continue;
      const { counts } = this.#stepsBehind(one, all.get(one) ?? [], true);
      imported += Object.values(counts).reduce((sum, count) => sum + count, 0);
    }
    return imported;
  }

  /** Without stand-ins. */
  #looked(standings: Standings): Standings {
    return new Map(
      [...standings].filter(([, { step }]) => this.#recorded?.behind(step) === undefined),
    );
  }

  /** Stand-ins among steps, by their repeat. */
  #standIns(standings: Standings): Map<RecordedRepeat, Step[]> {
    const found = new Map<RecordedRepeat, Step[]>();
    for (const { step } of standings.values()) {
      const of = this.#recorded?.behind(step)?.of;
      if (of !== undefined) getOrMake(found, of, () => []).push(step);
    }
    return found;
  }

  /** @param trained Whether all that was trained of the repeat is a part of it, needed or not. */
  #stepsBehind(one: RecordedRepeat, steps: readonly Step[], trained: boolean): Behind {
    const { run, repeat, note: { discarded } } = one, name = repeatName(repeat);
    if (this.#mixed.has(`${run.training.seed}/${name}`)) return this.#walk(one, steps, trained);
    const ids = steps.map(({ id }) => id.replace(`/${name}/`, "/r/")).sort();
    const shape = [run.training.seed, run.epochs, trained, discarded, ids].join();
    return getOrMake(this.#behind, shape, () => this.#walk(one, steps, trained));
  }

  #walk(one: RecordedRepeat, steps: readonly Step[], trained: boolean): Behind {
    const open = steps.map((step) => this.#recorded!.behind(step)!.wired());
    if (trained) {
      open.push(...one.survivor.segments.slice(-1).map(({ train }) => train), ...one.ends());
    }
    const seen = new Set<string>(), shared: string[] = [], counts: Record<string, number> = {};
    for (let step = open.pop(); step !== undefined; step = open.pop()) {
      if (seen.has(step.id)) continue;
      seen.add(step.id);
      if (this.#looksAt(step)) shared.push(step.id);
      else counts[step.kind] = (counts[step.kind] ?? 0) + 1;
      for (const ref of Object.values(step.inputs)) if ("step" in ref) open.push(ref.step);
    }
    return { counts, shared };
  }

  /** Whether a step was looked at, itself and no stand-in. */
  #looksAt({ id }: Step): boolean {
    const planned = this.standings.get(id);
    return planned !== undefined && this.#recorded?.behind(planned.step) === undefined;
  }
}

function add(sums: Record<string, number>, counts: Readonly<Record<string, number>>): void {
  for (const [kind, count] of Object.entries(counts)) sums[kind] = (sums[kind] ?? 0) + count;
}
