/** Figures of the networks on MNIST: what is theirs alone, for as little and as much as there may be. */
import { assert, assertEquals } from "@std/assert";
import { renderSvg } from "../../lib/render/svg.ts";
import { FONTS, readSpec, THEME } from "../render/drawing.ts";

const draw = (id: string, csv: string) =>
  renderSvg(readSpec(id), { [`${id}.csv`]: csv }, { theme: THEME, fonts: FONTS, subtitle: "" });

const csvOf = (header: string, rows: readonly (readonly unknown[])[]): string =>
  [header, ...rows.map((row) => row.join(","))].join("\n") + "\n";

// Some epochs of a real run of Bottleneck-2: epoch, then I(X;T) and I(T;Y) of T1 to T5.
const REAL = [
  [0, 16.095, 16.0274, 10.9688, 5.4599, 5.2376, 3.3198, 3.2824, 1.334, 0.4428, 0.4345],
  [48, 16.0951, 16.09, 14.1898, 9.9589, 8.8967, 3.3198, 3.3196, 2.977, 2.3948, 2.3024],
  [1498, 16.0946, 16.0802, 14.737, 11.2031, 6.5256, 3.3198, 3.3197, 3.2781, 3.1094, 3.0007],
  [2998, 16.0947, 16.0716, 14.5211, 11.0954, 5.9666, 3.3198, 3.3197, 3.2753, 3.1411, 3.0216],
];
const WIDTH = 560, HEIGHT = 400;
const place = (ixt: number, ity: number) => ({
  x: WIDTH * (ixt - 3.9) / 12.2,
  y: HEIGHT * (3.5 - ity) / 3.1,
});
const plane = (upTo: number) =>
  csvOf(
    "epoch,layer,ixt,ity",
    REAL.filter(([epoch]) => epoch <= upTo).flatMap(([epoch, ...values]) =>
      [1, 2, 3, 4, 5].map((layer) => [epoch, layer, values[layer - 1], values[layer + 4]])
    ),
  );

/** Texts of figure 4 with the boxes that they need at most; each is drawn once as a halo, once as itself. */
function boxes(svg: string): { text: string; left: number; right: number; y: number }[] {
  const pattern = /<text [^>]*translate\(([^,]*),([^)]*)\)"[^>]*fill="#111111"[^>]*>(.*?)<\/text>/g;
  return [...svg.matchAll(pattern)]
    .map(([, x, y, inner]) => ({
      x: Number(x),
      y: Number(y),
      text: inner.replace(/<[^>]*>/g, "|"),
    }))
    .filter(({ text }) => /^T\d$|compression/.test(text))
    .map(({ x, y, text }) => {
      const half = text.length === 2 ? 9.4 : text.includes("not reached") ? 100 : 76;
      return { text, left: x - half, right: x + half, y };
    });
}

for (
  const [what, last, note] of [["smoke", 0, true], ["quick", 48, true], ["paper", 2998, false]]
) {
  const upTo = Number(last);

  Deno.test(`fig4 keeps its names and words apart and inside for data of ${what}`, async () => {
    const found = boxes(await draw("fig4", plane(upTo)));
    assertEquals(found.filter(({ text }) => /^T\d$/.test(text)).map(({ text }) => text), [
      "T1",
      "T2",
      "T3",
      "T4",
      "T5",
    ]);
    const words = found.filter(({ text }) => text.includes("compression in 2D layer"));
    assertEquals(words.length, 1);
    assertEquals(words[0].text.includes("near epoch 1500: not reached"), note);
    for (const [k, one] of found.entries()) {
      assert(one.left >= 0 && one.right <= WIDTH && one.y >= 9 && one.y <= HEIGHT, one.text);
      for (const other of found.slice(0, k)) {
        const apart = one.left >= other.right || other.left >= one.right ||
          Math.abs(one.y - other.y) >= (one.text.includes("|") ? 30 : 12);
        assert(apart, `${one.text} is on ${other.text}`);
      }
    }
  });

  Deno.test(`fig4 points with its arrow at the layer of two neurons for data of ${what}`, async () => {
    const svg = await draw("fig4", plane(upTo));
    const epoch = Math.min(upTo, 1498), row = REAL.find(([e]) => e === epoch)!;
    const at = place(row[4], row[9]);
    const head = svg.match(/translate\(([^,]*),([^)]*)\) ?rotate\(([^)]*)\)"[^>]*fill="#333333"/)!;
    const dx = at.x - Number(head[1]), dy = at.y - Number(head[2]);
    // The middle of the head is 8 px short of the point, and its tip looks at it.
    assert(Math.abs(Math.hypot(dx, dy) - 8) < 0.2, `${dx}, ${dy}`);
    const turn = 90 + Math.atan2(dy, dx) * 180 / Math.PI;
    assert(Math.abs(turn - Number(head[3])) < 2, `${turn}, ${head[3]}`);
  });
}

