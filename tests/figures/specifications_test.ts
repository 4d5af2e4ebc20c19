import { assert, assertEquals } from "@std/assert";
import { Ajv } from "ajv";
import schema from "vega-lite/vega-lite-schema.json" with { type: "json" };
import { FIGURES } from "../../lib/study/figures.ts";
import { FIGURE_IDS, readSpec } from "../render/drawing.ts";

const ajv = new Ajv({ strict: false, validateFormats: false, logger: false });
const isValid = ajv.compile(schema);

Deno.test("figures/ has one specification for each figure of the study", () => {
  assertEquals([...FIGURE_IDS], Object.keys(FIGURES).sort());
});

for (const id of FIGURE_IDS) {
  const spec = readSpec(id);

  Deno.test(`${id} is valid Vega-Lite 6 and says so`, () => {
    assertEquals(spec["$schema"], "https://vega.github.io/schema/vega-lite/v6.json");
    isValid(spec);
    const deepest = isValid.errors?.toSorted((a, b) =>
      b.instancePath.length - a.instancePath.length
    )[0];
    assertEquals(deepest, undefined);
  });

  Deno.test(`${id} describes itself: figure, unit, what a point, a colour and a line are`, () => {
    const description = String(spec["description"]);
    for (const word of [`Figure ${id.slice(3)} `, "bits", "point", "colour", "line", "thinned"]) {
      assert(description.includes(word), word);
    }
  });

  Deno.test(`${id} reads the table of its own name, so it opens in any Vega editor`, () => {
    assertEquals((spec["data"] as { url: string }).url, `${id}.csv`);
  });
}

Deno.test("the schema refuses a specification with an unknown mark", () => {
  assert(!isValid({ mark: "blob", data: { values: [] }, encoding: {} }));
});
