/** Figures named on a command line, and their files in the output folder. */
import { fileURLToPath } from "node:url";
import { type Figure, FIGURES } from "../lib/study/figures.ts";
import type { Drawn } from "../lib/study/study.ts";
import { oneOf } from "./_command.ts";

/** Formats that a figure can be written in. */
export const FORMATS = ["svg", "png"] as const;
export type Format = typeof FORMATS[number];

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

/** Writes a figure's files: pictures into out/figures, its table into out/data. Returns the paths written. */
export async function writeFigure(
  drawn: Drawn,
  out: string,
  formats: readonly Format[],
): Promise<Record<string, string>> {
  const { id } = drawn.figure, paths: Record<string, string> = {};
  await makeFolder(`${out}/figures`);
  await makeFolder(`${out}/data`);
  for (const format of formats) {
    paths[format] = `${out}/figures/${id}.${format}`;
    await writeWhole(paths[format], drawn[format]);
  }
  paths.csv = `${out}/data/${id}.csv`;
  await writeWhole(paths.csv, drawn.csv);
  if (drawn.exact !== undefined) {
    paths.exact = `${out}/data/${id}-exact.csv`;
    await writeWhole(paths.exact, drawn.exact);
  }
  return paths;
}
