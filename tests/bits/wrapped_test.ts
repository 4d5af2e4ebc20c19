import { assertEquals } from "@std/assert";
import { wrapped } from "../../lib/bits/wrapped.ts";

Deno.test("wrapped() breaks at the last blank that fits, and never inside a word", () => {
  const word = (n: number) => "x".repeat(n);
  assertEquals(wrapped(`${word(39)} ${word(40)}`, 0), `${word(39)} ${word(40)}`);
  assertEquals(wrapped(`${word(40)} ${word(40)}`, 0), `${word(40)}\n${word(40)}`);
  assertEquals(wrapped(`${word(39)} ${word(40)}`, 1), `${word(39)}\n ${word(40)}`);
  assertEquals(wrapped(word(100), 2), word(100));
  assertEquals(wrapped("  a b", 2), "  a b");
  assertEquals(wrapped("ab cd ef", 1, 6), "ab cd\n ef");
});
