import { assert, assertEquals } from "@std/assert";
import { alternate, median, roundsOf } from "../../bench/timing.ts";

Deno.test("median() takes the middle of the sorted values, the lower one of two", () => {
  assertEquals(median([10, 9, 2]), 9);
  assertEquals(median([4, 1, 3, 2]), 2);
  assertEquals(median([]), Infinity);
});

Deno.test("alternate() warms up once, then takes turns", async () => {
  const calls: string[] = [];
  const contender = (name: string) => ({
    name,
    times: 2,
    run: (times: number) => void calls.push(name + times),
  });
  const seconds = await alternate(["a", "b"].map(contender), 2);
  assertEquals(calls, ["a2", "b2", "a2", "b2", "a2", "b2"]);
  assertEquals(Object.keys(seconds), ["a", "b"]);
  assert(Object.values(seconds).every((value) => value >= 0 && value < 1));
});

Deno.test("roundsOf() gives the seconds of every round but the first", async () => {
  let now = 0;
  const run = () => {
    for (const until = performance.now() + ++now; performance.now() < until;);
  };
  const { a } = await roundsOf([{ name: "a", times: 1, run }], 3);
  assertEquals(a.length, 3);
  a.forEach((value, k) => assert(value >= (k + 2) / 1000, `${value}`));
});
