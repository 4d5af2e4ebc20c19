/** Figures named on a command line, and their files in the output folder. */
import { fileURLToPath } from "node:url";
import type { Drawn } from "../lib/drawing.ts";
import { FIGURES } from "../lib/paper/figures.ts";
import { type Figure, tableFile } from "../lib/plan/figure.ts";
import { type Format, FORMATS } from "../lib/plan/kinds.ts";
import { type FlagTable, oneOf, type Words } from "./_command.ts";

/** The flag that chooses formats. */
export const FORMAT_FLAG: FlagTable = {
  format: {
    help: "formats, separated by commas: svg, png, pdf",
    value: "LIST",
    default: "svg,png",
  },
};

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

/** Writes a file whole or not at all; returns false where a file that has these bytes was left alone. */
export async function writeWhole(
  path: string | URL,
  bytes: Uint8Array,
  flag = "--out",
): Promise<boolean> {
  const old = await Deno.readFile(path).catch(() => undefined);
  if (old?.length === bytes.length && old.every((byte, k) => byte === bytes[k])) return false;
  const target = path instanceof URL ? fileURLToPath(path) : path;
  const temp = `${target}.${Deno.pid}.tmp`;
  try {
    await Deno.writeFile(temp, bytes);
    await Deno.rename(temp, target);
    return true;
  } catch (error) {
    await Deno.remove(temp).catch(() => {});
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `Cannot write ${target}: ${flag} must be a place that can be written, current value fails: ${reason}`,
    );
  }
}

async function makeFolder(path: string): Promise<void> {
  await Deno.mkdir(path, { recursive: true }).catch((error: Error) => {
    throw new Error(
      `Cannot write ${path}: --out must be a folder that can be written, current value fails: ${error.message}`,
    );
  });
}

/** Refuses an output folder that cannot be one, before anything is computed for it. */
export async function requireFolders(out: string): Promise<void> {
  for (const path of [out, `${out}/figures`, `${out}/data`]) {
    const info = await Deno.stat(path).catch(() => undefined);
    if (info?.isDirectory !== false) continue;
    throw new Error(
      `Cannot write ${path}: --out must be a folder that can be written, current value is a file`,
    );
  }
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
