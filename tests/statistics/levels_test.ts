import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { normalAt, normalWithin, studentAt, studentWithin } from "../../lib/statistics/levels.ts";
import { studentQuantile } from "../../lib/statistics/student.ts";
import golden from "../golden/statistics.json" with { type: "json" };

Deno.test("studentAt() and normalAt() are scipy's quantiles", () => {
  for (const [freedom, miss, t] of golden.student) {
    assertAlmostEquals(studentAt(freedom, miss), t, 1e-9 * t, `${freedom} at ${miss}`);
  }
  // The one of 95% is given in six places.
  for (const [miss, z] of golden.normal) assertAlmostEquals(normalAt(miss), z, 1e-7, String(miss));
});

Deno.test("at 95% the table is taken; without degrees of freedom nothing is bounded", () => {
  for (const freedom of [1, 9, 30, 49]) {
    assertEquals(studentAt(freedom, 0.05), studentQuantile(freedom));
    assertAlmostEquals(studentWithin(studentQuantile(freedom), freedom), 0.95, 1e-5);
  }
  assertEquals(studentAt(0, 0.01), Infinity);
  assert(studentAt(9, 0.01) > studentAt(9, 0.02));
  assertEquals([studentWithin(0, 3), studentWithin(0, 4), normalWithin(0)], [0, 0, 0]);
});
