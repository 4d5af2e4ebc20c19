import { assertEquals, assertThrows } from "@std/assert";
import { epochsAt } from "../../../lib/information/estimators/records.ts";

const epochs = Array.from({ length: 1600 }, (_, k) => 5 * k);

Deno.test("epochsAt() takes all records, every n-th, or n of them log-uniform in epoch", () => {
  assertEquals(epochsAt(epochs, "all"), epochs);
  assertEquals(epochsAt(epochs, { every: 400 }), [0, 2000, 4000, 6000]);
  const log = epochsAt(epochs, { log: 100 });
  assertEquals([log[0], log.at(-1)], [0, 7995]);
  assertEquals(log.length <= 100 && log.length > 60, true);
  assertEquals(log.toSorted((a, b) => a - b), log);
  // As many between 80 and 800 as between 800 and 8000.
  const between = (a: number, b: number) => log.filter((epoch) => a <= epoch && epoch < b).length;
  assertEquals(Math.abs(between(80, 800) - between(800, 8000)) <= 1, true);
});

Deno.test("few records are all taken, and numbers that are none are refused", () => {
  assertEquals(epochsAt([3, 9], { log: 10 }), [3, 9]);
  assertEquals(epochsAt([], { log: 10 }), []);
  assertThrows(
    () => epochsAt(epochs, { log: 1 }),
    RangeError,
    "log must be a whole number of at least 2",
  );
  assertThrows(
    () => epochsAt(epochs, { every: 0 }),
    RangeError,
    "every must be a whole number of at least 1",
  );
});
