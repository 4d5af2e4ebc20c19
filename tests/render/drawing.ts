/** What the tests of drawing share: the real fonts, theme and specifications, and tables made by formulas. */
import { ASSETS } from "../../lib/render/assets.ts";
import type { Spec } from "../../lib/render/tables.ts";
import type { Fonts } from "../../lib/render/text_width.ts";

const FIGURES = new URL("../../figures/", import.meta.url);

/** Names of all specifications, without the ending. */
export const FIGURE_IDS: readonly string[] = [...Deno.readDirSync(FIGURES)]
  .map(({ name }) => name)
  .filter((name) => name.endsWith(".vl.json"))
  .map((name) => name.slice(0, -".vl.json".length))
  .sort();

export const FONTS: Fonts = {
  regular: await ASSETS.regular.load(),
  bold: await ASSETS.bold.load(),
};

export const THEME = readJson("theme.json");

export function readSpec(id: string): Spec {
  return readJson(`${id}.vl.json`);
}

function readJson(name: string): Spec {
  return JSON.parse(Deno.readTextFileSync(new URL(name, FIGURES)));
}

/** A table of an information plane: rows of epoch, layer, I(X;T), I(T;Y). */
export function planeCsv(rows: readonly (readonly number[])[]): string {
  return ["epoch,layer,ixt,ity", ...rows.map((row) => row.join(","))].join("\n") + "\n";
}

/** A table of a plane that has the last layer's exact states beside: a bit more of the input than the binned ones. */
export function statesCsv(rows: readonly (readonly number[])[]): string {
  const last = Math.max(...rows.map(([, layer]) => layer!));
  const binned = rows.map(([epoch, layer, ixt, ity]) => [epoch, layer, "binned", ixt, ity]);
  const exact = rows.filter(([, layer]) => layer === last)
    .map(([epoch, layer, ixt, ity]) => [epoch, layer, "exact", ixt! + 1, ity]);
  const lines = [...binned, ...exact].map((row) => row.join(","));
  return ["epoch,layer,states,ixt,ity", ...lines].join("\n") + "\n";
}

/** Rows of six layers at every fifth epoch; T1 to T5 are in the detail of figures 2 and 3, T6 is not. */
export function planeRows(epochs: number): number[][] {
  return Array.from({ length: epochs * 6 }, (_, k) => {
    const epoch = 5 * Math.floor(k / 6), hidden = k % 6, t = epoch / 8000;
    return hidden === 5
      ? [epoch, 6, 4 + 6 * t * (1 - t), 0.02 + 0.9 * t]
      : [epoch, hidden + 1, 12 - 0.3 * hidden * (1 + t), 0.999 - 0.003 * hidden * (1 - t)];
  });
}

/** The drawn circles of a panel (0 or 1): x, y in pixels of the panel, fill. */
export function points(svg: string, panel: number): { x: number; y: number; fill: string }[] {
  const start = svg.indexOf(`<g class="mark-symbol role-mark concat_${panel}_`);
  const group = svg.slice(start, svg.indexOf("<g class=", start + 1));
  return [...group.matchAll(/<g fill="([^"]*)"[^>]*>((?:<circle [^>]*\/>)*)/g)]
    .flatMap(([, fill, circles]) =>
      [...circles!.matchAll(/cx="([^"]*)" cy="([^"]*)"/g)]
        .map(([, x, y]) => ({ x: Number(x), y: Number(y), fill: fill! }))
    );
}

/** The texts of a panel's layer labels (each is drawn once as a halo, once as itself). */
export function labels(svg: string, panel: number): { x: number; y: number; text: string }[] {
  const start = svg.indexOf(`concat_${panel}_group`);
  const end = panel === 0 ? svg.indexOf("concat_1_group") : svg.length;
  return [
    ...svg.slice(start, end).matchAll(
      /<text [^>]*translate\(([^,]*),([^)]*)\)"[^>]*fill="#111111"[^>]*>(T[^<]*)<\/text>/g,
    ),
  ].map(([, x, y, text]) => ({ x: Number(x), y: Number(y), text: text! }));
}
