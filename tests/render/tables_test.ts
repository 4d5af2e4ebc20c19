import { assertEquals, assertThrows } from "@std/assert";
import { bindTables } from "../../lib/render/tables.ts";

const PARSE = { x: "number" };
const SPEC = {
  data: { url: "folder/t.csv", format: { type: "csv", parse: PARSE } },
  mark: "point",
};

Deno.test("bindTables() puts the table of the same file name in the place of every url", () => {
  const spec = { layer: [SPEC, { mark: "rect", data: { values: [{ x: 1 }] } }] };
  const before = structuredClone(spec);
  assertEquals(bindTables(spec, { "t.csv": "x\n1\n" }), {
    layer: [
      { data: { format: { type: "csv", parse: PARSE }, values: "x\n1\n" }, mark: "point" },
      spec.layer[1]!,
    ],
  });
  assertEquals(spec, before);
});

Deno.test("bindTables() accepts finite numbers and any line ending", () => {
  for (const csv of ["x\n1", "x,y\r\n-1.5e3,NaN\r\n", "y,x\na,0\nb,-0\n"]) {
    bindTables(SPEC, { "t.csv": csv });
  }
});

const WRONG: Record<string, [string, string]> = {
  "no table": ["", "row count must be at least 1, current value is 0"],
  "no rows": ["x\n", "row count must be at least 1, current value is 0"],
  "a missing column": ["y\n1\n", "header must be a list with x, current value is y"],
  "NaN": ["x\n1\nNaN\n", "x in row 2 must be a finite number, current value is NaN"],
  "infinity": ["x\nInfinity\n", "x in row 1 must be a finite number, current value is Infinity"],
  "an empty cell": ["x,y\n,1\n", "x in row 1 must be a finite number, current value is "],
  "a short row": ["y,x\n1\n", "x in row 1 must be a finite number, current value is "],
  "a word": ["x\none\n", "x in row 1 must be a finite number, current value is one"],
};
for (const [what, [csv, message]] of Object.entries(WRONG)) {
  Deno.test(`bindTables() refuses ${what}`, () => {
    const line = `Cannot read t.csv: ${message}`;
    const error = assertThrows(() => bindTables(SPEC, { "t.csv": csv }), RangeError);
    assertEquals((error as Error).message, line);
  });
}

Deno.test("bindTables() refuses a table that was not given", () => {
  const message = "must name a given table (a.csv, b.csv), current value is folder/t.csv";
  assertThrows(() => bindTables(SPEC, { "a.csv": "x\n1", "b.csv": "" }), RangeError, message);
  const inherited = { data: { url: "toString" } };
  assertThrows(() => bindTables(inherited, {}), RangeError, "given table (none)");
});

Deno.test("bindTables() checks every column that is a number, whatever lies between", () => {
  const parse = { when: "date", x: "number", name: "string", y: "number" };
  const spec = { data: { url: "t.csv", format: { type: "csv", parse } }, mark: "point" };
  const check = (row: string) => bindTables(spec, { "t.csv": `name,y,when,x\n${row}\n` });
  check("a,1,today,2");
  const refused = (row: string, column: string) =>
    assertThrows(() => check(row), RangeError, `${column} in row 1 must be a finite number`);
  refused("a,1,today,b", "x");
  refused("a,b,today,1", "y");
});
