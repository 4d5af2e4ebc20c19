/** Files and folders that commands write: refused before anything is computed for them, written whole or not at all. */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Failure } from "../lib/failures.ts";
import type { FlagTable } from "./_help.ts";

/** The flag for the folder of the results. */
export const OUT_FLAG: FlagTable = {
  out: {
    help: "folder of the results",
    value: "DIR",
    default: "out",
    check: ({ text }) => requireFolders(text.out),
  },
};

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

/** Makes a folder for results. */
export async function makeFolder(path: string): Promise<void> {
  await Deno.mkdir(path, { recursive: true }).catch((error: Error) => {
    throw new Error(
      `Cannot write ${path}: --out must be a folder that can be written, current value fails: ${error.message}`,
    );
  });
}

/** Refuses an output folder that cannot be one. */
async function requireFolders(out: string): Promise<void> {
  for (const path of [out, `${out}/figures`, `${out}/data`]) await requireFolder(path, "--out");
}

/** Refuses a folder that is a file, or would be in one; it may be missing. */
export async function requireFolder(path: string, flag: string): Promise<void> {
  const found = await kindOf(path);
  if (found === "a folder" || found === "missing") return;
  throw new Error(
    `Cannot write ${path}: ${flag} must be a folder that can be written, current value is ${found}`,
  );
}

/**
 * Refuses a file that cannot be written, since it is a folder or there is none for it.
 *
 * @param what Names it in messages.
 */
export async function requirePlace(path: string, what: string): Promise<void> {
  const found = await kindOf(path), folder = await kindOf(dirname(path));
  if (found !== "a folder" && folder === "a folder") return;
  throw new Error(
    `Cannot write ${path}: ${what} must be a file in a folder, current value is ${
      found === "a folder" ? found : "in none"
    }`,
  );
}

async function kindOf(path: string): Promise<"a folder" | "a file" | "in a file" | "missing"> {
  try {
    return (await Deno.stat(path)).isDirectory ? "a folder" : "a file";
  } catch (error) {
    return error instanceof Deno.errors.NotADirectory ? "in a file" : "missing";
  }
}

/** Writes what failed beside the results that are without it, or takes away what an earlier run has written. */
export async function recordFailures(failed: readonly Failure[], out: string): Promise<void> {
  const path = failuresFile(out);
  if (failed.length === 0) return await Deno.remove(path).catch(() => {});
  await Deno.mkdir(out, { recursive: true });
  const text = JSON.stringify(failed, null, 2) + "\n";
  await writeWhole(path, new TextEncoder().encode(text));
}

/**
 * What failed in the last run whose results lie in a folder; nothing if there is none.
 *
 * @throws {Error} in one line, if the file is none that {@linkcode recordFailures} writes.
 */
export async function recordedFailures(out: string): Promise<Failure[]> {
  const path = failuresFile(out);
  try {
    const failures: unknown = JSON.parse(await Deno.readTextFile(path));
    if (Array.isArray(failures) && failures.every(isFailure)) return failures;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
  }
  throw new Error(
    `Cannot read ${path}: it must be as a run writes it, current value is other text`,
  );
}

function isFailure(one: unknown): one is Failure {
  const { missing, message } = (one ?? {}) as Partial<Record<keyof Failure, unknown>>;
  return typeof missing === "string" && typeof message === "string";
}

function failuresFile(out: string): string {
  return `${out}/failed.json`;
}
