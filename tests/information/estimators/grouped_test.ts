import { assertEquals, assertThrows } from "@std/assert";
import { Distinct, grouped } from "../../../lib/information/estimators/grouped.ts";
import { matrixOf } from "./support.ts";

Deno.test("grouped() has states of each class in order of first occurrence, with their counts", () => {
  const matrix = matrixOf(2, [1, 2, 3, 4, 1, 2, 3, 4, 3, 4, 1, 2, 5, 6]);
  const found = grouped(matrix, { labels: [1, 0, 1, 1, 0, 0, 1], classes: 3 });
  assertEquals(found, {
    firsts: Uint32Array.of(1, 5, 0, 3, 6),
    counts: Uint32Array.of(2, 1, 2, 1, 1),
    starts: Uint32Array.of(0, 2, 5, 5),
    rows: 7,
  });
});

Deno.test("0 and -0 are one state, neighbours of a number are others", () => {
  const one = { labels: [0, 0, 0], classes: 1 };
  assertEquals(grouped(matrixOf(1, [0, -0, 5e-324]), one).counts, Uint32Array.of(2, 1));
});

Deno.test("Distinct tells rows apart where their hashes meet, and forgets", () => {
  // 5000 rows in 8192 slots: many searches meet another row's slot.
  const values = Float64Array.from({ length: 5000 }, (_, r) => r % 2500),
    distinct = new Distinct(values, 5000);
  const states = Array.from(values, (_, r) => distinct.stateOf(r));
  assertEquals(states, Array.from(values));
  distinct.clear();
  assertEquals([distinct.stateOf(7), distinct.firsts], [0, [7]]);
});

Deno.test("labels that are no classes are refused, and so is nothing at all", () => {
  const matrix = matrixOf(1, [1, 2]);
  const refused = (labels: number[], rule: string) => {
    const rows = matrixOf(1, matrix.values.subarray(0, labels.length));
    assertThrows(() => grouped(rows, { labels, classes: 2 }), RangeError, rule);
  };
  refused([0, 2], "label 1 must be a whole number below 2, current value is 2");
  refused([0.5, 1], "label 0 must be a whole number below 2, current value is 0.5");
  refused([], "rows must be at least 1");
});
