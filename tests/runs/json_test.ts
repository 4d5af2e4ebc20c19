import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { jsonFault } from "../../lib/runs/json.ts";

const FAULTS: readonly (readonly [text: string, place: string, rule: string, value: string])[] = [
  ["", "line 1 column 1", "a JSON value", "the end of the file"],
  ['{\n  "a": b}', "line 2 column 8", "a JSON value", '"b}"'],
  ['{"a": 1,}', "line 1 column 9", "a field's name in quotes", '"}"'],
  ["{a: 1}", "line 1 column 2", 'a field\'s name in quotes or "}"', '"a: 1}"'],
  ['{"a" 1}', "line 1 column 6", '":"', '"1}"'],
  ['{"a": 1', "line 1 column 8", '"," or "}"', "the end of the file"],
  ['{"a": 1]', "line 1 column 8", '"," or "}"', '"]"'],
  ["[1 2]", "line 1 column 4", '"," or "]"', '"2]"'],
  ["[1,]", "line 1 column 4", "a JSON value", '"]"'],
  ["[,1]", "line 1 column 2", 'a JSON value or "]"', '",1]"'],
  ["{} // no", "line 1 column 4", "the end of the file", '"// no"'],
  ["01", "line 1 column 1", "a JSON value", '"01"'],
  ["1.", "line 1 column 1", "a JSON value", '"1."'],
  ["NaN", "line 1 column 1", "a JSON value", '"NaN"'],
  ['"tab\t"', "line 1 column 1", "a JSON value", '"\\"tab\\t\\""'],
  ['{"a": 1,\r\n "\\u0061": 2}', "line 2 column 2", "a field that is not there yet", '"a"'],
  ['{"a": {"b": 1, "b": 2}}', "line 1 column 16", "a field that is not there yet", '"b"'],
];

Deno.test("jsonFault() names place, rule and what is there", () => {
  for (const [text, place, rule, value] of FAULTS) {
    assertEquals(jsonFault(text), { place, rule, value }, text);
  }
});

Deno.test("jsonFault() lets a name return in another object", () => {
  assertEquals(jsonFault('{"a": {"a": 1}, "b": [{"a": 1}, {"a": "a"}]}'), undefined);
});

Deno.test("jsonFault() agrees with JSON.parse on every text without repeated names", () => {
  const isJson = (text: string) => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  const part = fc.constantFrom(
    ...'{}[],:"\\ab01-+.eE \n\t',
    "true",
    "null",
    '"a"',
    '"b"',
    "\\u00e9",
  );
  const broken = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(""));
  const whole = fc.json().map((text) => text.replaceAll(/[,:]/g, "$& \n"));
  fc.assert(
    fc.property(fc.oneof(broken, whole), (text) => {
      const fault = jsonFault(text);
      if (fault?.rule !== "a field that is not there yet") {
        assertEquals(fault === undefined, isJson(text), text);
      }
    }),
    { seed: 5, numRuns: 5000 },
  );
});

Deno.test("jsonFault() reads long strings and deep lists", () => {
  const long = JSON.stringify("a\\n\u00e9".repeat(1 << 18)), depth = 1 << 18;
  assertEquals(jsonFault(`{${long}: ${long}}`), undefined);
  assertEquals(jsonFault("[".repeat(depth) + "]".repeat(depth)), undefined);
});
