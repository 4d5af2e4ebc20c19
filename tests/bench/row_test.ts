import { assertEquals } from "@std/assert";
import { format, reached, type Row } from "../../bench/row.ts";

const row = (value: number, bar?: Row["bar"]): Row => ({
  what: "w",
  value,
  unit: "s",
  ...(bar === undefined ? {} : { bar }),
});

Deno.test("reached() tells upper from lower bars, and NaN reaches none", () => {
  assertEquals(reached(row(1)), undefined);
  assertEquals([1, 2, 3, NaN].map((v) => reached(row(v, { most: 2 }))), [true, true, false, false]);
  assertEquals([1, 2, 3, NaN].map((v) => reached(row(v, { least: 2 }))), [
    false,
    true,
    true,
    false,
  ]);
});

Deno.test("format() shows value, bar and verdict", () => {
  const words = (r: Row) => format(r).split(/\s+/);
  assertEquals(words(row(1234.5)), ["w", "1235", "s"]);
  assertEquals(words(row(1.234, { most: 2 })), ["w", "1.23", "s", "<=", "2", "ok"]);
  assertEquals(words(row(12.34, { least: 20 })), ["w", "12.3", "s", ">=", "20", "missed"]);
  const ranged = { ...row(2), range: [1.5, 31] } as const;
  assertEquals(words(ranged), ["w", "2.00", "s", "1.50", "to", "31.0"]);
});
