import { assert, assertEquals, assertThrows } from "@std/assert";
import { type Args, parseArgs, type ParseOptions } from "@std/cli";

interface Case {
  what: string;
  args: string[];
  options?: ParseOptions;
  expected: Record<string, unknown>;
}

function table(cases: Case[]): void {
  for (const { what, args, options = {}, expected } of cases) {
    Deno.test(`parseArgs() ${what}`, () => {
      const given = [...args];
      assertEquals<unknown>(parseArgs(args, options), expected);
      assertEquals(args, given);
    });
  }
}

// Long options.
table([
  { what: "returns no options for no arguments", args: [], expected: { _: [] } },
  { what: "takes a value behind =", args: ["--a=b"], expected: { a: "b", _: [] } },
  { what: "splits at the first = only", args: ["--a=b=c"], expected: { a: "b=c", _: [] } },
  { what: "takes the next argument", args: ["--a", "b", "c"], expected: { a: "b", _: ["c"] } },
  { what: "takes true at the end", args: ["--a"], expected: { a: true, _: [] } },
  {
    what: "takes true before an option",
    args: ["--a", "-b"],
    expected: { a: true, b: true, _: [] },
  },
  { what: "keeps line breaks in values", args: ["--a=x\ny"], expected: { a: "x\ny", _: [] } },
  { what: "takes an empty value behind =", args: ["--a="], expected: { a: "", _: [] } },
  {
    what: "takes an empty value of a listed string and of a boolean",
    args: ["--s=", "--b=", "--no-n="],
    options: { string: ["s"], boolean: ["b"], negatable: ["n"] },
    expected: { s: "", b: true, n: "", _: [] },
  },
  { what: "takes no empty next argument", args: ["--a", ""], expected: { a: true, _: [""] } },
  { what: "lets the last value count", args: ["--a=1", "--a=2"], expected: { a: 2, _: [] } },
  {
    what: "keeps names of built-in properties",
    args: ["--toString"],
    expected: { toString: true, _: [] },
  },
]);

// Short options and groups.
table([
  { what: "takes a letter", args: ["-a"], expected: { a: true, _: [] } },
  { what: "takes a group", args: ["-abc"], expected: { a: true, b: true, c: true, _: [] } },
  {
    what: "gives the next argument to the last letter",
    args: ["-ab", "x"],
    expected: { a: true, b: "x", _: [] },
  },
  { what: "takes an attached number", args: ["-n5"], expected: { n: 5, _: [] } },
  { what: "takes an attached negative number", args: ["-n-5"], expected: { n: -5, _: [] } },
  { what: "takes an attached fraction", args: ["-n0.25"], expected: { n: 0.25, _: [] } },
  {
    what: "takes a value behind a letter and =",
    args: ["-n=5", "-f=a=b"],
    expected: { n: 5, f: "a=b", _: [] },
  },
  { what: "ends a group at a sign", args: ["-xI/a/b"], expected: { x: true, I: "/a/b", _: [] } },
  {
    what: "takes digits as letters",
    args: ["-123", "456"],
    expected: { 1: true, 2: true, 3: 456, _: [] },
  },
  { what: "takes an attached hyphen", args: ["-f-"], expected: { f: "-", _: [] } },
  { what: "takes an empty value behind a letter and =", args: ["-b="], expected: { b: "", _: [] } },
  {
    what: "gives an empty value to the last letter of a group",
    args: ["-abc=", "x"],
    expected: { a: true, b: true, c: "", _: ["x"] },
  },
]);

// Numbers, negative numbers, hyphens.
table([
  {
    what: "reads numbers",
    args: ["--a=1e3", "--b", "0x10", "--c=.5", "7"],
    expected: { a: 1000, b: 16, c: 0.5, _: [7] },
  },
  {
    what: "keeps what is not quite a number",
    args: ["--a=10f", "--b=1e999", "1.2.3"],
    expected: { a: "10f", b: "1e999", _: ["1.2.3"] },
  },
  { what: "keeps white space", args: ["-x", "\t", " "], expected: { x: "\t", _: [" "] } },
  {
    what: "keeps numbers of string options as text",
    args: ["-s", "007", "--t=1"],
    options: { string: ["s", "t"] },
    expected: { s: "007", t: "1", _: [] },
  },
  {
    what: "keeps positional numbers as text",
    args: ["007"],
    options: { string: "_" },
    expected: { _: ["007"] },
  },
  { what: "takes a negative number behind =", args: ["--a=-5"], expected: { a: -5, _: [] } },
  {
    what: "takes no negative number from the next argument of a name",
    args: ["--a", "-5"],
    expected: { a: true, 5: true, _: [] },
  },
  {
    what: "takes no negative number from the next argument of a letter",
    args: ["-a", "-5"],
    expected: { a: true, 5: true, _: [] },
  },
  { what: "takes - as positional", args: ["-"], expected: { _: ["-"] } },
  { what: "takes - as the value of a letter", args: ["-n", "-"], expected: { n: "-", _: [] } },
  {
    what: "takes no - as the value of a name",
    args: ["--n", "-"],
    expected: { n: true, _: ["-"] },
  },
  {
    what: "takes - after a boolean as positional",
    args: ["-b", "-"],
    options: { boolean: "b" },
    expected: { b: true, _: ["-"] },
  },
]);

