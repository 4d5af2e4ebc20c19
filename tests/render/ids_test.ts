import { assert, assertEquals } from "@std/assert";
import { withOwnIds } from "../../lib/render/ids.ts";
import { renderSvg } from "../../lib/render/svg.ts";
import type { Spec } from "../../lib/render/tables.ts";
import { FONTS, planeRows, readSpec, statesCsv, THEME } from "./drawing.ts";

const ids = (svg: string) => [...svg.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id!);
const references = (svg: string) =>
  [...svg.matchAll(/(?:url\(|href=")#([^)"]*)/g)].map(([, id]) => id!);

Deno.test("withOwnIds() gives ids and what refers to them one prefix, and leaves texts alone", () => {
  const own = withOwnIds(
    '<svg><g id="a" clip-path="url(#b)"/><use xlink:href="#a" href="#b"/><text>url(#a) id="a"</text></svg>',
  );
  const [, prefix] = own.match(/^<svg><g id="(f[0-9a-f]{16}-)a"/)!;
  assertEquals(
    own.replaceAll(prefix!, "P-"),
    '<svg><g id="P-a" clip-path="url(#P-b)"/><use xlink:href="#P-a" href="#P-b"/><text>url(#a) id="a"</text></svg>',
  );
});

// The kind: whatever two figures are put into one page, whatever of theirs is referred to by id.
Deno.test("renderSvg() shares no id between two pictures, and refers to none that is not its own", async () => {
  const draw = (id: string, rows: number[][], changes: Spec = {}) =>
    renderSvg({ ...readSpec(id), ...changes }, { [`${id}.csv`]: statesCsv(rows) }, {
      ...{ theme: THEME, fonts: FONTS, subtitle: "" },
    });
  const pictures = [
    await draw("fig2", planeRows(40)),
    await draw("fig3", planeRows(40)),
    await draw("fig3", planeRows(20)),
    await draw("plane", planeRows(20)),
  ];
  for (const svg of pictures) {
    assert(references(svg).length > 0);
    assertEquals([...new Set(references(svg))].sort(), ids(svg).sort());
  }
  const all = pictures.flatMap(ids);
  assertEquals(new Set(all).size, all.length);
});
