/**
 * Drawing tables: those that steps make, and published ones, which need neither training nor a store.
 *
 * @module
 */
import { getOrMake } from "./bits/memo.ts";
import { type Ref, sourceBytes, sourceOf, type Step, wantedOf } from "./steps/step.ts";
import type { ResultSource } from "./steps/result_source.ts";
import { StepError } from "./steps/step_error.ts";
import { sha256 } from "./bits/digest.ts";
import { ASSETS } from "./render/assets.ts";
import { titleOf } from "./render/title.ts";
import {
  type Drawable,
  type DrawingSources,
  drawingSteps,
  type Figure,
  tableOutputs,
  type TableRefs,
} from "./plan/figure.ts";
import { type Format, kindOf } from "./plan/kinds.ts";
import { runJob } from "./plan/run_job.ts";
import type { Job, JobResult } from "./steps/pool.ts";
import { tableDigests } from "./published/lock/resolver.ts";
import type { PublishedFolder } from "./published/folder.ts";
import { captionTex } from "./render/caption.ts";
import type { FormName } from "./render/form.ts";
import type { Spec } from "./render/tables.ts";
import type { Bytes } from "./study/steps/io.ts";

/** A drawn figure. */
export interface Drawn {
  readonly figure: Drawable;
  /** Bytes of pictures by format, of tables by output (`csv`, …; `exact`: with exact states, where they are at hand). */
  readonly files: Bytes;
  /** SHA-256 of each file. */
  readonly digests: Readonly<Record<string, string>>;
  readonly caption: string;
  /** What its pictures are for; `screen` if absent. */
  readonly form?: FormName;
}

/** A drawn figure without the exact states beside binned ones: where these are a figure of their own. */
export function planeAlone({ files, digests, ...rest }: Drawn): Drawn {
  const { exact: _file, ...own } = files, { exact: _digest, ...ownDigests } = digests;
  return { ...rest, files: own, digests: ownDigests };
}

/** Where bytes behind references come from. */
interface Reader {
  bytes(ref: Ref): Promise<Uint8Array>;
}

/** Spec, theme, fonts and rasteriser of a figure. */
export async function drawingSources({ spec, facts }: Drawable): Promise<DrawingSources> {
  const file = async (path: string) =>
    sourceOf(await Deno.readFile(new URL(`../${path}`, import.meta.url)));
  return {
    spec: await file(`figures/${spec}.vl.json`),
    ...(facts !== undefined && { facts: await file(`fixtures/${facts}.csv`) }),
    theme: await file("figures/theme.json"),
    ...ASSETS,
  };
}

/**
 * The figure for print: beside its pictures, which have no words, the caption as LaTeX.
 *
 * @returns the figure with a file `tex` more; as it is, where it is for something else
 */
export async function withCaption(drawn: Drawn, form: FormName = "screen"): Promise<Drawn> {
  if (form !== "paper") return { ...drawn, form };
  const { figure, files, digests } = drawn;
  const url = new URL(`../figures/${figure.spec}.vl.json`, import.meta.url);
  const spec = JSON.parse(await Deno.readTextFile(url)) as Spec;
  const title = (figure.id === figure.spec ? titleOf(spec) : undefined) ?? figure.title;
  const tex = new TextEncoder().encode(captionTex(figure.id, title, drawn.caption, spec));
  return { ...drawn, form, files: { ...files, tex }, digests: { ...digests, tex: sha256(tex) } };
}

/** Reads a figure's tables and pictures. */
export async function drawnFrom(
  figure: Figure,
  table: TableRefs,
  pictures: Readonly<Partial<Record<Format, Step>>>,
  formats: readonly Format[],
  reader: Reader,
): Promise<Drawn> {
  return await readFiles(figure, table, pictures, formats, reader, tableOutputs(figure));
}

async function readFiles(
  figure: Drawable,
  table: TableRefs,
  pictures: Readonly<Partial<Record<Format, Step>>>,
  formats: readonly Format[],
  reader: Reader,
  outputs: readonly string[],
): Promise<Drawn> {
  const refs = [
    ...outputs.map((name): [string, Ref] => [name, table[name]]),
    ...formats.map((
      format,
    ): [string, Ref] => [format, { step: pictures[format]!, output: format }]),
  ];
  const files: [string, Uint8Array][] = [];
  // One after the other: modules that are imported twice at a time may be used before they have run.
  for (const [name, ref] of refs) files.push([name, await reader.bytes(ref)]);
  return {
    figure,
    files: Object.fromEntries(files),
    digests: Object.fromEntries(files.map(([name, bytes]) => [name, sha256(bytes)])),
    caption: new TextDecoder().decode(await reader.bytes(table.caption)),
  };
}

