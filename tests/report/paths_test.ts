import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { fileStem } from "../../lib/report/paths.ts";

Deno.test("fileStem() keeps plain names, and makes a file's name of any other", () => {
  for (const name of ["fig3", "output-layer", "wide~2-exact", "a.b"]) {
    assertEquals(fileStem(name), name);
  }
  const hostile = [
    "",
    "..",
    "../x",
    "a/b",
    "a b",
    "paper:x",
    '"><script>',
    "\u202Ex",
    "-x",
    "x".repeat(200),
  ];
  for (const name of hostile) assertMatch(fileStem(name), /^[A-Za-z0-9][A-Za-z0-9_-]{0,80}$/);
  assertEquals(new Set(hostile.map(fileStem)).size, hostile.length);
  assertNotEquals(fileStem("a/b"), fileStem("a:b"));
});
