/**
 * Costs of steps, learned from the entries of a store.
 *
 * A pass over a segment replays its training whatever is wanted of it, and the runner spreads its seconds evenly over
 * the steps that it made: an entry alone does not tell how many. Steps of one pass with the very same seconds were
 * made together; how the sum divides into training and measuring is by the committed rates.
 *
 * @module
 */
import { getOrMake } from "../bits/memo.ts";
import { canonical, type Json } from "../bits/canonical.ts";
import type { Planned } from "../steps/inspector.ts";
import type { Step } from "../steps/step.ts";
import type { Action } from "../store/mod.ts";
import { variantOf } from "../plan/data.ts";
import { type Kind, kindFor, kindNamed, type Rate, type Role } from "../plan/kinds.ts";
import { ENTRY, FIRST_PASS, OTHER } from "./rates.ts";

/** What a step is, as far as its cost goes: a step of the plan and the key of an entry are both of this form. */
interface Costly {
  readonly kind: string;
  readonly params: Json;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** A mean of ratios, or of what there is where there is no work. */
class Mean {
  #sum = 0;
  #over = 0;

  add(value: number, over: number): void {
    this.#sum += value;
    this.#over += over;
  }

  get value(): number | undefined {
    return this.#over > 0 ? this.#sum / this.#over : undefined;
  }
}

/** Outputs whose size does not depend on the number of epochs. */
const FIXED = new Set(["snapshot"]);

/** Whether a step is a training whose pace entries and rates tell of. */
export function isPaced(step: Costly): boolean {
  return isReplayed(step) && roleOf(step) === "train";
}

/** Knows what steps cost on the machine that filled a store. */
export class Costs {
  /** Seconds of a training against the committed rate, by seed; under "" of all. */
  readonly #pace = new Map<string, Mean>();
  /** Seconds of steps that are no segments, by kind and work. */
  readonly #alone = new Map<string, Mean>();
  /** Bytes for each unit of work, and fixed ones, by ever fewer traits. */
  readonly #bytes = new Map<string, { readonly scaled: Mean; readonly fixed: Mean }>();

  /** Whether the pace of a step's training is known. */
  knows({ params }: Costly): boolean {
    return this.#pace.has(seedOf(params));
  }

  /** Whether the pace of any training is known. */
  get knowsPace(): boolean {
    return this.#pace.has("");
  }

  /** Learns from the steps of a plan that the store has. */
  learn(planned: Iterable<Planned>): void {
    const passes = new Map<readonly Step[] | Step, Map<number, Action[]>>();
    for (const { step, action } of planned) {
      if (action === undefined) continue;
      const pass = step.pass ?? step, groups = passes.get(pass) ?? new Map<number, Action[]>();
      const group = groups.get(action.cost.seconds) ?? [];
      passes.set(pass, groups.set(action.cost.seconds, group));
      group.push(action);
    }
    for (const groups of passes.values()) {
      for (const together of groups.values()) this.#learn(together, together.length);
    }
  }

  /**
   * Learns from an entry of which nothing else is known.
   *
   * @param together Number of steps that its pass is taken to have made.
   */
  learnAlone(action: Action, together: number): void {
    this.#learn([action], together);
  }

  /** Learns from one pass over a segment that was made before in the same thread, so that nothing was compiled. */
  learnWarmPass(steps: readonly Costly[], seconds: number): void {
    const usual = replay(steps[0], measuresOf(steps));
    this.#learnPace(steps[0], seconds, usual - FIRST_PASS);
  }

  #learn(together: readonly Action[], number: number): void {
    for (const action of together) this.#learnBytes(action);
    const { step: kind, key, cost } = together[0], first = { ...key, kind };
    if (cost.seconds === undefined) return;
    if (isReplayed(first)) {
      const measures = number === together.length
        ? together.filter(({ step }) => roleOf({ ...first, kind: step }) === "measure").length
        : number - 1;
      this.#learnPace(first, cost.seconds * number, replay(first, measures));
      return;
    }
    const work = workOf(first);
    for (const name of [`${kind} ${work}`, kind]) mean(this.#alone, name).add(cost.seconds, work);
  }

  #learnPace({ params }: Costly, seconds: number, usual: number): void {
    for (const name of [seedOf(params), ""]) mean(this.#pace, name).add(seconds, usual);
  }

