import { assert, assertEquals } from "@std/assert";
import { Ajv } from "ajv";
import schema from "vega-lite/vega-lite-schema.json" with { type: "json" };
import { FIGURES, tableFile, tableOutputs } from "../../lib/study/figures.ts";
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

  Deno.test(`${id} describes itself: what it is of, in which unit, what its marks are`, () => {
    const description = String(spec["description"]);
    const { content } = FIGURES[id];
    const plane = ["point", "colour", "epoch", "line", "thinned", "bits"];
    const words: Record<string, string[]> = {
      accuracy: ["accuracies", "line", "band", "95% interval", "one and the same training"],
      output: ["bits", "line", "band", "95% interval", "binned", "exact", "peak"],
      spread: [...plane, "band", "standard deviation", "median repeat"],
      phases: [...plane, "permuted labels", "grey"],
    };
    const number = /^fig([A-F]?\d+)$/.exec(id)?.[1];
    if (number !== undefined) assert(description.startsWith(`Figure ${number} of the paper`), id);
    for (const word of words[content.form] ?? plane) assert(description.includes(word), word);
  });

  Deno.test(`${id} reads the tables of its own name, so it opens in any Vega editor`, () => {
    const outputs = tableOutputs(FIGURES[id]);
    assertEquals(urlsIn(spec), outputs.map((output) => tableFile(FIGURES[id], output)).sort());
  });

  Deno.test(`${id} has a title whose subtitle can be replaced by a caption`, () => {
    const { subtitle, limit } = spec["title"] as { subtitle: string[]; limit: number };
    assert(subtitle.length > 0 && limit > 0);
  });
}

/** Every `data.url`, each once, in the order of their names. */
function urlsIn(node: unknown): string[] {
  if (typeof node !== "object" || node === null) return [];
  const urls = Object.entries(node).flatMap(([key, value]) =>
    key === "data" && typeof value?.url === "string" ? [value.url] : urlsIn(value)
  );
  return [...new Set(urls)].sort();
}

Deno.test("the schema refuses a specification with an unknown mark", () => {
  assert(!isValid({ mark: "blob", data: { values: [] }, encoding: {} }));
});
