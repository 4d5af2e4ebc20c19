/**
 * The lock: digests of what was published, by logical id and never by key (docs/architecture.md, section
 * 7), so that it outlives every change of code or of keys.
 *
 * @module
 */
import type { Json } from "../../bits/canonical.ts";

/**
 * Digests of one segment, in this order: snapshot, trace, then one for each measurement. A segment of a discarded
 * attempt has the first two; the one that met the restart rule has no snapshot either: its trace alone.
 */
export type Row = readonly string[];

/** Every segment of every repeat of an experiment. */
export interface ExperimentLock {
  /** Version of this layout. */
  readonly schema: 2;
  readonly experiment: string;
  /** What was trained. */
  readonly training: Json;
  /** Epochs of a repeat, and number of repeats. */
  readonly epochs: number;
  readonly repeats: number;
  /** Names of the measurements, in the order of a row. */
  readonly measures: readonly string[];
  /** By name of the segment, for example `syn-relu-8/r03/a0/s07`. */
  readonly rows: { readonly [name: string]: Row };
}

/** Digests of outputs by name, by id of the step. */
export type LockedResults = { readonly [id: string]: { readonly [output: string]: string } };

/** What the top file says of an experiment. */
export interface LockedExperiment {
  /** Code digest of each kind of step at publication. */
  readonly code: { readonly [kind: string]: string };
  readonly epochs: number;
  readonly repeats: number;
  /** SHA-256 of the experiment's own lock file. */
  readonly rows: string;
  /** Repeats' curves, bounds and aggregates. */
  readonly results: LockedResults;
}

/** What the top file says of a figure. */
export interface LockedFigure {
  /** Experiments behind it, each of them in the lock. */
  readonly experiments: readonly string[];
  /** Its table. */
  readonly results: LockedResults;
}

/** That code was changed and the bits stayed: by which repeats, trained and measured anew, this is known. */
export interface Carried {
  /** SHA-256 of the top file before. */
  readonly lock: string;
  /** Code digests by kind of step, before (more than one where experiments were published apart) and after. */
  readonly from: { readonly [kind: string]: readonly string[] };
  readonly to: { readonly [kind: string]: string };
  /** Chose the repeats. */
  readonly nonce: string;
  /** Repeats that were computed again, all of their segments, by the seed of their training. */
  readonly repeats: { readonly [seed: string]: readonly number[] };
  /** How many of what were compared. */
  readonly checked: { readonly [what: string]: number };
  /** Probability that these repeats would have shown so many wrong segments, wherever they are. */
  readonly seen: {
    readonly faults: number;
    readonly segments: number;
    readonly probability: number;
  };
}

/** The top file; its own SHA-256 stands for everything that was published. */
export interface Lock {
  /** Version of this layout. */
  readonly schema: 2;
  /** Preset of the run that was published. */
  readonly preset: string;
  readonly experiments: { readonly [name: string]: LockedExperiment };
  readonly figures: { readonly [id: string]: LockedFigure };
  /** Changes of code that the lock was carried over, in their order; left out where there was none. */
  readonly carried?: readonly Carried[];
}
