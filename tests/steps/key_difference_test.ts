import { assertEquals } from "@std/assert";
import type { Json } from "../../lib/bits/canonical.ts";
import { firstKeyDifference } from "../../lib/steps/key_difference.ts";
import type { KeyMaterial } from "../../lib/store/mod.ts";

const old: KeyMaterial = { schema: 1, step: "train", code: "c0de", params: {}, inputs: {} };

/** Path and values of the first parameter that differs. */
function params(before: Json, now: Json) {
  const found = firstKeyDifference({ ...old, params: before }, { ...old, params: now });
  return found?.component === "params" ? [found.path, found.old, found.now] : found;
}

Deno.test("firstKeyDifference() of equal materials is undefined", () => {
  const material = { ...old, params: { a: [1, { b: null }] }, inputs: { x: "1", y: "2" } };
  assertEquals(firstKeyDifference(material, structuredClone(material)), undefined);
});

Deno.test("firstKeyDifference() looks at schema, step, code, parameters, inputs, in this order", () => {
  const now = { ...old };
  const changes = [
    { inputs: { x: "1" } },
    { params: { a: 1 } },
    { code: "other" },
    { step: "measure" },
    { schema: 2 },
  ];
  const found = changes.map((change) => firstKeyDifference(old, Object.assign(now, change)));
  const components = found.map((one) => one?.component);
  assertEquals(components, ["inputs", "params", "code", "step", "schema"]);
});

Deno.test("firstKeyDifference() goes through lists by number, through fields by name", () => {
  const layers = Array.from({ length: 12 }, (_, k) => ({ units: k }));
  const now = structuredClone(layers);
  now[10].units = now[2].units = 99;
  assertEquals(params({ layers }, { layers: now }), ["layers[2].units", 2, 99]);
  assertEquals(params({ layers }, { layers: layers.slice(0, 11) }), [
    "layers[11]",
    { units: 11 },
    undefined,
  ]);
  assertEquals(params({ b: 1, a: 1 }, { a: 2, b: 2 }), ["a", 1, 2]);
  // Names that look like numbers are names.
  assertEquals(params({ "10": 1, "9": 1 }, { "10": 2, "9": 2 }), ["10", 1, 2]);
});

Deno.test("firstKeyDifference() tells values of other kinds, and fields that are absent", () => {
  assertEquals(params({ a: 1 }, { a: "1" }), ["a", 1, "1"]);
  assertEquals(params({ a: null }, {}), ["a", null, undefined]);
  assertEquals(params({ a: { b: 1 } }, { a: [1] }), ["a", { b: 1 }, [1]]);
  assertEquals(params({ a: {} }, { a: { b: 1 } }), ["a.b", undefined, 1]);
  assertEquals(params({}, { constructor: 1 }), ["constructor", undefined, 1]);
});

Deno.test("firstKeyDifference() names the input that is certainly another before one that is not known", () => {
  const inputs = { a: "1", b: "2", c: "3" };
  const difference = (now: Record<string, string | undefined>) => {
    const found = firstKeyDifference({ ...old, inputs }, { ...old, inputs: now });
    return found?.component === "inputs"
      ? [found.name, found.old, found.now, found.pending]
      : found;
  };
  assertEquals(difference({ ...inputs, a: undefined, c: "4" }), ["c", "3", "4", false]);
  assertEquals(difference({ ...inputs, b: undefined }), ["b", "2", undefined, true]);
  // One that is no more is known to be none.
  assertEquals(difference({ a: undefined, b: "2" }), ["c", "3", undefined, false]);
  assertEquals(difference({ ...inputs, d: "5" }), ["d", undefined, "5", false]);
});
