/**
 * Reports of a verification, one a level, and their texts.
 *
 * @module
 */
import type { Mismatch } from "../../steps/mismatch.ts";
import type { Assurance, Draw } from "./probability.ts";

/** Something that is not as published. */
export interface Discrepancy {
  /** Logical id, or path of a file. */
  readonly id: string;
  /** What it must be and what it is, in words. */
  readonly what: string;
  /** Where the numbers differ first, or why that cannot be said. */
  readonly where?: string;
}

/** What one level found. */
export interface LevelReport {
  readonly level: "conformance" | 0 | 1 | 2 | 3 | 4 | "carry";
  /** How many were compared, by what they are. */
  readonly checked: Readonly<Record<string, number>>;
  readonly differences: readonly Discrepancy[];
  /** What could not be read or computed again, and why. */
  readonly unchecked: readonly Discrepancy[];
  /** Of level 2, and of carrying a lock over. */
  readonly sample?: Sample;
}

/** What was drawn and replayed. */
export interface Sample {
  readonly nonce: string;
  /** Units drawn, by name, in the order in which they were drawn. */
  readonly units: readonly string[];
  /** Of this many. */
  readonly of: number;
  /** Segments of the drawn units, and of all. */
  readonly segments: number;
  readonly ofSegments: number;
  /** Every stratum, and how much of it was replayed. */
  readonly strata: readonly StratumDraw[];
  /** What was not drawn from, by experiment: nothing is claimed of it. */
  readonly undrawn: readonly Undrawn[];
  /** Of all strata that were drawn from. */
  readonly assurances: readonly Assurance[];
}

/** Draws from a stratum of an experiment. */
export interface StratumDraw extends Draw {
  /** What its units have in common; tells the strata of one sample apart. */
  readonly name: string;
  readonly experiment: string;
}

/** Replays of one experiment that were not drawn from: those that take the whole budget, or for which none was left. */
export interface Undrawn {
  readonly experiment: string;
  readonly units: number;
  /** Segments of all of them. */
  readonly segments: number;
  /** Seconds of the shortest, as predicted. */
  readonly seconds: number;
}

/** A mismatch of digests in words. */
export function discrepancyOf(
  { id, output, expected, found }: Mismatch,
  where?: string,
): Discrepancy {
  const what = `${output} must be ${expected}, current value is ${found}`;
  return where === undefined ? { id, what } : { id, what, where };
}
