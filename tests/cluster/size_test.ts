import { assertAlmostEquals, assertEquals } from "@std/assert";
import { cut, rangesText } from "../../lib/cluster/size.ts";

const chains = (count: number, seconds: number) =>
  Array.from({ length: count }, (_, k) => ({ name: `c${k}`, seconds }));
const namesOf = (all: readonly { name: string }[]) => new Set(all.map(({ name }) => name));
const size = { workers: 2, target: 2700, most: 1000 };

Deno.test("cut() makes tasks of about the time that they should take", () => {
  const all = chains(300, 540), { shards, longest } = cut(all, namesOf(all), size);
  assertEquals([shards, longest], [30, 2700]);
});

Deno.test("cut() makes one task of little work, none with fewer chains than workers, and no more than allowed", () => {
  const short = chains(3000, 0.1), long = chains(40, 9000), many = chains(20_000, 540);
  assertEquals(cut(short, namesOf(short), size).shards, 1);
  assertEquals(cut(long, namesOf(long), size), { shards: 20, longest: 9000 });
  assertEquals(cut(many, namesOf(many), size).shards, 1000);
  assertEquals(cut([], new Set(), size), { shards: 1, longest: 0 });
});

Deno.test("cut() counts what is unfinished alone", () => {
  const all = chains(300, 540), few = new Set(["c7", "c8"]);
  assertEquals(cut(all, few, size), { shards: 1, longest: 540 });
});

Deno.test("cut() takes a number that is given, and says how long the longest part is", () => {
  const all = chains(12, 60), { shards, longest } = cut(all, namesOf(all), { ...size, exactly: 4 });
  assertEquals(shards, 4);
  assertAlmostEquals(longest, 120);
});

Deno.test("rangesText() writes numbers as job arrays do", () => {
  assertEquals(rangesText([3, 1, 2, 7, 9, 10]), "1-3,7,9-10");
  assertEquals(rangesText([5]), "5");
});