/**
 * Draws a figure from its published table, whose bytes are hashed again. No store is asked: what one claims to be a
 * picture of published results may be anybody's.
 *
 * @throws {RangeError} If the lock has no such table.
 * @throws {PublishedError} If the bytes are missing, or others than the lock says.
 */
export async function drawPublished(
  figure: Figure,
  published: PublishedFolder,
  formats: readonly Format[],
  form?: FormName,
): Promise<Drawn> {
  const digests = tableDigests(published.lock, figure);
  if (digests === undefined) {
    throw new RangeError(
      `Cannot draw ${figure.id}: its table must be in the lock, current value is none`,
    );
  }
  const refs = await Promise.all(
    Object.entries(digests).map(async ([output, digest]) => [
      output,
      { source: sourceOf(await published.bytes(digest)) },
    ]),
  );
  const { preset } = published.lock, outputs = tableOutputs(figure);
  const drawn = await drawRefs(
    figure,
    preset,
    Object.fromEntries(refs),
    { formats, form },
    outputs,
  );
  return await withCaption(drawn, form);
}

/**
 * Draws tables that are at hand; no store is asked.
 *
 * @param tables CSV by name of the output: `csv`, and what else the spec reads.
 * @param caption One line: what a reader must know of the data.
 */
export async function drawTables(
  figure: Drawable,
  tables: Bytes,
  caption: string,
  { form, ...how }: Pictures,
): Promise<Drawn> {
  const bytes = { ...tables, caption: new TextEncoder().encode(caption) };
  const refs = Object.entries(bytes).map(([name, one]) => [name, { source: sourceOf(one) }]);
  const outputs = Object.keys(tables);
  return await withCaption(
    await drawRefs(figure, GIVEN, Object.fromEntries(refs), { ...how, form }, outputs),
    form,
  );
}

/** In the ids of pictures of tables that no preset made. */
const GIVEN = "given";

/** Which pictures are drawn, and what for. */
export interface Pictures {
  readonly formats: readonly Format[];
  readonly form?: FormName | undefined;
  /** Draws elsewhere, such as in a worker. */
  readonly run?: (job: Job) => Promise<JobResult>;
}

async function drawRefs(
  figure: Drawable,
  preset: string,
  table: TableRefs,
  { formats, form, run }: Pictures,
  outputs: readonly string[],
): Promise<Drawn> {
  const sources = await drawingSources(figure);
  const pictures = drawingSteps(figure, preset, table, sources, outputs, form);
  if (formats.includes("png")) {
    const { startRasteriser } = await import("./render/png.ts");
    // A wrong one is said where it is used.
    startRasteriser(await ASSETS.rasteriser.load()).catch(() => {});
  }
  return await readFiles(figure, table, pictures, formats, new Direct(undefined, run), outputs);
}

/**
 * Runs steps that take no time in this process, and remembers nothing beyond it. What a source knows is taken from it; what
 * is made by replaying a segment is made nowhere else.
 */
export class Direct implements Reader {
  readonly #known: ResultSource | undefined;
  readonly #job: (job: Job) => Promise<JobResult>;
  readonly #made = new Map<string, Promise<Bytes>>();

  constructor(known?: ResultSource, job: (job: Job) => Promise<JobResult> = runJob) {
    this.#known = known;
    this.#job = job;
  }

  /** @throws {StepError} If a segment would have to be trained or measured for it. */
  async bytes(ref: Ref): Promise<Uint8Array> {
    if ("source" in ref) return await sourceBytes(ref.source);
    const digest = (await this.#known?.resolve(ref.step))?.[ref.output]?.sha256;
    const known = digest === undefined ? undefined : await this.#known?.get(digest);
    if (known !== undefined) return known;
    const made = getOrMake(this.#made, ref.step.id, () => this.#run(ref.step));
    return (await made)[ref.output];
  }

  async #run(step: Step): Promise<Bytes> {
    if (kindOf(step)?.replayed === true) {
      throw new StepError(step, new Error("it has not been run"));
    }
    const inputs: Record<string, Uint8Array> = {};
    // One after the other: of fifty repeats not all curves are needed at once.
    for (const [name, ref] of Object.entries(step.inputs)) inputs[name] = await this.bytes(ref);
    return (await this.#job({ steps: [wantedOf(step)], inputs }))[0];
  }
}
