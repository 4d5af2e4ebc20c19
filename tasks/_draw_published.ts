/** The published form of a figure. */
import { createCodeDigester } from "../lib/steps/code.ts";
import { Store } from "../lib/store/mod.ts";
import { codeDigests, codeStanding, standingText } from "../lib/study/code.ts";
import { drawPublished } from "../lib/study/drawing.ts";
import type { Figure } from "../lib/study/figures.ts";
import { PRESETS } from "../lib/study/presets.ts";
import type { Published } from "../lib/study/published.ts";
import { reportDamage, storeFolder, type Words } from "./_command.ts";
import { type Format, writeFigure } from "./_figures.ts";

/** The store, if there is one that can be written: it remembers pictures, and nothing else of it is needed. */
async function storeAtHand(words: Words): Promise<Store | undefined> {
  const folder = storeFolder(words), info = await Deno.stat(folder).catch(() => undefined);
  if (info?.isDirectory !== true) return undefined;
  return await Store.open(folder, { onDamage: reportDamage }).catch(() => undefined);
}

/** Draws, writes and says by which code the results were made. Returns the exit code. */
export async function drawFromLock(
  figure: Figure,
  published: Published,
  formats: readonly Format[],
  words: Words,
): Promise<number> {
  const { lock } = published, store = await storeAtHand(words);
  const digester = await createCodeDigester();
  const drawn = await drawPublished(figure, published, store && { store, digester });
  const files = await writeFigure(drawn, words.text.out, formats);
  const standing = codeStanding(lock, figure.experiment, await codeDigests(digester));
  const { repeats } = lock.experiments[figure.experiment], { repeats: all } = PRESETS.paper;
  if (words.on.json) {
    const { preset } = lock, { digests } = drawn;
    console.log(JSON.stringify({ preset, published: standing, repeats, files, digests }));
    return 0;
  }
  const part = repeats < all ? ` (${repeats} of ${all} repeats)` : "";
  console.log(`${figure.title}. ${drawn.caption}`);
  console.log(`  published results${part}, ${standingText(standing)}`);
  for (const path of Object.values(files)) console.log(`  ${path}`);
  return 0;
}
