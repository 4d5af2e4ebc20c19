import { assertEquals } from "@std/assert";
import { meanOf } from "../../lib/runs/statistics.ts";

Deno.test("meanOf() is the mean of each element", () => {
  assertEquals(meanOf([Float64Array.of(1, 2), Float64Array.of(2, 6)]), Float64Array.of(1.5, 4));
  assertEquals(meanOf([Float64Array.of(3)]), Float64Array.of(3));
});
