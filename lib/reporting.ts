/**
 * A report gathered from results that are at hand: what is published, or what a store has of a preset or of runs. Nothing is
 * trained, and no store is written.
 *
 * @module
 */
import { brotliCompressSync, constants } from "node:zlib";
import { drawTables } from "./drawing.ts";
import { drawLoss } from "./own_pictures.ts";
import { CLAIMS, UNCHECKABLE } from "./paper/claims/judge.ts";
import { measureClaim } from "./paper/claims/measure.ts";
import { ClaimResults, type Holding } from "./paper/claims/results.ts";
import { remarks } from "./paper/claims/text.ts";
import { runOf } from "./paper/experiments.ts";
import type { PresetName } from "./paper/presets.ts";
import { presetRequest } from "./paper/request.ts";
import { experimentsOf, type Figure } from "./plan/figure.ts";
import type { PublishedFolder } from "./published/folder.ts";
import { publishedHolding } from "./published/holding.ts";
import { lockedRequest } from "./published/lock/request.ts";
import { assetFiles } from "./report/bundle.ts";
import type { JudgedClaim, ReportContents, ReportFigure, ReportRun } from "./report/contents.ts";
import { reportFiles } from "./report/site.ts";
import { type Draw, figureOf, reportedFigures, type Wanted } from "./reported_figures.ts";
import {
  lockFiles,
  type ReceiptFile,
  reportedProvenance,
  reportedTrust,
} from "./reported_trust.ts";
import { compare, type Compared, MOST_COMPARED } from "./runs/compare.ts";
import { type NamedRun, publishedExperiment } from "./runs/named.ts";
import { comparisonFigure, ownRequest } from "./runs/request.ts";
import { type RunResults, runResults } from "./runs/results.ts";
import { summaryOf } from "./runs/summary.ts";
import { runText } from "./runs/title.ts";
import { WorkerPool } from "./steps/pool.ts";
import type { ResultSource } from "./steps/result_source.ts";
import type { Study } from "./study.ts";

/** What a report is made of. */
export interface ReportOptions {
  /** Number of workers that draw, at least 1. */
  readonly jobs: number;
  /** Without the files of single repeats, which are nine tenths of it. */
  readonly lean?: boolean;
  readonly receipts?: readonly ReceiptFile[];
  /** Told of each part once it is done. */
  readonly onPart?: (part: string) => void;
}

/** Results of the paper's experiments, or of runs. */
export interface ReportBasis {
  /** In words: `published results`. */
  readonly name: string;
  readonly wanted: readonly Wanted[];
  /** Runs with where their results are. */
  readonly runs: readonly { readonly run: NamedRun; readonly source: ResultSource }[];
  /** What claims are judged by; absent: none is judged. */
  readonly holding?: Holding;
  readonly published: PublishedFolder | undefined;
  /** Brotli of the bytes of a digest that was read before, where that lies ready. */
  readonly packed?: (digest: string) => Promise<Uint8Array>;
}

/** Everything that is published, or the figures of it that are named. */
export async function publishedBasis(
  published: PublishedFolder,
  figures?: readonly Figure[],
): Promise<ReportBasis> {
  const holding = remembering(await publishedHolding(published)), source = holding.results;
  const request = lockedRequest(published.lock, figures);
  const runs = Object.keys(published.lock.experiments).map((name) => {
    return { run: publishedExperiment(name, name, published), source };
  });
  return {
    ...{ name: "published results", runs, holding, published },
    wanted: [{ request, source, command: ({ id }) => `figure ${id}` }],
    packed: (digest) => published.file(digest),
  };
}

/** The holding with all bytes that were read kept: claims, tables and repeats ask for the same. */
function remembering(holding: Holding): Holding {
  const known = new Map<string, Promise<Uint8Array | undefined>>(), { results } = holding;
  const get = (digest: string) => {
    const found = known.get(digest) ?? results.get(digest);
    known.set(digest, found);
    return found;
  };
  return { ...holding, results: { resolve: (step) => results.resolve(step), get } };
}

/** What a store has of a preset: the figures of which at least one repeat is finished. */
export function presetBasis(
  study: Study,
  preset: PresetName,
  figures: readonly Figure[],
  published: PublishedFolder | undefined,
): ReportBasis {
  const holding = study.holding(preset), source = holding.results;
  const names = [...new Set(figures.flatMap(experimentsOf))];
  return {
    ...{ name: `the store, preset ${preset}`, holding, published },
    wanted: [{
      ...{ request: presetRequest(figures, preset, []), source },
      command: ({ id }) => `reproduce ${id} --preset ${preset}`,
    }],
    runs: names.map((label) => ({
      run: { label, own: { name: label, ...runOf(label, preset) } },
      source,
    })),
  };
}

/** Runs of one's own, and the paper's beside them, with the figures that are drawn of each. */
export function runsBasis(
  runs: ReportBasis["runs"],
  published: PublishedFolder | undefined,
): ReportBasis {
  return {
    ...{ name: runs.length === 1 ? "a run" : "runs", runs, published },
    wanted: runs.map(({ run: { label, own, drawn = own.estimators }, source }): Wanted => ({
      ...{ source, label, command: () => `figure ${label}` },
      request: ownRequest({ ...own, estimators: drawn }, [], { label }),
    })),
  };
}

/**
 * The files of a report by path; the same results give the same bytes.
 *
 * @throws {Error} in one line, if there is nothing to show, or what is published cannot be read.
 */
