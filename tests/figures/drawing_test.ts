import { assert, assertEquals } from "@std/assert";
import * as vega from "vega";
import { renderSvg } from "../../lib/render/svg.ts";
import * as drawing from "../render/drawing.ts";

const { FONTS, THEME, labels, planeCsv, planeRows, points, readSpec } = drawing;
const WIDTH = 340, HEIGHT = 300, MEGABYTE = 1e6;
const CAPTION = "Mean of 50 repeats, 8000 epochs; no attempt discarded";
const ZOOM: Record<string, number[]> = { fig2: [8, 12.1, 0.98, 1], fig3: [7.8, 12.2, 0.8, 1.01] };
const WHOLE = [0, 12.36, 0, 1.03];

const draw = (id: string, rows: number[][], subtitle = CAPTION) =>
  renderSvg(readSpec(id), { [`${id}.csv`]: planeCsv(rows) }, {
    theme: THEME,
    fonts: FONTS,
    subtitle,
  });

// Some epochs of a real run: epoch, then I(X;T) and I(T;Y) of T1 to T6.
const REAL: Record<string, number[][]> = {
  fig2: [
    [0, 12, 12, 12, 11.9995, 11.9717, 3.9348, 0.9992, 0.9992, 0.9992, 0.999, 0.9852, 0.0231],
    [50, 12, 12, 12, 11.9993, 11.9723, 5.2676, 0.9992, 0.9992, 0.9992, 0.9987, 0.9901, 0.1677],
    [320, 12, 12, 12, 11.91, 10.5735, 6.3, 0.9992, 0.9992, 0.9992, 0.9992, 0.9874, 0.71],
    [2000, 12, 12, 12, 11.9744, 9.6626, 3.5943, 0.9992, 0.9992, 0.9992, 0.9992, 0.9992, 0.9273],
    [7995, 12, 12, 12, 11.9325, 5.9956, 1.6771, 0.9992, 0.9992, 0.9992, 0.999, 0.9988, 0.9639],
  ],
  fig3: [
    [
      0,
      11.996,
      11.9113,
      10.7538,
      6.9349,
      5.1228,
      3.351,
      0.9973,
      0.966,
      0.6833,
      0.1465,
      0.0828,
      0.036,
    ],
    [
      50,
      11.9964,
      11.9691,
      10.249,
      8.6252,
      7.4501,
      5.2542,
      0.9981,
      0.9887,
      0.7717,
      0.4588,
      0.3559,
      0.2671,
    ],
    [160, 11.999, 11.996, 11.38, 10.95, 9.43, 6.9, 0.999, 0.9985, 0.923, 0.885, 0.82, 0.6],
    [
      2000,
      12,
      11.9997,
      11.8756,
      11.7134,
      9.6482,
      3.9947,
      0.9992,
      0.9992,
      0.995,
      0.9872,
      0.9628,
      0.8458,
    ],
    [
      7995,
      12,
      11.9993,
      11.9015,
      11.6609,
      9.1593,
      2.7104,
      0.9992,
      0.9992,
      0.9976,
      0.9943,
      0.9727,
      0.8918,
    ],
  ],
};
const longRows = (wide: number[][]) =>
  wide.flatMap(([epoch, ...values]) =>
    Array.from({ length: 6 }, (_, l) => [epoch!, l + 1, values[l]!, values[l + 6]!])
  );