Deno.test("fig4 draws its points whole at the edge, and none outside", async () => {
  const rows = [[0, 1, 16.095, 3.3], [0, 2, 16, 3.3], [0, 3, 3, 3.3], [0, 4, 8, 2], [0, 5, 8, 0.2]];
  const svg = await draw("fig4", csvOf("epoch,layer,ixt,ity", rows));
  const at = [...svg.matchAll(/<circle cx="([^"]*)"/g)].map(([, x]) => Number(x));
  assertEquals(at.length, 3);
  assert(!/role-mark layer_1_marks" clip-path/.test(svg));
});

Deno.test("figF16 starts at 0.8 where networks are better, lower where a second half is not", async () => {
  const table = (late: number) =>
    csvOf(
      "network,part,epoch,mean,low,high",
      ["Bottleneck-2", "Conv"].flatMap((network) =>
        ["train", "test"].flatMap((part) =>
          [[0, 0.1], [1000, 0.85], [2000, late], [2998, 0.95]]
            .map(([epoch, mean]) => [network, part, epoch, mean, mean - 0.01, mean + 0.01])
        )
      ),
    );
  const least = async (late: number) => {
    const svg = await draw("figF16", table(late));
    return Math.min(
      ...[...svg.matchAll(/>([01]\.\d\d)<\/text>/g)].map(([, label]) => Number(label)),
    );
  };
  assertEquals(await least(0.9), 0.85);
  assertEquals(await least(0.61), 0.6);
});

const OCCUPIED = "epoch,level1,level2,rows,class,of_class";

/** Rectangles of a cell's size: place and colour. */
function cells(svg: string, side: number): { x: number; y: number; fill: string }[] {
  const path = `M([-\\d.]+),([-\\d.]+)h${side}v${side}h-${side}Z`;
  return [...svg.matchAll(new RegExp(`<path d="${path}"[^>]*fill="([^"]*)"`, "g"))]
    .map(([, x, y, fill]) => ({ x: Number(x), y: Number(y), fill }));
}

Deno.test("representation draws a cell of its own level and colour for states of three images", async () => {
  const rows = [[0, 10, 20, 3, 4, 2], [0, 11, 20, 2, 5, 2], [48, 255, 0, 9, 1, 9], [
    48,
    0,
    255,
    2,
    7,
    2,
  ]];
  const svg = await draw("representation", csvOf(OCCUPIED, rows));
  const places = cells(svg, 1.5);
  assertEquals(places, [
    { x: 15, y: 384 - 1.5 * 21, fill: "#999933" },
    { x: 382.5, y: 382.5, fill: "#88CCEE" },
  ]);
  for (const epoch of [0, 48]) assert(svg.includes(`>After epoch ${epoch}</text>`));
});

Deno.test("representation shows every state of the last epoch about the fullest one, on its grid", async () => {
  const rows = [[0, 5, 5, 99, 0, 99], [48, 125, 140, 50, 1, 50], [48, 126, 140, 1, 2, 1], [
    48,
    9,
    9,
    40,
    3,
    40,
  ]];
  const svg = await draw("representation", csvOf(OCCUPIED, rows));
  // 96 by 32 levels, the fullest one 48 from the left and 16 from below.
  assertEquals(cells(svg, 8).map(({ x, y }) => [x, y]), [
    [48 * 8, 256 - 17 * 8],
    [49 * 8, 256 - 17 * 8],
  ]);
});

Deno.test("representation at full size stays below 1.5 MB", async () => {
  const rows = [0, 48, 1498, 2998].flatMap((epoch) =>
    Array.from({ length: 16000 }, (_, k) => {
      const state = (k * 40503) % 65536;
      return [epoch, state % 256, Math.floor(state / 256), 1 + (k % 4 === 0 ? 3 : 0), k % 10, 1];
    })
  );
  const svg = await draw("representation", csvOf(OCCUPIED, rows));
  assertEquals(cells(svg, 1.5).length, 16000);
  assert(svg.length < 1.5e6, `${svg.length} bytes`);
});
