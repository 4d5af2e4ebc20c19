/**
 * Watching a store while others compute: how much of a request is trained, by whom, how long it will take, what went wrong.
 * Nothing is written.
 *
 * @module
 */
import { decodeTrace } from "./engines/wasm/trace.ts";
import { Predictor } from "./forecast/predictor.ts";
import { discardedAttempts } from "./plan/discarded_attempts.ts";
import { experimentsOf } from "./plan/figure.ts";
import { parseId, repeatName, runName } from "./plan/ids.ts";
import { does } from "./plan/kinds.ts";
import type { Request } from "./plan/request.ts";
import { nameOf } from "./plan/run.ts";
import type { Standings } from "./plan/standings.ts";
import type { LiveCurve, LiveExperiment, LiveState } from "./report/live.ts";
import type { Planned } from "./steps/inspector.ts";
import { listClaims } from "./store/claim_file.ts";
import type { Store } from "./store/mod.ts";
import type { Study } from "./study.ts";

/** Milliseconds after which a claim that nobody has renewed is dead, as for those who compute. */
const LEASE = 120_000;

/** Milliseconds after the last progress in which something may be between two claims. */
const PATIENCE = 8_000;

/** Points of a repeat's curve, more or less. */
const POINTS = 40;

/** What is watched. */
export interface Watched {
  readonly study: Study;
  readonly store: Store;
  readonly request: Request;
  /** What the experiments of the request are called, if it is a run. */
  readonly label?: string;
  /** Name of this host, empty if it may not be asked for: then locks tell nothing of claims. */
  readonly host: string;
  /** Reads what failed in the last run, in lines. */
  readonly errors: () => Promise<readonly string[]>;
  /** Milliseconds since 1970 began. */
  readonly now: () => number;
}

/** One who looks at a store again and again. */
export class Watcher {
  readonly #of: Watched;
  readonly #traces = new Map<string, Promise<Omit<LiveCurve, "repeat">>>();
  readonly #events: { at: string; what: string }[] = [];
  /** Looks at how much was done since things began to move. */
  #paces: { readonly at: number; readonly done: number }[] = [];
  #standing: LiveState["standing"] | undefined;
  #moved = -Infinity;

  /** Nothing is looked at yet. */
  constructor(of: Watched) {
    this.#of = of;
  }

  /** Looks at how things stand now. */
  async look(): Promise<LiveState> {
    const { study, store, request, now } = this.#of, at = now();
    const { standings } = await study.inspect({ ...request, formats: [] });
    const experiments = await this.#experiments(standings), workers = this.#workers(at);
    const done = experiments.reduce((sum, one) => sum + one.done, 0);
    if (this.#paces.length > 0 && done > this.#paces.at(-1)!.done) this.#moved = at;
    const isWhole = [...standings.values()].every(({ standing }) => standing === "restored");
    const isMoving = workers.length > 0 || at - this.#moved < PATIENCE;
    const standing = isWhole ? "finished" : isMoving ? "running" : done > 0 ? "stopped" : "waiting";
    this.#note(standing, at);
    // A pause is no pace.
    if (standing !== "running") this.#paces = [];
    this.#paces.push({ at, done });
    const total = experiments.reduce((sum, one) => sum + one.total, 0);
    const discarded = await discardedAttempts(standings, store);
    return {
      ...{ standing, experiments, workers, events: this.#events, errors: await this.#of.errors() },
      left: standing === "running" ? await this.#left(standings, done, total) : undefined,
      discarded: discarded.map(({ id, stopped, accuracy }) =>
        stopped === undefined
          ? id
          : `${id}, epoch ${stopped}, training accuracy ${accuracy!.toFixed(4)}`
      ),
    };
  }

  #note(standing: LiveState["standing"], at: number): void {
    const before = this.#standing;
    if (standing === before) return;
    this.#standing = standing;
    const what = standing === "running" && before === "stopped" ? "running again" : standing;
    this.#events.push({ at: new Date(at).toISOString().slice(11, 19), what });
  }

  /** By the pace since it began to run, or by what the store tells of costs. */
  async #left(standings: Standings, done: number, total: number): Promise<number | undefined> {
    const first = this.#paces[0], last = this.#paces.at(-1)!, seconds = (last.at - first.at) / 1000;
    if (seconds > 5 && last.done > first.done) {
      return (total - done) * seconds / (last.done - first.done);
    }
    const workers = navigator.hardwareConcurrency;
    const predictor = await Predictor.open(standings, this.#of.store, { workers });
    const predicted = predictor.predict(standings).seconds;
    return Number.isFinite(predicted) ? predicted : undefined;
  }

  async #experiments(standings: Standings): Promise<LiveExperiment[]> {
    const { request: { figures, runs }, label } = this.#of, found: LiveExperiment[] = [];
    const own = Map.groupBy(standings.values(), ({ step }) => {
      const id = parseId(step.id);
      return id !== undefined && "seed" in id ? runName(id) : "";
    });
    for (const experiment of new Set(figures.flatMap(experimentsOf))) {
      const run = runs(experiment), steps = own.get(runName(nameOf(run))) ?? [];
      const trained = steps.filter(({ step }) => does(step, "train"));
      const sum = (of: readonly Planned[]) => of.reduce((all, { step }) => all + step.weight, 0);
      found.push({
        ...{ name: label ?? experiment, repeats: run.repeats, epochs: run.epochs },
        finished: finishedRepeats(steps),
        done: sum(trained.filter(({ standing }) => standing === "restored")),
        total: sum(trained),
        curves: await this.#curves(trained),
      });
    }
    return found;
  }