for (const id of ["fig2", "fig3"]) {
  const zoom = ZOOM[id]!;

  Deno.test(`${id} at full size: every point in its panel, under 2 MB, the same bytes twice`, async () => {
    const rows = planeRows(1600);
    const svg = await draw(id, rows);
    assert(new TextEncoder().encode(svg).length < 2 * MEGABYTE);
    [WHOLE, zoom].forEach(([x0, x1, y0, y1], panel) => {
      const inside = rows.filter(([, , x, y]) => x! >= x0! && x! <= x1! && y! >= y0! && y! <= y1!);
      const drawn = points(svg, panel);
      assertEquals(drawn.length, inside.length);
      drawn.forEach(({ x, y }, k) => {
        const [, , ixt, ity] = inside[k]!;
        // Half of the rounding to 0.1, and its binary error.
        assert(Math.abs(x - WIDTH * (ixt! - x0!) / (x1! - x0!)) <= 0.05 + 1e-6);
        assert(Math.abs(y - HEIGHT * (y1! - ity!) / (y1! - y0!)) <= 0.05 + 1e-6);
        assert(x >= 0 && x <= WIDTH && y >= 0 && y <= HEIGHT);
      });
    });
    assert(svg === await draw(id, rows));
  });

  Deno.test(`${id} has axes in bits, panels, caption and labels`, async () => {
    const svg = await draw(id, planeRows(10));
    const titles = ["I(X;Tᵢ) [bits]", "I(Tᵢ;Y) [bits]", "Epoch", "Whole plane", "Detail", CAPTION];
    for (const title of titles) assert(svg.includes(`>${title}</`), title);
    assert(svg.includes("thinned log-uniformly in epoch</"));
    const [whole, detail] = [labels(svg, 0), labels(svg, 1)].map((l) => l.map(({ text }) => text));
    assertEquals(
      whole,
      id === "fig2" ? ["T1–T4", "T5", "T6"] : ["T1", "T2", "T3", "T4", "T5", "T6"],
    );
    assertEquals(detail, ["T1", "T2", "T3", "T4", "T5"]);
  });

  Deno.test(`${id} has panels of one size on one line, with titles on one line`, async () => {
    const svg = await draw(id, planeRows(2));
    const origins = [
      ...svg.matchAll(/concat_\d_group"[^>]*><g transform="translate\(.*?,(.*?)\)"/g),
    ];
    assertEquals(origins.map(([, y]) => y), ["0", "0"]);
    assertEquals(svg.match(/<path d?[^>]*d="M0,0h340v300h-340Z" stroke="#333333"/g)?.length, 2);
    const title = /translate\(0,(-?[\d.]+)\)"[^>]*>(?:Whole plane|Detail)</g;
    assertEquals(new Set([...svg.matchAll(title)].map(([, y]) => y)).size, 1);
    // Points and lines are clipped, in both panels.
    assertEquals(svg.match(/role-mark concat_\d_layer_[01]_marks" clip-path=/g)?.length, 4);
  });

  Deno.test(`${id} keeps its labels apart and inside for little and for real data`, async () => {
    const real = longRows(REAL[id]!);
    const early = real.filter(([epoch]) => epoch! <= 50);
    for (const rows of [early, real]) {
      const svg = await draw(id, rows);
      for (const panel of [0, 1]) checkLabels(labels(svg, panel));
      // T3 to T6 of a ReLU network have not reached the detail when training starts.
      const count = id === "fig3" && rows === early ? 2 : 5;
      assertEquals(labels(svg, 1).length, count);
    }
  });

  Deno.test(`${id} colours epochs truly over the whole range, and its bar too`, async () => {
    const rows = [0, 4000, 8000].map((epoch) => [epoch, 1, 12, 0.999]);
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
    assert(stops.length >= 10);
    const viridis = vega.scheme("viridis") as unknown as (t: number) => string;
    for (const [, offset, colour] of stops) {
      assertEquals(channels(colour!), channels(viridis(Number(offset))));
    }
    assertEquals([stops[0]![1], stops.at(-1)![1]], ["0", "1"]);
    for (const value of [0, 2000, 4000, 6000, 8000]) assert(svg.includes(`>${value}</text>`));
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

/** Boxes of 12 px bold text: 9.4 px for each of two letters is an upper bound. */
function checkLabels(found: { x: number; y: number; text: string }[]): void {
  for (const [k, { x, y, text }] of found.entries()) {
    const half = 4.7 * text.length;
    // The baseline is 4 px under the middle; capitals are 9 px high.
    const label = `${text} at ${x}, ${y}`;
    assert(x >= half && x <= WIDTH - half && y >= 9 && y <= HEIGHT, label);
    for (const other of found.slice(0, k)) {
      const apart = Math.abs(x - other.x) >= half + 4.7 * other.text.length ||
        Math.abs(y - other.y) >= 9;
      assert(apart, `${label} is on ${other.text} at ${other.x}, ${other.y}`);
    }
  }
}
