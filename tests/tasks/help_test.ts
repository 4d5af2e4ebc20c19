import { assertEquals } from "@std/assert";
import { helpText } from "../../tasks/_help.ts";

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
