/** Figures named on a command line, and their files in the output folder. */
import type { Drawn } from "../lib/drawing.ts";
import { FIGURES } from "../lib/paper/figures.ts";
import { type PresetName, PRESETS } from "../lib/paper/presets.ts";
import { type Figure, tableFile } from "../lib/plan/figure.ts";
import { type Format, FORMATS } from "../lib/plan/kinds.ts";
import { type FlagTable, oneOf, type Words } from "./_command.ts";
import { makeFolder, writeWhole } from "./_files.ts";

/** The flag that chooses formats. */
export const FORMAT_FLAG: FlagTable = {
  format: {
    help: "formats, separated by commas: svg, png, pdf",
    value: "LIST",
    default: "svg,png",
    check: formatsOf,
  },
};

/** The preset that the flag names; `quick`, as of reproduce, if none is given. */
export function presetOf({ text }: Words): PresetName {
  return oneOf("--preset", text.preset ?? "quick", Object.keys(PRESETS) as PresetName[]);
}

/** Formats named by the flag. */
export function formatsOf(words: Words): Format[] {
  return words.text.format.split(",").map((name) => oneOf<Format>("--format", name, FORMATS));
}

/** The named figures, each once; none named means all. */
export function figuresOf(names: readonly string[]): Figure[] {
  const ids = Object.keys(FIGURES);
  return [...new Set(names.length === 0 ? ids : names)]
    .map((name) => FIGURES[oneOf("figure", name, ids)]);
}

/** Writes a figure's files: pictures into out/figures, tables into out/data. Returns the paths by name of the file. */
export async function writeFigure(
  { figure, files }: Drawn,
  out: string,
): Promise<Record<string, string>> {
  const paths: Record<string, string> = {};
  await makeFolder(`${out}/figures`);
  await makeFolder(`${out}/data`);
  for (const [name, bytes] of Object.entries(files)) {
    const picture = FORMATS.some((format) => format === name);
    paths[name] = picture
      ? `${out}/figures/${figure.id}.${name}`
      : `${out}/data/${tableFile(figure, name)}`;
    await writeWhole(paths[name], bytes);
  }
  return paths;
}
