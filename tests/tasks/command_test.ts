import { assertEquals, assertThrows } from "@std/assert";
import { ConformanceError } from "../../lib/published/conformance_error.ts";
import {
  type Command,
  exitCodeOf,
  noPositional,
  oneOf,
  parseWords,
  requireDeno,
  storeFolder,
  UsageError,
  wholeNumber,
} from "../../tasks/_command.ts";

const COMMAND: Command = {
  name: "draw",
  summary: "Draws.",
  examples: [],
  flags: {
    size: { help: "how large", value: "N", default: "3" },
    of: { help: "what", value: "NAME" },
    fast: { help: "soon" },
  },
  run: () => Promise.resolve(0),
};

Deno.test("parseWords() gives flags, their defaults and words, and refuses what is no flag", () => {
  assertEquals(parseWords(["a", "--size", "5", "--fast", "b"], COMMAND), {
    positional: ["a", "b"],
    text: { size: "5" },
    on: { fast: true, json: false, verbose: false, help: false },
    typed: new Set(["size", "fast"]),
    settings: {},
  });
  assertEquals(parseWords([], COMMAND).text, { size: "3" });
  assertEquals(parseWords(["-h"], COMMAND).on.help, true);
  assertThrows(() => parseWords(["--slow"], COMMAND), UsageError, "current value is --slow");
  assertThrows(() => parseWords(["--of", ""], COMMAND), UsageError, "--of must be NAME");
});

Deno.test("wholeNumber() takes the least number, none below it, nothing else, and a fallback", () => {
  const number = (text: string | undefined, least = 1) =>
    wholeNumber(
      { positional: [], on: {}, text: text === undefined ? {} : { n: text } },
      "n",
      least,
      7,
    );
  assertEquals([number("1"), number("2"), number("0", 0), number(undefined)], [1, 2, 0, 7]);
  for (const wrong of ["0", "-1", "1.5", "1e3", "", " 1", "one"]) {
    assertThrows(() => number(wrong), UsageError, `current value is ${wrong}`);
  }
});

Deno.test("oneOf() and noPositional() refuse what is not named", () => {
  assertEquals(oneOf("--x", "b", ["a", "b"]), "b");
  assertThrows(() => oneOf("--x", "c", ["a", "b"]), UsageError, "one of a b, current value is c");
  const words = { text: {}, on: {} };
  noPositional("draw", { ...words, positional: [] });
  assertThrows(() => noPositional("draw", { ...words, positional: ["x", "y"] }), UsageError, "x y");
});

Deno.test("requireDeno() refuses what is older than deno.json asks for, and names what is needed", () => {
  for (const version of ["2.9.0", "2.9.6", "2.10.0", "3.0.0", "10.0.0"]) {
    requireDeno("figure", version);
  }
  for (const version of ["2.8.3", "2.3.7", "1.46.3", "2.0.10"]) {
    const said = `figure: Deno must be 2.9.0 or later, current value is ${version};`;
    assertThrows(() => requireDeno("figure", version), Error, said);
  }
});

Deno.test("exitCodeOf() tells wrong usage and differing bits from failures", () => {
  const bits = Object.create(ConformanceError.prototype);
  const errors = [new UsageError("x"), bits, new Error("x"), new TypeError("x"), "x"];
  assertEquals(errors.map(exitCodeOf), [2, 3, 1, 1, 1]);
});

Deno.test("storeFolder() is the flag's, else the environment's, else .cache", () => {
  const words = (store?: string) => ({
    ...{ positional: [], on: {} },
    text: store === undefined ? {} : { store },
  });
  const before = Deno.env.get("EXACT_IB_STORE");
  try {
    Deno.env.delete("EXACT_IB_STORE");
    assertEquals([storeFolder(words("a")), storeFolder(words())], ["a", ".cache"]);
    Deno.env.set("EXACT_IB_STORE", "/b");
    assertEquals([storeFolder(words("a")), storeFolder(words())], ["a", "/b"]);
    Deno.env.set("EXACT_IB_STORE", "");
    assertThrows(() => storeFolder(words()), UsageError, "EXACT_IB_STORE must be a folder");
  } finally {
    before === undefined
      ? Deno.env.delete("EXACT_IB_STORE")
      : Deno.env.set("EXACT_IB_STORE", before);
  }
});
