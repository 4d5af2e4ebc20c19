/** The published form of a figure. */
import { createCodeDigester } from "../lib/steps/code/digest.ts";
import { codeDigests } from "../lib/plan/code_digests.ts";
import { provenanceOf, provenanceText } from "../lib/published/provenance.ts";
import { drawPublished } from "../lib/drawing.ts";
import { EXPERIMENTS } from "../lib/paper/experiments.ts";
import { experimentsOf, type Figure } from "../lib/plan/figure.ts";
import type { Format } from "../lib/plan/kinds.ts";
import type { PublishedFolder } from "../lib/published/folder.ts";
import type { Words } from "./_command.ts";
import { formOf, writeFigure } from "./_figures.ts";

/** Draws, writes and says by which code the results were made: as JSON, and in lines. */
export async function drawFromLock(
  figure: Figure,
  published: PublishedFolder,
  formats: readonly Format[],
  words: Words,
): Promise<{ json: object; lines: string[] }> {
  const { lock } = published,
    drawn = await drawPublished(figure, published, formats, formOf(words));
  const files = await writeFigure(drawn, words.text.out);
  const standing = provenanceOf(lock, figure.id, await codeDigests(await createCodeDigester()));
  const parts = experimentsOf(figure).map((name) => {
    return { name, repeats: lock.experiments[name].repeats, of: EXPERIMENTS[name].repeats };
  });
  const partial = parts.filter(({ repeats, of }) => repeats < of)
    .map(({ name, repeats, of }) => ` (${name}: ${repeats} of ${of} repeats)`);
  return {
    json: {
      ...{ preset: lock.preset, published: standing, repeats: parts },
      ...{ files, digests: drawn.digests },
    },
    lines: [
      `${figure.title}. ${drawn.caption}`,
      `published results${partial.join("")}, ${provenanceText(standing)}`,
      ...Object.values(files),
    ],
  };
}