  /** Of each repeat the newest attempt. */
  async #curves(trained: readonly Planned[]): Promise<LiveCurve[]> {
    const attempts = new Map<number, { attempt: number; digests: string[] }>();
    for (const { step, outputs } of trained) {
      const id = parseId(step.id), digest = outputs?.trace?.sha256;
      if (id?.role !== "train" || digest === undefined) continue;
      const known = attempts.get(id.repeat);
      if (known !== undefined && known.attempt > id.attempt) continue;
      if (known?.attempt === id.attempt) known.digests.push(digest);
      else attempts.set(id.repeat, { attempt: id.attempt, digests: [digest] });
    }
    return await Promise.all(
      [...attempts].sort(([a], [b]) => a - b).map(async ([repeat, { digests }]) => {
        const parts = await Promise.all(digests.map((digest) => this.#trace(digest)));
        const every = Math.max(
          1,
          Math.floor(parts.flatMap(({ epochs }) => epochs).length / POINTS),
        );
        const thin = (all: readonly number[]) =>
          all.filter((_, k) => (all.length - 1 - k) % every === 0);
        return {
          repeat: repeatName(repeat),
          epochs: thin(parts.flatMap(({ epochs }) => epochs)),
          accuracies: thin(parts.flatMap(({ accuracies }) => accuracies)),
        };
      }),
    );
  }

  #trace(digest: string): Promise<Omit<LiveCurve, "repeat">> {
    const known = this.#traces.get(digest) ?? this.#readTrace(digest);
    this.#traces.set(digest, known);
    return known;
  }

  async #readTrace(digest: string): Promise<Omit<LiveCurve, "repeat">> {
    const bytes = await this.#of.store.get(digest);
    if (bytes === undefined) return { epochs: [], accuracies: [] };
    const { from, trainCorrect, trainRows } = decodeTrace(bytes);
    const every = Math.max(1, Math.floor(trainCorrect.length / POINTS));
    const kept = [...trainCorrect.keys()].filter((k) =>
      k % every === 0 || k === trainCorrect.length - 1
    );
    return {
      epochs: kept.map((k) => from + k),
      accuracies: kept.map((k) => trainCorrect[k] / trainRows),
    };
  }

  /** Those whose claims are alive. */
  #workers(at: number): LiveState["workers"] {
    const { store, host } = this.#of;
    return [...listClaims(store.root)].filter(([, claim]) => {
      const isDead = claim.host !== "" && claim.host === host && claim.unlocked === true;
      return !isDead && at - claim.written < LEASE;
    }).map(([name, claim]) => ({ work: name.split("#")[0], host: claim.host }));
  }
}

/** Repeats all of whose curves are there. */
function finishedRepeats(steps: readonly Planned[]): number {
  const repeats = new Map<number, boolean>();
  for (const { step, standing } of steps) {
    const id = parseId(step.id);
    if (id?.role !== "information") continue;
    repeats.set(id.repeat, (repeats.get(id.repeat) ?? true) && standing === "restored");
  }
  return [...repeats.values()].filter((isWhole) => isWhole).length;
}
