import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import * as vega from "vega";
import { renderSvg } from "../../lib/render/svg.ts";
import type { Spec } from "../../lib/render/tables.ts";
import { FONTS, THEME } from "./drawing.ts";

const options = { theme: THEME, fonts: FONTS };
const tables = { "t.csv": "x,y\n1,2\n3,4\n" };
const axis = (field: string) => ({ field, type: "quantitative" });
const spec = (changes: Spec = {}): Spec => ({
  data: { url: "t.csv", format: { type: "csv", parse: { x: "number", y: "number" } } },
  title: { text: "Title", subtitle: ["", "Second line"], limit: 300 },
  mark: { type: "circle", opacity: 1 },
  encoding: { x: axis("x"), y: axis("y") },
  ...changes,
});

Deno.test("renderSvg() draws the table with theme and subtitle, and changes none of its arguments", async () => {
  const given = [spec(), structuredClone(tables), { ...options, subtitle: "a < b & $1" }] as const;
  const before = structuredClone(given);
  const svg = await renderSvg(...given);
  assertEquals(given, before);
  assertEquals(svg.match(/<circle /g)?.length, 2);
  for (const text of [">Title<", ">Second line<", ">a &lt; b &amp; $1<", "DejaVu Sans"]) {
    assert(svg.includes(text));
  }
});

Deno.test("renderSvg() draws another title in place of the specification's, in lines that fit", async () => {
  const title =
    "A title of many words that is far wider than the three hundred pixels of its limit";
  const svg = await renderSvg(spec(), tables, { ...options, title });
  assert(!svg.includes(">Title<") && !svg.includes("…"));
  const drawn = [...svg.matchAll(/font-weight="bold"[^>]*>(.*?)<\/text>/g)].map(([, words]) =>
    words
  );
  assertEquals(drawn.join(" ").replaceAll(/<[^>]*>/g, " ").replaceAll(/ +/g, " ").trim(), title);
});

Deno.test("renderSvg() gives the same bytes twice, also when two figures are drawn at once", async () => {
  const other = spec({ mark: { type: "circle", clip: true, opacity: 1 } });
  const alone = [
    await renderSvg(spec(), tables, options),
    await renderSvg(other, tables, options),
  ];
  const together = [renderSvg(spec(), tables, options), renderSvg(other, tables, options)];
  assertEquals(await Promise.all(together), alone);
});

Deno.test("renderSvg() gives Vega its own text measure back, also after an error", async () => {
  const { textMetrics } = vega as unknown as { textMetrics: { width: unknown } };
  const before = textMetrics.width;
  await renderSvg(spec(), tables, options);
  const failing = spec({ transform: [{ filter: "datum.x.y.z" }] });
  await assertRejects(() => renderSvg(failing, tables, options));
  assert(textMetrics.width === before);
});

Deno.test("renderSvg() measures text by the fonts: wider labels move the axis title", async () => {
  const fonts = { regular: FONTS.bold, bold: FONTS.bold };
  const width = (svg: string) => Number(svg.match(/ width="(\d+)"/)![1]);
  const long = (theme: Spec) => ({ ...THEME, axis: { labelFontSize: 40, ...theme } });
  const narrow = await renderSvg(spec(), tables, { fonts: FONTS, theme: long({}) });
  const wide = await renderSvg(spec(), tables, { fonts, theme: long({}) });
  assert(width(wide) > width(narrow));
});

const WRONG: Record<string, [Spec, string]> = {
  "an unknown channel": [
    { encoding: { x: axis("x"), colour: axis("y") } },
    "warnings must be none, current value is colour-encoding is dropped",
  ],
  "an unknown mark": [{ mark: "blob" }, "specification must be valid, current value fails with"],
  "a specification without a mark": [{ mark: undefined }, "specification must be valid"],
  "an expression that does not parse": [
    { transform: [{ filter: "datum.x ===" }] },
    "specification must be valid, current value fails with",
  ],
  "an expression that fails": [
    { transform: [{ filter: "datum.x.y.z" }] },
    "warnings must be none, current value is TypeError",
  ],
  "a field without a column": [{ encoding: { x: axis("z") } }, "field must be one of x, y"],
  "a table that was not given": [
    { data: { url: "https://example.org/u.csv" } },
    "data url must name a given table (t.csv), current value is https://example.org/u.csv",
  ],
  "a subtitle without a place": [
    { title: { text: "Title", limit: 300 } },
    'title must have a list subtitle and a limit, current value is {"text":"Title","limit":300}',
  ],
};
for (const [what, [changes, message]] of Object.entries(WRONG)) {
  Deno.test(`renderSvg() refuses ${what} in one clear line`, async () => {
    const withSubtitle = { ...options, subtitle: "text" };
    const draw = () => renderSvg(spec(changes), tables, withSubtitle);
    const error = await assertRejects(draw, Error, `Cannot render figure: ${message}`);
    assert(!(error as Error).message.includes("\n") && (error as Error).message.length < 250);
  });
}

Deno.test("renderSvg() draws on after an error", async () => {
  await assertRejects(() => renderSvg(spec({ mark: "blob" }), tables, options));
  await renderSvg(spec(), tables, options);
});

Deno.test("renderSvg() measures each of two figures that are drawn at once by its own fonts", async () => {
  const wide = { ...options, fonts: { regular: FONTS.bold, bold: FONTS.bold } };
  const subtitle = "A caption that is broken into lines where the limit of its title has them end";
  const draw = (one: typeof options) => renderSvg(spec(), tables, { ...one, subtitle });
  const alone = [await draw(wide), await draw(options)];
  assertNotEquals(alone[0], alone[1]);
  assertEquals(await Promise.all([draw(wide), draw(options)]), alone);
  assertEquals(await Promise.all([draw(options), draw(wide)]), alone.toReversed());
});
