/**
 * Contents of a report as plain data: whoever gathers them reads results, the pages are made of them alone.
 *
 * @module
 */
import type { Measured, Uncheckable } from "../paper/claims/judge.ts";
import type { Merged } from "../published/verify/merge.ts";
import type { Drawable } from "../plan/figure.ts";
import type { RunDifference } from "../runs/compare.ts";
import type { RunSummary } from "../runs/summary.ts";

/** A result by its logical id, with the SHA-256 of its bytes; undefined where only its id is known. */
export interface NamedDigest {
  readonly id: string;
  readonly sha256: string | undefined;
}

/** Steps of a kind behind a figure. */
export interface ChainPart {
  /** Kind, as ids write it. */
  readonly kind: string;
  readonly count: number;
  /** Kinds that its inputs are of. */
  readonly from: readonly string[];
}

/** Single repeats that can take the place of a figure's means. */
export interface PanelRepeats {
  /** Label of the panel in the table; undefined where it has one alone. */
  readonly panel: string | undefined;
  readonly phase: "prefit" | "train";
  readonly states: "binned" | "exact";
  /** SHA-256 of the curves by name of the repeat. */
  readonly digests: Readonly<Record<string, string>>;
}

/** A table of a figure. */
export interface ReportTable {
  /** Name of its file: `fig3.csv`. */
  readonly file: string;
  /** Name that the spec knows it by. */
  readonly url: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

/** A figure. */
export interface ReportFigure {
  readonly figure: Drawable;
  /** Form of its table, which says how a single repeat is shown in it. */
  readonly form: string;
  /** Text of its Vega-Lite spec. */
  readonly spec: string;
  readonly tables: readonly ReportTable[];
  readonly caption: string;
  /** The picture without words, as SVG. */
  readonly svg: Uint8Array;
  /** What makes it, behind `deno task`. */
  readonly command: string;
  /** Experiments or runs that it shows. */
  readonly experiments: readonly string[];
  /** The steps behind it, in the order in which they build on each other. */
  readonly chain: readonly ChainPart[];
  /** Its table, aggregates, and curves of repeats. */
  readonly results: readonly NamedDigest[];
  readonly repeats: readonly PanelRepeats[];
}

/** An experiment of the paper, or a run of the user's own. */
export interface ReportRun {
  readonly label: string;
  readonly summary: RunSummary;
  /** What it is: network, data, estimators. */
  readonly about: string;
  /** Seconds of a worker; undefined where nobody noted them. */
  readonly seconds: number | undefined;
  /** Digests of its curves by `r00/exact`. */
  readonly digests: Readonly<Record<string, string>>;
}

/** How the code of a kind of step stands. */
export interface CodeStanding {
  readonly kind: string;
  /** Digests at publication, of one experiment or several. */
  readonly published: readonly string[];
  readonly now: string | undefined;
}

/** A receipt of a reviewer. */
export interface ReportReceipt {
  readonly name: string;
  readonly sha256: string;
  readonly result: string;
  readonly levels: readonly {
    readonly level: string;
    readonly checked: Readonly<Record<string, number>>;
    readonly differences: number;
    readonly unchecked: number;
  }[];
  readonly versions: Readonly<Record<string, string>>;
}

/** What the results stand on. */
export interface ReportTrust {
  /** SHA-256 of the lock's top file; undefined where there is none. */
  readonly lock: string | undefined;
  /** Experiments of the lock: number of its rows, and the SHA-256 of its file. */
  readonly experiments: readonly {
    readonly name: string;
    readonly repeats: number;
    readonly epochs: number;
    readonly rows: number;
    readonly sha256: string;
  }[];
  readonly code: readonly CodeStanding[];
  /** First conformance digest that this machine does not reproduce; undefined where it reproduces all of them. */
  readonly conformance: { readonly digests: number; readonly difference: string | undefined };
  readonly receipts: readonly ReportReceipt[];
  readonly merged: Merged | undefined;
  /** What was damaged or refused while the report was made. */
  readonly problems: readonly string[];
}

/** What the package and its parts are. */
export interface ReportProvenance {
  readonly packages: readonly { readonly name: string; readonly integrity: string }[];
  /** Files of the project that figures are drawn with. */
  readonly sources: readonly { readonly path: string; readonly sha256: string }[];
  readonly citation: string;
}

/** Everything that a report shows. */
export interface ReportContents {
  /** What its results are: `published results`, `the store, preset quick`, `runs`. */
  readonly basis: string;
  /** Of the paper, or of runs alone. */
  readonly isPaper: boolean;
  readonly figures: readonly ReportFigure[];
  readonly claims: readonly JudgedClaim[];
  readonly uncheckable: readonly Uncheckable[];
  readonly runs: readonly ReportRun[];
  readonly differences: readonly RunDifference[];
  readonly trust: ReportTrust;
  readonly provenance: ReportProvenance;
  /** Files of the lock by path. */
  readonly lockFiles: ReadonlyMap<string, Uint8Array>;
  /** Packed bytes of single repeats by the SHA-256 of their content; empty in a lean report. */
  readonly packed: ReadonlyMap<string, Uint8Array>;
}

/** A claim with what its verdict hangs on, in sentences. */
export interface JudgedClaim extends Pick<Measured, "claim" | "verdict" | "parts" | "basis"> {
  readonly remarks: readonly string[];
}
