/**
 * The words that the ledger is written in: sources, statistics, and the few thresholds that all sections share.
 *
 * Thresholds follow from what the words of a sentence mean on the axes of an information plane, 12 bits of I(X;T) and
 * 1 bit of I(T;Y); they were written without looking at any result of this study.
 *
 * @module
 */
import type { Claim, CurveSource, Part, Side, Statistic } from "../claim.ts";
import type { Contrast } from "../contrast.ts";
import { climb, growth, type Move, start } from "../moves.ts";

/** Activations of the hidden layers. */
export const NAMES = ["Tanh", "ReLU"] as const;

/** One of them. */
export type Name = typeof NAMES[number];

/** Layers of the network 10-7-5-4-3-2. */
export const HIDDEN: readonly number[] = [1, 2, 3, 4, 5];
export const OUTPUT = 6;
export const LAYERS: readonly number[] = [...HIDDEN, OUTPUT];
/** Hidden layers before the last. */
export const EARLY: readonly number[] = [1, 2, 3, 4];

/** Epochs of a run as published. */
export const FULL = 8000;

/** I(X;T) of a layer that tells all 4096 inputs apart, bits. */
export const MOST = 12;

/** What one can just see in a plane, about 1% of each axis, bits: less is "almost constant", "no movement". */
export const VISIBLE = { ixt: 0.1, ity: 0.01 } as const;
export const WHY_VISIBLE = "about 1% of the axis (0.1 bit of 12, 0.01 bit of 1): less is not seen";

/** "No or very little" is less, a phase is more, bits. */
export const PHASE = { ixt: 0.5, ity: 0.05 } as const;
export const WHY_PHASE = "0.5 bit: less is no or very little compression, more is a phase";

/** I(T;Y) of a layer that tells all labels, H(Y) of 2118 ones of 4096 (docs/protocol.md, section 13), bits. */
export const LABELS = 0.99915712;

/** Of the headroom, from the first record to all there can be: what is seen, and what is clear. */
export const GAINED = { seen: 0.1, clear: 0.5 } as const;
export const WHY_GAINED = "a layer that starts near all there can be cannot climb by what others " +
  "do, so the climb is a share of the headroom: a tenth is seen, half is clear (chosen when " +
  "results were known); of less than 0.001 bit, or what cannot be told from 0, nothing is said";

/** Rounding of sums in float64, bits. */
export const ROUNDING = 1e-9;

const QUANTITIES = { ixt: "I(X;T)", ity: "I(T;Y)" } as const;

/** `I(X;T5)`, `I(T5;Y)`. */
export function informationName(of: "ixt" | "ity", layer: number): string {
  return QUANTITIES[of].replace("T", `T${layer}`);
}

/** Curves as the released code measures them. */
export function binned(name: Name, bits: 4 | 8 | 32): CurveSource {
  return { experiment: `SYN-${name}-${bits}`, states: "binned", phase: "train" };
}

/** Curves of the 8-bit networks with the output layer's own states. */
export function exact(name: Name): CurveSource {
  return { ...binned(name, 8), states: "exact" };
}

/** Curves of the networks that are not quantised, by bins. */
export function bins(name: Name, states: 30 | 100 | 256): CurveSource {
  return { ...binned(name, 32), states };
}

/** Curves of fitting to random labels. */
export function prefit(name: Name): CurveSource {
  return { experiment: `SYN-${name}-8-Prefit`, states: "binned", phase: "prefit" };
}

/** A source's contrast, or its fall or climb, in a sum. */
export function side(source: CurveSource, of: Contrast | Move, weight = 1): Side {
  return { source, weight, statistic: typeof of === "function" ? { contrast: of } : { move: of } };
}

/** A source's statistic in a sum. */
export function sideBy(source: CurveSource, statistic: Statistic, weight = 1): Side {
  return { source, weight, statistic };
}

/** A part that must be at least its threshold. */
export function atLeast(threshold: number, name: string, ...sides: readonly Side[]): Part {
  return { name, measure: { sides }, claimed: "at least", threshold, origin: 0 };
}

/** A part that must be at most its threshold. */
export function atMost(threshold: number, name: string, ...sides: readonly Side[]): Part {
  return { name, measure: { sides }, claimed: "at most", threshold, origin: 0 };
}

/** A part that holds if all discarded attempts of experiments had a dead layer. */
export function allDead(name: string, experiments: readonly string[]): Part {
  return {
    ...{ name, measure: { dead: experiments } },
    ...{ claimed: "at least", threshold: 1, origin: 1 },
  };
}

/** A part whose threshold is a distance from something else than 0. */
export function about(origin: number, part: Part): Part {
  return { ...part, origin };
}

/** A gain of at least a share of the headroom. */
export function gains(
  least: number,
  name: string,
  source: CurveSource,
  [of, layer]: readonly ["ixt" | "ity", number],
  most: number,
  gained: Move = climb(of, layer),
): Part {
  const measure = {
    headroom: { source, most, gained: { move: gained }, start: { move: start(of, layer) } },
  };
  return { name, measure, claimed: "at least", threshold: least, origin: 0 };
}

/** Growth from the first record to the end, of at least a share of the headroom. */
export function grows(
  least: number,
  name: string,
  source: CurveSource,
  [of, layer]: readonly ["ixt" | "ity", number],
): Part {
  return gains(least, name, source, [of, layer], of === "ixt" ? MOST : LABELS, growth(of, layer));
}

/** Two parts: neither above nor below zero by more than the bound. */
export function within(bound: number, name: string, ...sides: readonly Side[]): Part[] {
  return [atMost(bound, name, ...sides), atLeast(-bound, name, ...sides)];
}

/** A statistic of some layers, a part for each. */
export function eachLayer(
  layers: readonly number[],
  part: (layer: number) => Part | readonly Part[],
): Part[] {
  return layers.flatMap((layer) => part(layer));
}

/** Parts for both activations. */
export function both(part: (name: Name) => Part | readonly Part[]): Part[] {
  return NAMES.flatMap((name) => part(name));
}

/** Parts for both informations. */
export function informations(
  part: (of: "ixt" | "ity") => Part | readonly Part[],
): Part[] {
  return (["ixt", "ity"] as const).flatMap((of) => part(of));
}

/** A claim in bits about runs of full length. */
export function claim(
  id: string,
  rest: Omit<Claim, "id" | "unit" | "epochs"> & Partial<Pick<Claim, "unit" | "epochs">>,
): Claim {
  return { id, unit: "bits", epochs: FULL, ...rest };
}
