import { assertEquals } from "@std/assert";
import { getOrMake } from "../../lib/bits/memo.ts";

Deno.test("getOrMake() makes the value of a key once", () => {
  const map = new Map([["a", 1]]), made: string[] = [];
  const of = (key: string) =>
    getOrMake(map, key, () => {
      made.push(key);
      return key.length;
    });
  assertEquals([of("a"), of("bb"), of("bb"), of("")], [1, 2, 2, 0]);
  assertEquals(made, ["bb", ""]);
  assertEquals([...map], [["a", 1], ["bb", 2], ["", 0]]);
});
