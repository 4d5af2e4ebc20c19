/** Figures 2 and 3: two panels of one table, the whole plane and a detail. */
import { assert, assertEquals } from "@std/assert";
import * as vega from "vega";
import { renderSvg } from "../../lib/render/svg.ts";
import * as drawing from "../render/drawing.ts";

const { FONTS, THEME, planeRows, points, readSpec, statesCsv } = drawing;
const SIZES = [[197, 170], [184, 170]] as const, MEGABYTE = 1e6;
const CAPTION = "Mean of 50 repeats, 8000 epochs; no attempt discarded";
const ZOOM: Record<string, number[]> = {
  fig2: [7.4, 12.15, 0.98, 1.0005],
  fig3: [7.8, 12.2, 0.8, 1.01],
};
const WHOLE = [0, 12.36, 0, 1.03];

const draw = (id: string, rows: number[][], subtitle = CAPTION) =>
  renderSvg(readSpec(id), { [`${id}.csv`]: statesCsv(rows) }, {
    theme: THEME,
    fonts: FONTS,
    subtitle,
  });

for (const id of ["fig2", "fig3"]) {
  const zoom = ZOOM[id]!;

  Deno.test(`${id} at full size: every point in its panel, under 2 MB, the same bytes twice`, async () => {
    const rows = planeRows(1600);
    const svg = await draw(id, rows);
    assert(new TextEncoder().encode(svg).length < 2 * MEGABYTE);
    [WHOLE, zoom].forEach(([x0, x1, y0, y1], panel) => {
      const [width, height] = SIZES[panel]!;
      const inside = rows.filter(([, , x, y]) => x! >= x0! && x! <= x1! && y! >= y0! && y! <= y1!);
      const drawn = points(svg, panel);
      assertEquals(drawn.length, inside.length);
      drawn.forEach(({ x, y }, k) => {
        const [, , ixt, ity] = inside[k]!;
        // Half of the rounding to 0.1, and its binary error.
        assert(Math.abs(x - width * (ixt! - x0!) / (x1! - x0!)) <= 0.05 + 1e-6);
        assert(Math.abs(y - height * (y1! - ity!) / (y1! - y0!)) <= 0.05 + 1e-6);
        assert(x >= 0 && x <= width && y >= 0 && y <= height);
      });
    });
    assert(svg === await draw(id, rows));
  });

  Deno.test(`${id} has axes in bits, panels, caption, and names that say what is binned`, async () => {
    const svg = await draw(id, planeRows(10));
    const titles = ["I(X;Tᵢ) [bits]", "I(Tᵢ;Y) [bits]", "Epoch", "(a) Whole plane", "(b) Detail"];
    for (const title of [...titles, CAPTION]) assert(svg.includes(`>${title}</`), title);
    const names = [...svg.matchAll(/>(T\d(?: binned)?|exact)<\/text>/g)].map(([, name]) => name);
    const whole = ["T1", "T2", "T3", "T4", "T5", "T6 binned", "exact"];
    // The sixth layer has not reached the detail.
    assertEquals(names.sort(), [...whole, ...whole.slice(0, 5)].sort());
  });

  Deno.test(`${id} draws exact states hollow, at the first record of every eighth of an octave`, async () => {
    const svg = await draw(id, planeRows(1600));
    const from = svg.indexOf('<g class="mark-symbol role-mark concat_0_layer_3');
    const rings = svg.slice(from, svg.indexOf("<g class=", from + 1));
    const kept = new Set(
      Array.from({ length: 1600 }, (_, k) => Math.floor(8 * Math.log2(5 * k + 5))),
    );
    assertEquals(rings.match(/<circle |<path transform/g)?.length, kept.size);
    assert(!/fill="#/.test(rings) && /stroke="#/.test(rings));
  });

  Deno.test(`${id} has panels on one line, with titles on one line`, async () => {
    const svg = await draw(id, planeRows(2));
    const origins = [
      ...svg.matchAll(/concat_\d_group"[^>]*><g transform="translate\(.*?,(.*?)\)"/g),
    ];
    assertEquals(origins.map(([, y]) => y), ["0", "0"]);
    const title = /translate\(0,(-?[\d.]+)\)"[^>]*>\([ab]\) (?:Whole plane|Detail)</g;
    assertEquals(new Set([...svg.matchAll(title)].map(([, y]) => y)).size, 1);
    // Points and lines are clipped, in both panels.
    assertEquals(svg.match(/role-mark concat_\d_layer_[02]_marks" clip-path=/g)?.length, 4);
  });

  Deno.test(`${id} colours epochs in logarithmic steps over the whole range, and its bar too`, async () => {
    // The middle of log(1 + epoch / 5) between 0 and 8000.
    const rows = [0, 195, 8000].map((epoch) => [epoch, 1, 12, 0.999]);
    const svg = await draw(id, rows);
    for (const panel of [0, 1]) {
      const fills = points(svg, panel).map(({ fill }) => fill);
      assertEquals(fills.length, 3);
      // Vega interpolates between entries of its table: one level of 256.
      ["#440154", "#21918c", "#fde725"].forEach((colour, k) => {
        const published = channels(colour);
        channels(fills[k]!).forEach((level, c) => assert(Math.abs(level - published[c]!) <= 1));
      });
    }
    const gradient = svg.match(
      /<linearGradient[^>]*y1="1"[^>]*y2="0"[^>]*>(.*?)<\/linearGradient>/,
    )!;
    const stops = [...gradient[1]!.matchAll(/offset="(.*?)" stop-color="(.*?)"/g)];
    assert(stops.length >= 5);
    const viridis = vega.scheme("viridis") as unknown as (t: number) => string;
    for (const [, offset, colour] of stops) {
      const of = channels(viridis(Number(offset)));
      channels(colour!).forEach((level, c) => assert(Math.abs(level - of[c]!) <= 1));
    }
    assertEquals([stops[0]![1], stops.at(-1)![1]], ["0", "1"]);
    for (const value of [0, 10, 100, 1000, 8000]) assert(svg.includes(`>${value}</text>`));
  });

  Deno.test(`${id} thins lines log-uniformly in epoch`, async () => {
    const svg = await draw(id, planeRows(1600));
    const start = svg.indexOf('<g class="mark-rule role-mark concat_0_layer_0');
    const lines =
      svg.slice(start, svg.indexOf("<g class=", start + 1)).match(/<path d="M/g)!.length;
    const kept = new Set(
      Array.from({ length: 1600 }, (_, k) => Math.floor(4 * Math.log2(5 * k + 5))),
    );
    assertEquals(lines, kept.size);
  });

  Deno.test(`${id} wraps a long caption inside the figure`, async () => {
    const list = Array.from({ length: 20 }, (_, k) => `epoch ${1000 + 5 * k} at 0.512`).join(", ");
    const caption = `${CAPTION.replace("no attempt", "20 attempts")} (${list})`;
    const [short, long] = [await draw(id, planeRows(2)), await draw(id, planeRows(2), caption)];
    const width = (svg: string) => svg.match(/ width="(\d+)"/)![1];
    assertEquals(width(long), width(short));
    const heights = [short, long].map((svg) => Number(svg.match(/ height="(\d+)"/)![1]));
    assert(heights[1]! > heights[0]!);
    const words = [...long.matchAll(/<tspan[^>]*>([^<]*)</g)].map(([, t]) => t).join(" ");
    assert(words.includes(list.slice(-80)) && words.includes("Mean of 50 repeats"));
  });
}

function channels(colour: string): number[] {
  const hex = colour.match(/^#(..)(..)(..)$/);
  return hex
    ? hex.slice(1).map((channel) => parseInt(channel, 16))
    : colour.match(/\d+/g)!.map(Number);
}
