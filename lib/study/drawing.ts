/**
 * Drawing published tables: no training, and a store only to remember pictures.
 *
 * @module
 */
import type { CodeDigester } from "../steps/code.ts";
import { WorkerPool } from "../steps/pool.ts";
import { Runner } from "../steps/runner.ts";
import { type Ref, sourceBytes, sourceOf, type Step } from "../steps/step.ts";
import type { Store } from "../store/mod.ts";
import { sha256 } from "../bits/digest.ts";
import { ASSETS } from "../render/assets.ts";
import { type DrawingSources, drawingSteps, type Figure } from "./figures.ts";
import { ENTRIES, runJob } from "./implementations.ts";
import { tableDigests } from "./locked.ts";
import type { Published } from "./published.ts";
import type { Drawn } from "./study.ts";

/** Spec, theme, fonts and rasteriser of a figure. */
export async function drawingSources(figure: Figure): Promise<DrawingSources> {
  const file = async (path: string) =>
    sourceOf(await Deno.readFile(new URL(`../../${path}`, import.meta.url)));
  return {
    spec: await file(`figures/${figure.id}.vl.json`),
    theme: await file("figures/theme.json"),
    ...ASSETS,
  };
}

/**
 * Draws a figure from its published table, whose bytes are hashed again.
 *
 * @param cache Where pictures are remembered; undefined: nowhere.
 * @throws {RangeError} If the lock has no such table.
 * @throws {PublishedError} If the bytes are missing, or others than the lock says.
 */
export async function drawPublished(
  figure: Figure,
  published: Published,
  cache: { readonly store: Store; readonly digester: CodeDigester } | undefined,
): Promise<Drawn> {
  const { preset } = published.lock, table = tableDigests(published.lock, figure);
  if (table === undefined) {
    throw new RangeError(
      `Cannot draw ${figure.id}: its table must be in the lock, current value is none`,
    );
  }
  const [csv, caption] = [await published.bytes(table.csv), await published.bytes(table.caption)];
  const refs = { csv: { source: sourceOf(csv) }, caption: { source: sourceOf(caption) } };
  const { svg, png } = drawingSteps(figure, preset, refs, await drawingSources(figure));
  const pictures = cache === undefined
    ? await direct(svg, png)
    : await remembered(svg, png, cache.store, cache.digester);
  return {
    figure,
    ...pictures,
    csv,
    caption: new TextDecoder().decode(caption),
    digests: { svg: sha256(pictures.svg), png: sha256(pictures.png), csv: table.csv },
  };
}

interface Pictures {
  readonly svg: Uint8Array;
  readonly png: Uint8Array;
}

async function direct(svg: Step, png: Step): Promise<Pictures> {
  const drawn = await runHere(svg, {}), made = await runHere(png, drawn);
  return { svg: drawn.svg, png: made.png };
}

async function runHere(
  { kind, params, inputs }: Step,
  given: Readonly<Record<string, Uint8Array>>,
): Promise<Readonly<Record<string, Uint8Array>>> {
  const bytes = async (name: string, ref: Ref) =>
    "source" in ref ? await sourceBytes(ref.source) : given[name];
  const all = await Promise.all(
    Object.entries(inputs).map(async ([name, ref]) => [name, await bytes(name, ref)]),
  );
  return (await runJob({ steps: [{ kind, params }], inputs: Object.fromEntries(all) }))[0];
}

async function remembered(
  svg: Step,
  png: Step,
  store: Store,
  digester: CodeDigester,
): Promise<Pictures> {
  const pool = new WorkerPool(new URL("./worker.ts", import.meta.url), 1);
  const runner = new Runner({ store, digester, pool, entries: ENTRIES });
  try {
    return {
      svg: await runner.bytes({ step: svg, output: "svg" }),
      png: await runner.bytes({ step: png, output: "png" }),
    };
  } finally {
    pool.close();
  }
}
