/** Every figure as it would be printed: letters large enough, and nothing on a label. */
import { assert, assertEquals } from "@std/assert";
import { FIGURES } from "../../lib/paper/figures.ts";
import { type Figure, tableFile, tableOutputs } from "../../lib/plan/figure.ts";
import { PublishedFolder } from "../../lib/published/folder.ts";
import { tableDigests } from "../../lib/published/lock/resolver.ts";
import { FORMS } from "../../lib/render/form.ts";
import { withView } from "../../lib/render/svg.ts";
import { FONTS, readSpec, THEME } from "../render/drawing.ts";
import { crosses, overlap, type Scene, sceneOf } from "../render/scene.ts";

/** The least that a journal prints, in points of 1/72 inch. */
const LEAST = 7;

const published = (await PublishedFolder.open())!;
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/**
 * A table with so few of its rows that all figures take seconds: sixteen epochs an octave and the last one, and of
 * states those of many images.
 */
function thinned(csv: string): string {
  const [header, ...rows] = csv.trimEnd().split("\n"), columns = header.split(",");
  const epochAt = columns.indexOf("epoch"), rowsAt = columns.indexOf("rows");
  if (epochAt < 0) return csv;
  const epoch = (row: string) => Number(row.split(",")[epochAt]);
  const epochs = [...new Set(rows.map(epoch))].sort((a, b) => a - b), kept = new Set<number>();
  const seen = new Set<number>();
  for (const one of epochs) {
    const octave = Math.floor(16 * Math.log2(one + 5));
    if (!seen.has(octave)) kept.add(one);
    seen.add(octave);
  }
  kept.add(epochs.at(-1)!);
  const isFull = (row: string) => {
    const images = rowsAt < 0 ? 0 : Number(row.split(",")[rowsAt]);
    return images === 0 || images >= 50;
  };
  return [header, ...rows.filter((row) => kept.has(epoch(row)) && isFull(row))].join("\n") + "\n";
}

async function sceneOfFigure(figure: Figure): Promise<Scene> {
  const digests = tableDigests(published.lock, figure)!, tables: Record<string, string> = {};
  for (const name of tableOutputs(figure)) {
    tables[tableFile(figure, name)] = thinned(text(await published.bytes(digests[name])));
  }
  if (figure.facts !== undefined) {
    const url = new URL(`../../fixtures/${figure.facts}.csv`, import.meta.url);
    tables[`${figure.facts}.csv`] = await Deno.readTextFile(url);
  }
  const subtitle = text(await published.bytes(digests.caption));
  const options = { theme: THEME, fonts: FONTS, subtitle };
  return await withView(readSpec(figure.spec), tables, options, (view) => {
    return Promise.resolve(sceneOf(view));
  });
}

for (const figure of Object.values(FIGURES)) {
  Deno.test(`${figure.id} in print has no letter under ${LEAST} points, and nothing on a label`, async () => {
    const { width, texts, strokes } = await sceneOfFigure(figure);
    const points = 72 * FORMS.paper.inches / width;
    const small = texts.filter(({ size, role }) =>
      !role.startsWith("title") && size * points < LEAST
    ).map(({ text, size }) => `${text} of ${(size * points).toFixed(1)} points`);
    const cut = texts.flatMap(({ text }) => text.includes("…") ? [`${text} is cut off`] : []);
    assert(texts.length > 0);
    const clashes = texts.flatMap((one, k) => [
      ...texts.slice(0, k).filter((other) => overlap(one, other) && one.text !== other.text)
        .map((other) => `${one.text} on ${other.text}`),
      ...strokes.filter((stroke) => crosses(stroke, one))
        .map(({ what, from }) => `${one.text} on ${what} at ${from.map(Math.round)}`),
    ]);
    assertEquals([small, cut, clashes].flatMap((some) => [...new Set(some)].slice(0, 5)), []);
  });
}
