/**
 * A local stand-in for `jsr:@std/cli`: {@linkcode parseArgs} with the behaviour of the published
 * package.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseArgs } from "@std/cli";
 *
 * assertEquals(parseArgs(["-n5", "out"]), { n: 5, _: ["out"] });
 * ```
 *
 * @module
 */

export * from "./parse_args.ts";