// Strings and booleans.
table([
  {
    what: "gives a string option without value the empty text",
    args: ["--s", "-t"],
    options: { string: ["s", "t"] },
    expected: { s: "", t: "", _: [] },
  },
  {
    what: "leaves out strings that are not given",
    args: [],
    options: { string: ["s"] },
    expected: { _: [] },
  },
  {
    what: "gives no argument to a boolean",
    args: ["--b", "x"],
    options: { boolean: ["b"] },
    expected: { b: true, _: ["x"] },
  },
  {
    what: "gives no argument to a boolean letter",
    args: ["-ab", "x"],
    options: { boolean: ["b"] },
    expected: { a: true, b: true, _: ["x"] },
  },
  {
    what: "sets booleans that are not given to false",
    args: [],
    options: { boolean: ["a", "b"] },
    expected: { a: false, b: false, _: [] },
  },
  {
    what: "reads =false",
    args: ["--b=false"],
    options: { boolean: ["b"], default: { b: true } },
    expected: { b: false, _: [] },
  },
  {
    what: "reads any other value of a boolean as true",
    args: ["--b=x"],
    options: { boolean: ["b"] },
    expected: { b: true, _: [] },
  },
  {
    what: "gives the word false to a boolean",
    args: ["--b", "false", "-c", "true", "x"],
    options: { boolean: ["b", "c"] },
    expected: { b: false, c: true, _: ["x"] },
  },
  {
    what: "keeps the word false of other options as text",
    args: ["--b=false"],
    expected: { b: "false", _: [] },
  },
  {
    what: "takes all long options without = as boolean",
    args: ["--a", "x", "-p", "5", "--t=y"],
    options: { boolean: true },
    expected: { a: true, p: 5, t: "y", _: ["x"] },
  },
]);

// Aliases and defaults.
table([
  {
    what: "sets both names when the short one is given",
    args: ["-f", "x"],
    options: { alias: { f: "file" } },
    expected: { f: "x", file: "x", _: [] },
  },
  {
    what: "sets both names when the long one is given",
    args: ["--file=x"],
    options: { alias: { f: "file" } },
    expected: { f: "x", file: "x", _: [] },
  },
  {
    what: "sets all of several aliases",
    args: ["--b=1"],
    options: { alias: { a: ["b", "c"] } },
    expected: { a: 1, b: 1, c: 1, _: [] },
  },
  {
    what: "treats aliases of strings as strings",
    args: ["-s", "01"],
    options: { string: ["str"], alias: { s: "str" } },
    expected: { s: "01", str: "01", _: [] },
  },
  {
    what: "treats aliases of booleans as booleans",
    args: ["-h", "x"],
    options: { boolean: ["help"], alias: { help: "h" } },
    expected: { help: true, h: true, _: ["x"] },
  },
  {
    what: "sets both names of a boolean that is not given",
    args: [],
    options: { boolean: ["help"], alias: { help: "h" } },
    expected: { help: false, h: false, _: [] },
  },
  {
    what: "collects under both names",
    args: ["-x=1", "--ex=2"],
    options: { collect: ["ex"], alias: { x: "ex" } },
    expected: { x: [1, 2], ex: [1, 2], _: [] },
  },
  {
    what: "fills in defaults under both names",
    args: [],
    options: { default: { j: 2 }, alias: { j: "jobs" } },
    expected: { j: 2, jobs: 2, _: [] },
  },
  {
    what: "prefers arguments to defaults",
    args: ["--jobs=3"],
    options: { default: { j: 2 }, alias: { j: "jobs" } },
    expected: { j: 3, jobs: 3, _: [] },
  },
  {
    what: "keeps a default as it is",
    args: [],
    options: { boolean: ["b"], default: { b: null, x: "5" } },
    expected: { b: null, x: "5", _: [] },
  },
  {
    what: "gives no argument to any name of a boolean in two entries",
    args: ["-h", "x"],
    options: { boolean: ["help"], alias: { h: "help", "?": "help" } },
    expected: { h: true, help: true, "?": false, _: ["x"] },
  },
]);

