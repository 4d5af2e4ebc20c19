/**
 * The parser of command-line arguments.
 *
 * @module
 */

import { Parser } from "./_parser.ts";
import { readSpec } from "./_spec.ts";
import type { Aliases, Args, ParseOptions, Values } from "./types.ts";

export type * from "./types.ts";

/**
 * Parses the arguments of a command into options by name and positional arguments under `_`.
 *
 * An option is given as `--name=value`, `--name value` or `--name`, and by one letter as `-n value`,
 * `-n5` or `-n=5`; letters without values can be grouped, as in `-abc`. A value that starts with a
 * hyphen (a negative number, too) must be attached. Values that look like numbers become numbers
 * unless the option is listed under `string`; a dotted name nests. All that follows `--` is
 * positional and stays text. Of an option that is given more than once the last value counts,
 * unless it is listed under `collect`. With nothing behind its `=` the value is the empty text.
 *
 * @throws {TypeError} if an entry of `alias` is undefined.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseArgs } from "@std/cli";
 *
 * const args = parseArgs(["fig2", "--jobs=2", "-n", "--preset", "quick"], {
 *   boolean: ["dry-run"],
 *   string: ["preset"],
 *   alias: { "dry-run": "n" },
 * });
 * assertEquals(args, { _: ["fig2"], jobs: 2, "dry-run": true, n: true, preset: "quick" });
 * ```
 */
export function parseArgs<
  B extends string = never,
  S extends string = never,
  C extends string = never,
  N extends string = never,
  D extends Record<string, unknown> = Record<never, never>,
  const A extends Aliases = Record<never, never>,
  DD extends boolean = false,
>(
  args: readonly string[],
  options: ParseOptions<B, S, C, N, D, A, DD> = {},
): Args<Values<B, S, C, N, D, A>, DD> {
  const end = args.indexOf("--");
  const parsed = end < 0 ? args : args.slice(0, end);
  const rest = end < 0 ? [] : args.slice(end + 1);
  const parser = new Parser(parsed, readSpec(options));
  parser.run(options.stopEarly ?? false);
  parser.complete();
  if (options["--"]) parser.result["--"] = rest;
  else parser.result._.push(...rest);
  return parser.result as Args<Values<B, S, C, N, D, A>, DD>;
}