  #learnBytes({ step: kind, key, outputs }: Action): void {
    const costly = { ...key, kind }, work = workOf(costly);
    let fixed = 0, scaled = 0;
    for (const [name, { size }] of Object.entries(outputs)) {
      FIXED.has(name) ? fixed += size : scaled += size;
    }
    for (const name of traits(costly)) {
      const found = this.#bytes.get(name) ?? { scaled: new Mean(), fixed: new Mean() };
      this.#bytes.set(name, found);
      found.scaled.add(scaled, work);
      found.fixed.add(fixed, 1);
    }
  }

  /** How much slower than the committed rates this machine is, as far as entries tell. */
  get factor(): number {
    return this.#pace.get("")?.value ?? 1;
  }

  /** Seconds of one pass that makes these steps; of a step without a pass, itself. */
  seconds(steps: readonly Costly[]): number {
    const [first] = steps, { kind } = first, work = workOf(first);
    if (isReplayed(first)) {
      const pace = this.#pace.get(seedOf(first.params))?.value ?? this.factor;
      return pace * replay(first, measuresOf(steps));
    }
    const each = this.#alone.get(`${kind} ${work}`)?.value ?? this.#alone.get(kind)?.value ??
      this.factor * rateOf(first).seconds;
    return each * work;
  }

  /** Bytes that a step adds to the store: its outputs and its entry. */
  bytes(step: Costly): number {
    const entry = ENTRY.base + JSON.stringify(step.params).length +
      ENTRY.input * Object.keys(step.inputs).length;
    const work = workOf(step), name = traits(step).find((one) => this.#bytes.has(one));
    const found = name === undefined ? undefined : this.#bytes.get(name)!, rate = rateOf(step);
    return entry + (found?.fixed.value ?? rate.fixed) + work * (found?.scaled.value ?? rate.bytes);
  }
}

/** Seconds by the committed rates of one replay of a segment that makes so many measurements. */
function replay(segment: Costly, measures: number): number {
  const seconds = (role: Role) => rateFor(kindFor(role, variantBehind(segment)), segment).seconds;
  return FIRST_PASS + workOf(segment) * (seconds("train") + measures * seconds("measure"));
}

function measuresOf(steps: readonly Costly[]): number {
  return steps.filter((step) => roleOf(step) === "measure").length;
}

/** Whether it is made by replaying a segment, at a pace that entries and rates tell of. */
function isReplayed(step: Costly): boolean {
  const kind = kindBehind(step);
  return kind?.replayed === true && kind.rate !== undefined;
}

function roleOf(step: Costly): Role | undefined {
  return kindBehind(step)?.role;
}

function kindBehind(step: Costly): Kind | undefined {
  return kindNamed(step.kind, variantBehind(step));
}

function variantBehind({ params }: Costly): Kind["variant"] {
  const { data, training = null } = fieldsOf(params);
  return variantOf(fieldsOf(training).data ?? data);
}

function rateOf(step: Costly): Rate {
  return rateFor(kindBehind(step), step);
}

function rateFor(kind: Kind | undefined, { params }: Costly): Rate {
  const { network = null } = fieldsOf(fieldsOf(params).training ?? null);
  const [first = null] = fieldsOf(network).layers as Json[] ?? [];
  const convolutions = "kernel" in fieldsOf(first) ? kind?.convolutions : undefined;
  return convolutions ?? kind?.rate ?? OTHER;
}

function mean(means: Map<string, Mean>, name: string): Mean {
  return getOrMake(means, name, () => new Mean());
}

type Fields = Readonly<Record<string, Json | undefined>>;

function fieldsOf(params: Json): Fields {
  return typeof params === "object" && params !== null && !Array.isArray(params)
    ? params as Fields
    : {};
}

/** Epochs of a segment; of any other step the number of its inputs, at least 1. */
function workOf({ params, inputs }: Costly): number {
  const { from, to } = fieldsOf(params);
  if (typeof from === "number" && typeof to === "number") return to - from;
  return Math.max(1, Object.keys(inputs).length);
}

/** Seed name of the training that a step belongs to. */
function seedOf(params: Json): string {
  const { seed } = fieldsOf(fieldsOf(params).training ?? null);
  return typeof seed === "string" ? seed : "none";
}

/** Names of the classes that a step is of, the narrowest first. */
function traits(step: Costly): string[] {
  const seed = seedOf(step.params), { estimator = null } = fieldsOf(step.params);
  const what = `${step.kind} ${seed} ${canonical(estimator)}`;
  return [`${what} ${workOf(step)}`, what, `${step.kind} ${seed}`, step.kind];
}
