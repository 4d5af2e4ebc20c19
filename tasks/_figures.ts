/** Figures named on a command line, and their files in the output folder. */
import type { Drawn } from "../lib/drawing.ts";
import { FIGURES } from "../lib/paper/figures.ts";
import { type PresetName, PRESETS } from "../lib/paper/presets.ts";
import { type Figure, nameBeside, tableFile } from "../lib/plan/figure.ts";
import { type Format, FORMATS } from "../lib/plan/kinds.ts";
import { type FormName, FORMS } from "../lib/render/form.ts";
import { type FlagTable, oneOf, type Words } from "./_command.ts";
import { makeFolder, writeWhole } from "./_files.ts";

/** The flags that choose what pictures are for, and their formats. */
export const FORMAT_FLAG: FlagTable = {
  for: {
    help: "what pictures are for: screen, paper (5.5 inches, caption apart) or talk",
    value: "FORM",
    default: "screen",
    check: formOf,
  },
  format: {
    help: "formats, separated by commas: svg, png, pdf (default: svg,png; for paper: pdf)",
    value: "LIST",
    check: formatsOf,
  },
};

/** What pictures are for, by the flag. */
export function formOf({ text }: Words): FormName {
  return oneOf("--for", text.for ?? "screen", Object.keys(FORMS) as FormName[]);
}

/** The preset that the flag names; `quick`, as of reproduce, if none is given. */
export function presetOf({ text }: Words): PresetName {
  return oneOf("--preset", text.preset ?? "quick", Object.keys(PRESETS) as PresetName[]);
}

/** Formats named by the flag, or those of what pictures are for. */
export function formatsOf(words: Words): Format[] {
  const usual = formOf(words) === "paper" ? "pdf" : "svg,png";
  return (words.text.format ?? usual).split(",").map((name) =>
    oneOf<Format>("--format", name, FORMATS)
  );
}

/** The named figures, each once; none named means all. */
export function figuresOf(names: readonly string[]): Figure[] {
  const ids = Object.keys(FIGURES);
  return [...new Set(names.length === 0 ? ids : names)]
    .map((name) => FIGURES[oneOf("figure", name, ids)]);
}

/**
 * Writes a figure's files: pictures into out/figures, with what they are for in their names if that is no screen, and
 * tables into out/data. Returns the paths by name of the file.
 */
export async function writeFigure(
  { figure, files, form = "screen" }: Drawn,
  out: string,
): Promise<Record<string, string>> {
  const paths: Record<string, string> = {};
  await makeFolder(`${out}/figures`);
  await makeFolder(`${out}/data`);
  for (const [name, bytes] of Object.entries(files)) {
    const picture = name === "tex" || FORMATS.some((format) => format === name);
    const id = form === "screen" ? figure.id : nameBeside(figure, form);
    paths[name] = picture
      ? `${out}/figures/${id}.${name}`
      : `${out}/data/${tableFile(figure, name)}`;
    await writeWhole(paths[name], bytes);
  }
  return paths;
}