export async function report(
  basis: ReportBasis,
  options: ReportOptions,
): Promise<Map<string, Uint8Array>> {
  const { jobs, onPart = () => {} } = options;
  const pool = new WorkerPool(new URL("./plan/worker.ts", import.meta.url), jobs, true);
  const draw: Draw = async (job) => (await pool.run(() => Promise.resolve(job), 0)).result;
  try {
    const contents = await contentsOf(basis, options, async (job) => {
      const made = await draw(job);
      onPart("picture");
      return made;
    });
    if (contents.figures.length + contents.runs.length === 0) {
      throw new Error(
        `Cannot report on ${basis.name}: at least one figure must be finished, current value is none${
          contents.trust.problems.length > 0 ? ` (${contents.trust.problems[0]})` : ""
        }`,
      );
    }
    const theme = await Deno.readTextFile(new URL("../figures/theme.json", import.meta.url));
    return reportFiles(contents, { files: await assetFiles(), theme }, packedQuickly);
  } finally {
    pool.close();
  }
}

async function contentsOf(
  basis: ReportBasis,
  { receipts = [], lean = false, onPart = () => {} }: ReportOptions,
  draw: Draw,
): Promise<ReportContents> {
  const { published, holding, wanted } = basis, problems: string[] = [];
  // Pictures are drawn by workers while claims are judged here.
  const drawing = Promise.all(
    wanted.map((one) => reportedFigures(one, draw, (line) => void problems.push(line))),
  );
  drawing.catch(() => {});
  const read = await resultsOf(basis);
  const claims = holding === undefined ? [] : await judged(holding, onPart);
  const own = holding === undefined
    ? await besides(basis, read, draw)
    : { figures: [], differences: [] };
  const figures = [...(await drawing).flat(), ...own.figures];
  return {
    ...{ basis: basis.name, isPaper: holding !== undefined, figures, claims },
    uncheckable: holding === undefined ? [] : UNCHECKABLE,
    runs: read.map(({ one }) => one),
    differences: own.differences,
    trust: await reportedTrust(published, receipts, problems),
    provenance: await reportedProvenance(figures),
    lockFiles: published === undefined ? new Map() : await lockFiles(published),
    packed: lean ? new Map() : await packedRepeats(figures, basis),
  };
}

/** Judges all claims, and gives way between two of them to those who draw. */
async function judged(
  holding: Holding,
  onPart: (part: string) => void,
): Promise<JudgedClaim[]> {
  const results = new ClaimResults([holding]), all: JudgedClaim[] = [];
  for (const claim of CLAIMS) {
    const measured = await measureClaim(claim, results), { verdict, parts, basis } = measured;
    all.push({ claim, verdict, parts, basis, remarks: remarks(measured) });
    onPart(claim.id);
    await new Promise((resolve) => setTimeout(resolve));
  }
  return all;
}

interface ReadRun {
  readonly one: ReportRun;
  readonly results: RunResults;
}

async function resultsOf({ runs, holding }: ReportBasis): Promise<ReadRun[]> {
  const read: ReadRun[] = [];
  for (const { run: { label, own }, source } of runs) {
    const traces = holding === undefined, results = await runResults(own, source, { traces });
    if (results.repeats.length === 0) continue;
    const one = {
      ...{ label, summary: summaryOf(results), digests: results.digests, seconds: undefined },
      about: runText({ ...own, name: label }).slice(label.length + 2),
    };
    read.push({ one, results });
  }
  return read;
}

/** What no step makes of runs: their losses, and the picture of them side by side. */
async function besides(
  { runs }: ReportBasis,
  read: readonly ReadRun[],
  draw: Draw,
): Promise<Pick<ReportContents, "figures" | "differences">> {
  const figures: ReportFigure[] = [], tables = { formats: [] };
  for (const { one: { label }, results } of read) {
    const { own } = runs.find(({ run }) => run.label === label)!.run;
    const about = { command: `figure ${label} --pictures loss`, experiments: [label] };
    for (const drawn of await drawLoss(own, label, results, tables)) {
      figures.push(await figureOf(drawn, about, draw));
    }
  }
  const compared: Compared[] = read.map(({ one: { label }, results }) => ({ label, results }));
  if (compared.length < 2 || compared.length > MOST_COMPARED) return { figures, differences: [] };
  const labels = compared.map(({ label }) => label);
  const { tables: made, caption, differences } = compare(compared);
  const drawn = await drawTables(comparisonFigure(labels), made, caption, tables);
  const about = { command: `compare ${labels.join(" ")}`, experiments: labels };
  return { figures: [await figureOf(drawn, about, draw), ...figures], differences };
}

/** Packed bytes of the curves that single repeats are shown by. */
async function packedRepeats(
  figures: readonly ReportFigure[],
  { wanted, packed = (digest) => packedFrom(wanted, digest) }: ReportBasis,
): Promise<Map<string, Uint8Array>> {
  const digests = figures.flatMap(({ repeats }) =>
    repeats.flatMap((one) => Object.values(one.digests))
  );
  const found = new Map<string, Uint8Array>();
  for (const digest of [...new Set(digests)].sort()) found.set(digest, await packed(digest));
  return found;
}

/** Bytes that a source had a moment ago, packed. */
async function packedFrom(wanted: readonly Wanted[], digest: string): Promise<Uint8Array> {
  for (const { source } of wanted) {
    const bytes = await source.get(digest);
    if (bytes !== undefined) return packedQuickly(bytes);
  }
  throw new Error(`Cannot report: bytes of ${digest} must be there, current value is nothing`);
}

/** Brotli in a hundredth of the time that the best takes, for a fifth more of bytes. */
function packedQuickly(bytes: Uint8Array): Uint8Array {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 5 };
  return new Uint8Array(brotliCompressSync(bytes, { params }));
}
