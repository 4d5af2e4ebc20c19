import { assert, assertEquals } from "@std/assert";
import { Ajv } from "ajv";
import * as fontkit from "fontkit";
import schema from "vega-lite/vega-lite-schema.json" with { type: "json" };
import { FIGURES } from "../../lib/paper/figures.ts";
import { PICTURES } from "../../lib/runs/request.ts";
import { tableFile, tableOutputs } from "../../lib/plan/figure.ts";
import { FIGURE_IDS, FONTS, readSpec, THEME } from "../render/drawing.ts";

const ajv = new Ajv({ strict: false, validateFormats: false, logger: false });
const isValid = ajv.compile(schema);

/** Specifications of the pictures of any other experiment. */
const OTHERS: readonly string[] = [...PICTURES, "compare", "sweep"];
const fonts = [FONTS.regular, FONTS.bold].map((bytes) =>
  fontkit.create(bytes as Parameters<typeof fontkit.create>[0]) as fontkit.Font
);

Deno.test("figures/ has one specification for each figure of the study, and those of other runs", () => {
  assertEquals([...FIGURE_IDS], [...Object.keys(FIGURES), ...OTHERS].sort());
});

Deno.test("the theme has every style that a specification uses, and no other", () => {
  const used = new Set(FIGURE_IDS.flatMap((id) => valuesOf(readSpec(id), "style").flat()));
  assertEquals([...used].sort(), Object.keys(THEME["style"] as object).sort());
});

Deno.test("the theme's colours are safe for colour-blind readers: viridis, and six of Okabe and Ito", () => {
  // Okabe and Ito, Color Universal Design (2008): blue, vermillion, green, orange, sky blue, purple.
  const safe = ["#0072b2", "#d55e00", "#009e73", "#e69f00", "#56b4e9", "#cc79a7"];
  assertEquals(THEME["range"], { category: safe, ramp: { scheme: "viridis" } });
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

  Deno.test(`${id} has no letter that the fonts lack`, () => {
    const letters = new Set(JSON.stringify(spec).replaceAll("\n", ""));
    const missing = [...letters].filter((letter) =>
      fonts.some((font) => !font.hasGlyphForCodePoint(letter.codePointAt(0)!))
    );
    assertEquals(missing, []);
  });

  Deno.test(`${id} has a title whose subtitle can be replaced by a caption`, () => {
    const { subtitle, limit } = spec["title"] as { subtitle: string[]; limit: number };
    assert(subtitle.length > 0 && limit > 0);
  });

  if (OTHERS.includes(id)) continue;

  Deno.test(`${id} describes itself: what it is of, in which unit, what its marks are`, () => {
    const description = String(spec["description"]);
    const { content } = FIGURES[id];
    const plane = ["point", "colour", "epoch", "line", "thinned", "bits"];
    const words: Record<string, string[]> = {
      accuracy: ["accuracies", "line", "band", "95% interval"],
      representation: ["neurons", "levels", "cell", "colour", "digit", "epochs"],
      output: ["bits", "line", "band", "95% interval", "binned", "exact", "peak"],
      spread: FIGURES[id].facts === undefined
        ? [...plane, "band", "quantile", "median repeat"]
        : ["bits", "band", "quantile", "mean", "known"],
      runs: ["accuracies", "line", "median", "single repeat"],
      phases: [...plane, "permuted labels", "grey"],
    };
    const number = /^fig([A-F]?\d+)$/.exec(id)?.[1];
    if (number !== undefined) assert(description.startsWith(`Figure ${number} of the paper`), id);
    for (const word of words[content.form] ?? plane) assert(description.includes(word), word);
    // The paper draws it twice.
    const float = "panels" in content && content.panels.some(({ label }) => /32 bit/.test(label));
    if (float && content.form === "accuracy") {
      assert(description.includes("one and the same training"));
    }
  });

  Deno.test(`${id} reads the tables of its own name, so it opens in any Vega editor`, () => {
    const figure = FIGURES[id], facts = figure.facts === undefined ? [] : [`${figure.facts}.csv`];
    const tables = tableOutputs(figure).map((output) => tableFile(figure, output));
    assertEquals(urlsIn(spec), [...tables, ...facts].sort());
  });
}

/** Every `data.url`, each once, in the order of their names. */
function urlsIn(spec: unknown): unknown[] {
  return [...new Set(valuesOf(spec, "url"))].sort();
}

/** Every value of a key, at any depth. */
function valuesOf(node: unknown, wanted: string): unknown[] {
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    key === wanted ? [value] : valuesOf(value, wanted)
  );
}

Deno.test("the schema refuses a specification with an unknown mark", () => {
  assert(!isValid({ mark: "blob", data: { values: [] }, encoding: {} }));
});
