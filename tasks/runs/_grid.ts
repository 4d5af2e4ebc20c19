/** Reading the files of a sweep. */
import { basename, dirname, resolve } from "node:path";
import { readJson } from "../../lib/runs/file.ts";
import { type Cell, cellsOf, gridOf } from "../../lib/runs/sweep.ts";
import { typedPath, UsageError } from "../_command.ts";

/** The runs of a sweep. */
export interface Sweep {
  readonly name: string;
  readonly cells: readonly Cell[];
}

/** A grid, or several experiments. */
export async function readSweep(paths: readonly string[]): Promise<Sweep> {
  if (paths.length === 0) {
    throw new UsageError(
      "Cannot sweep: files must be one grid.json or experiments, current value is none",
    );
  }
  try {
    if (paths.length > 1) {
      const bases = await Promise.all(paths.map((path) => readJson(typedPath(path))));
      return { name: "runs", cells: bases.flatMap((base, k) => cellsOf({}, [base], paths[k])) };
    }
    const path = typedPath(paths[0]), grid = gridOf(await readJson(path), path);
    const bases = await Promise.all(
      [grid.base].flat().map((base) =>
        typeof base === "string" ? readJson(resolve(dirname(path), base)) : base
      ),
    );
    return { name: grid.name ?? nameOf(path), cells: cellsOf(grid, bases, path) };
  } catch (error) {
    throw error instanceof TypeError ? new UsageError(error.message) : error;
  }
}

/** Of the file, as far as it can be a part of names. */
function nameOf(path: string): string {
  const letters = basename(path, ".json").toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  return letters.replaceAll(/^-+|-+$/g, "").slice(0, 40) || "sweep";
}
