import { assert, assertEquals } from "@std/assert";
import { concat } from "../../lib/bits/concat.ts";

Deno.test("concat() puts parts in a row, empty ones too, and copies", () => {
  const parts = [[1, 2, 3], [], [4]].map((part) => new Uint8Array(part));
  assertEquals(concat(parts), new Uint8Array([1, 2, 3, 4]));
  assertEquals(concat([]), new Uint8Array());
  const [first] = parts, copy = concat([first]);
  assert(copy.buffer !== first.buffer);
  assertEquals(copy, first);
});
