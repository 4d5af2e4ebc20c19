import { assert, assertEquals } from "@std/assert";
import { digamma, exp } from "../../lib/bits/special.ts";
import golden from "../golden/estimators.json" with { type: "json" };

Deno.test("exp() is within an ULP of its exact value, and has the limits that it should", () => {
  for (const [x, value] of golden.exp) {
    assert(Math.abs(exp(x) - value) <= 2.3e-16 * value + 5e-324, `${x}: ${exp(x)}, ${value}`);
  }
  const ends = [-Infinity, -746, 0, -0, 709.79, Infinity, NaN].map(exp);
  assertEquals(ends, [0, 0, 1, 1, Infinity, Infinity, NaN]);
});

Deno.test("digamma() is within 1e-14 of its exact value, and NaN where it has none", () => {
  for (const [x, value] of golden.digamma) {
    const error = Math.abs(digamma(x) - value);
    // Near 0 it is -1/x: there the error is relative.
    assert(error <= 1e-14 * Math.max(1, Math.abs(value)), `${x}: ${digamma(x)}, ${value}`);
  }
  assertEquals([0, -1, NaN].map(digamma), [NaN, NaN, NaN]);
});