// Repeated and negated options.
table([
  {
    what: "collects values",
    args: ["--a=1", "--a", "x", "-a"],
    options: { collect: ["a"] },
    expected: { a: [1, "x", true], _: [] },
  },
  {
    what: "collects one value",
    args: ["--a=1"],
    options: { collect: "a" },
    expected: { a: [1], _: [] },
  },
  {
    what: "collects nothing of a string",
    args: [],
    options: { collect: ["a"], string: ["a"] },
    expected: { a: [], _: [] },
  },
  {
    what: "collects nothing of a boolean",
    args: [],
    options: { collect: ["a"], boolean: ["a"] },
    expected: { a: [], _: [] },
  },
  {
    what: "leaves out collected options that are not listed otherwise",
    args: [],
    options: { collect: ["a"] },
    expected: { _: [] },
  },
  {
    what: "replaces the default of a collected option",
    args: ["--a=1"],
    options: { collect: ["a"], default: { a: [5] } },
    expected: { a: [1], _: [] },
  },
  {
    what: "negates a negatable option",
    args: ["--no-a"],
    options: { negatable: ["a"] },
    expected: { a: false, _: [] },
  },
  {
    what: "negates under both names",
    args: ["--no-color", "x"],
    options: {
      boolean: ["color"],
      negatable: ["color"],
      alias: { color: "c" },
      default: { color: true },
    },
    expected: { color: false, c: false, _: ["x"] },
  },
  {
    what: "lets the last of an option and its negation count",
    args: ["--a", "--no-a", "--a"],
    options: { boolean: ["a"], negatable: ["a"] },
    expected: { a: true, _: [] },
  },
  {
    what: "negates a collected option as a whole",
    args: ["--a=1", "--no-a"],
    options: { collect: ["a"], negatable: ["a"] },
    expected: { a: false, _: [] },
  },
  {
    what: "takes no- as part of a name that is not negatable",
    args: ["--no-a", "--no-"],
    expected: { "no-a": true, "no-": true, _: [] },
  },
]);

// The double dash, stopEarly, nesting.
table([
  {
    what: "takes all after -- as text",
    args: ["-a", "--", "-b", "5", "--"],
    expected: { a: true, _: ["-b", "5", "--"] },
  },
  { what: "gives -- to no option", args: ["--a", "--", "b"], expected: { a: true, _: ["b"] } },
  {
    what: "keeps what follows -- apart",
    args: ["x", "--", "-b"],
    options: { "--": true },
    expected: { _: ["x"], "--": ["-b"] },
  },
  {
    what: "keeps nothing apart without --",
    args: ["x"],
    options: { "--": true },
    expected: { _: ["x"], "--": [] },
  },
  {
    what: "stops at the first positional",
    args: ["--a", "b", "c", "--d", "5"],
    options: { stopEarly: true },
    expected: { a: "b", _: ["c", "--d", "5"] },
  },
  {
    what: "nests dotted names",
    args: ["--a.b=1", "--a.c.d", "x"],
    expected: { a: { b: 1, c: { d: "x" } }, _: [] },
  },
  {
    what: "nests dotted defaults and aliases",
    args: [],
    options: { default: { "a.b": 1 }, alias: { "a.b": "c.d" } },
    expected: { a: { b: 1 }, c: { d: 1 }, _: [] },
  },
]);

/** Runs with an `unknown` that refuses all, and returns its calls and the result. */
function refusing(args: string[], options: ParseOptions): { calls: unknown[][]; result: Args } {
  const calls: unknown[][] = [];
  const unknown = (...call: unknown[]) => {
    calls.push(call);
    return false;
  };
  const result = parseArgs(args, { ...options, unknown });
  return { calls, result };
}

