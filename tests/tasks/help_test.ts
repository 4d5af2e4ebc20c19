import { assertEquals } from "@std/assert";
import { helpText, wrapped } from "../../tasks/_help.ts";

Deno.test("helpText() fits 80 columns, with flags and examples", () => {
  const text = helpText({
    name: "draw",
    words: "<id>",
    summary: "Draws.\n  And draws.",
    examples: [["draw a", "draws a"]],
    flags: {
      size: { help: "how large", value: "N", default: "3" },
      "a-very-long-flag-it-is": { help: "so" },
    },
  });
  assertEquals(
    text,
    `deno task draw <id>

Draws.
  And draws.

Flags
  --size N           how large (default: 3)
  --a-very-long-flag-it-is
                     so

Examples
  deno task draw a
      draws a`,
  );
});

Deno.test("wrapped() breaks at the last blank that fits, and never inside a word", () => {
  const word = (n: number) => "x".repeat(n);
  assertEquals(wrapped(`${word(39)} ${word(40)}`, 0), `${word(39)} ${word(40)}`);
  assertEquals(wrapped(`${word(40)} ${word(40)}`, 0), `${word(40)}\n${word(40)}`);
  assertEquals(wrapped(`${word(39)} ${word(40)}`, 1), `${word(39)}\n ${word(40)}`);
  assertEquals(wrapped(word(100), 2), word(100));
  assertEquals(wrapped("  a b", 2), "  a b");
});
