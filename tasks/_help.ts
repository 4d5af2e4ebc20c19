/** The text of `--help`: within 80 columns, with examples. */
import { wrapped } from "../lib/bits/wrapped.ts";

/** Where the help of a flag begins. */
const HELP_AT = 21;

/** Parsed words: positional ones, values of string flags, boolean flags. */
export interface Words {
  readonly positional: readonly string[];
  readonly text: Readonly<Record<string, string>>;
  readonly on: Readonly<Record<string, boolean>>;
  /** Names of the flags that were typed, and do not hold by themselves. */
  readonly typed?: ReadonlySet<string>;
  /** What the project's file of settings says. */
  readonly settings?: { readonly slurm?: readonly string[] };
}

/** A flag: what it is for, the name of its value, and what holds without it. */
export interface Flag {
  readonly help: string;
  readonly value?: string;
  readonly default?: string;
  /**
   * Refuses a value by throwing. Asked before a command does anything, so that what is right never depends on what the
   * store has, nor on whether the value is needed this time.
   */
  readonly check?: (words: Words) => unknown;
}

/** The flags of a command by name. */
export type FlagTable = Readonly<Record<string, Flag>>;

/** What a help text is made of. */
export interface Described {
  readonly name: string;
  readonly words?: string;
  /** A sentence or more; lines that begin with blanks stay lines of their own. */
  readonly summary: string;
  /** Command lines after `deno task`, each with what it does. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  readonly flags: FlagTable;
}

/** The help of a command. */
export function helpText({ name, words = "", summary, examples, flags }: Described): string {
  const rows = Object.entries(flags).map(([flag, { help, value, ...rest }]) => {
    const left = value === undefined ? `--${flag}` : `--${flag} ${value}`;
    const text = rest.default === undefined ? help : `${help} (default: ${rest.default})`;
    return row(`  ${left}`, text);
  });
  const lines = examples.map(([line, does]) => `  deno task ${line}\n      ${wrapped(does, 6)}`);
  return [
    `deno task ${name} ${words}`.trim(),
    summary.split("\n").map((line) => wrapped(line, line.search(/\S|$/))).join("\n"),
    ["Flags", ...rows].join("\n"),
    ["Examples", ...lines].join("\n"),
  ].join("\n\n");
}

function row(left: string, text: string): string {
  const first = left.length < HELP_AT - 1
    ? left.padEnd(HELP_AT)
    : `${left}\n${" ".repeat(HELP_AT)}`;
  return first + wrapped(text, HELP_AT);
}