Deno.test("parseArgs() leaves out what unknown() refuses", () => {
  const options = { boolean: ["b"], string: ["s"], alias: { h: "help" } };
  const args = ["-b", "--s=1", "--help", "--x=5", "-y", "6", "file"];
  const { calls, result } = refusing(args, options);
  assertEquals(calls, [["--x=5", "x", "5"], ["-y", "y", "6"], ["file"]]);
  assertEquals(result, { b: true, s: "1", h: true, help: true, _: [] });
});

Deno.test("parseArgs() asks unknown() about options that are only negated or default", () => {
  const options = { negatable: ["n"], default: { d: 1 } };
  const { calls, result } = refusing(["--no-n", "--d=2"], options);
  assertEquals(calls, [["--no-n", "n", false], ["--d=2", "d", "2"]]);
  assertEquals(result, { d: 1, _: [] });
});

Deno.test("parseArgs() does not ask unknown() about options that are collected", () => {
  const { calls, result } = refusing(["--c=1", "-c", "x"], { collect: ["c"] });
  assertEquals(calls, []);
  assertEquals(result, { c: [1, "x"], _: [] });
});

Deno.test("parseArgs() does not ask unknown() about a listed option without a value behind =", () => {
  const { calls, result } = refusing(["--s="], { string: ["s"] });
  assertEquals(calls, []);
  assertEquals(result, { s: "", _: [] });
});

Deno.test("parseArgs() refuses an alias without a name", () => {
  const alias = { h: undefined } as unknown as Record<string, string>;
  assertThrows(() => parseArgs([], { alias }), TypeError);
});

Deno.test("parseArgs() takes arguments that may not be changed", () => {
  const args: readonly string[] = ["--a=1"];
  assertEquals(parseArgs(args), { a: 1, _: [] });
});

Deno.test("parseArgs() asks unknown() with boolean: true only about long options with =", () => {
  assertEquals(refusing(["--a", "--b=1"], { boolean: true }).calls, [["--b=1", "b", "1"]]);
});

Deno.test("parseArgs() does not ask unknown() about what follows --", () => {
  const { calls, result } = refusing(["--", "-x"], {});
  assertEquals(calls, []);
  assertEquals(result._, ["-x"]);
});

Deno.test("parseArgs() keeps what unknown() accepts", () => {
  const result = parseArgs(["--x=5", "file"], { unknown: () => undefined });
  assertEquals(result, { x: 5, _: ["file"] });
});

Deno.test("parseArgs() lets an error of unknown() through", () => {
  const unknown = (arg: string) => {
    throw new RangeError(`no ${arg}`);
  };
  assertThrows(() => parseArgs(["--x"], { unknown }), RangeError, "no --x");
});

Deno.test("parseArgs() reaches no prototype", () => {
  const args = ["--__proto__.polluted=1", "--constructor.prototype.polluted=1", "--__proto__=1"];
  assertEquals(parseArgs(args), { _: [] });
  assert(!("polluted" in {}));
});

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true
  : false;
function assertType<_ extends true>(): void {}

Deno.test("parseArgs() gives listed options their types", () => {
  const args = parseArgs(["fig2"], {
    boolean: ["help", "json", "color"],
    string: ["out", "preset", "only", "cache"],
    collect: ["only", "extra"],
    negatable: ["color", "cache"],
    default: { preset: "quick", jobs: 2 },
    alias: { help: "h", out: ["o", "output"] },
    unknown: (arg) => !arg.startsWith("-"),
    "--": true,
  });
  assertType<Same<typeof args.help, boolean>>();
  assertType<Same<typeof args.h, boolean>>();
  assertType<Same<typeof args.color, boolean>>();
  assertType<Same<typeof args.out, string | undefined>>();
  assertType<Same<typeof args.output, string | undefined>>();
  assertType<Same<typeof args.preset, string>>();
  assertType<Same<typeof args.cache, string | false | undefined>>();
  assertType<Same<typeof args.only, string[]>>();
  assertType<Same<typeof args.extra, unknown[]>>();
  assertType<Same<typeof args.jobs, unknown>>();
  assertType<Same<typeof args.other, unknown>>();
  assertType<Same<typeof args._, (string | number)[]>>();
  assertType<Same<(typeof args)["--"], string[]>>();
  assertEquals([args.preset, args.only, args.help, args.jobs], ["quick", [], false, 2]);
});

Deno.test("parseArgs() types options without lists as anything", () => {
  const args = parseArgs(["--jobs=2"], { default: { jobs: 1 } });
  const jobs: number = args.jobs;
  assertEquals(jobs, 2);
});
