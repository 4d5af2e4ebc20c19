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
/** The plane up to an epoch; the exact states of the output layer are here those of T4. */
const plane = (upTo: number) =>
  csvOf(
    "epoch,layer,states,ixt,ity",
    REAL.filter(([epoch]) => epoch <= upTo).flatMap(([epoch, ...values]) => [
      ...[1, 2, 3, 4, 5].map((k) => [epoch, k, "binned", values[k - 1], values[k + 4]]),
      [epoch, 5, "exact", values[3], values[8]],
    ]),
  );

for (const [what, last] of [["smoke", 0], ["quick", 48], ["paper", 2998]] as const) {
  Deno.test(`fig4 names its layers, and shows by an arrow what the paper sees, for data of ${what}`, async () => {
    const svg = await draw("fig4", plane(last));
    const names = [...svg.matchAll(/>(T\d(?: binned)?|exact)<\/text>/g)].map(([, name]) => name);
    assertEquals(names.sort(), ["T1", "T2", "T3", "T4", "T5 binned", "exact"]);
    const seen = last >= 1490;
    assertEquals(svg.includes("compression in"), seen);
    assertEquals(/role-mark layer_4_layer_1_marks"[^>]*><path/.test(svg), seen);
  });
}

Deno.test("fig4 points with its arrow from the most information of T4 to the last", async () => {
  const svg = await draw("fig4", plane(2998));
  const x = (ixt: number) => 438 * (ixt - 3.9) / 12.7;
  const [, from, to] = /role-mark layer_4_layer_0_marks"[^>]*>.*?M([\d.]+),[\d.]+L([\d.]+),/
    .exec(svg)!.map(Number);
  // The most of T4 above is 11.2031 bits; the head ends a fifth of a bit short of the 11.0954 of the end.
  assert(Math.abs(from - x(11.2031)) < 0.06 && Math.abs(to - x(11.2954)) < 0.06, `${from} ${to}`);
});

Deno.test("fig4 draws whole the points of full information, and clips what is outside", async () => {
  const rows = [[0, 1, "binned", 16.095, 3.3198], [0, 5, "binned", 8, 2], [0, 5, "exact", 8, 2]];
  const svg = await draw("fig4", csvOf("epoch,layer,states,ixt,ity", rows));
  const x = 438 * (16.095 - 3.9) / 12.7;
  assert(svg.includes(`<circle cx="${x.toFixed(1)}"`) && x < 438 - 2);
});

Deno.test("figF16 draws every repeat beside the median, from nothing to all", async () => {
  const runs = ["median", "r00", "r01"].flatMap((repeat, r) =>
    [[0, 0.1], [1000, 0.85], [2998, 0.2 * r]].map(([epoch, accuracy]) =>
      ["train", "test"].map((part) => ["Conv", part, repeat, epoch, accuracy])
    ).flat()
  );
  const svg = await draw("figF16", csvOf("network,part,repeat,epoch,accuracy", runs));
  const lines = [...svg.matchAll(/<path d="M[^"]*" stroke="(#[^"]*)" stroke-width="([\d.]+)"/g)]
    .map(([, stroke, width]) => `${stroke} ${width}`);
  const count = (line: string) => lines.filter((one) => one === line).length;
  assertEquals(["#8cbedd 0.4", "#f0b58c 0.4"].map(count), [2, 2]);
  // The line, and its sample in the legend.
  assertEquals(svg.match(/stroke-width="1.1" stroke-dasharray="4,2"/g)?.length, 2);
  for (const label of ["0.0", "0.6", "1.0"]) assert(svg.includes(`>${label}</text>`));
});

const OCCUPIED = "epoch,level1,level2,rows,class,of_class";

Deno.test("representation draws a cell for every occupied state, alike ones as one path", async () => {
  const rows = [[0, 10, 20, 1, 4, 1], [0, 11, 20, 1, 5, 1], [0, 0, 255, 5000, 7, 5000]];
  const svg = await draw("representation", csvOf(OCCUPIED, rows));
  const cells = [...svg.matchAll(/<g fill="(#[^"]*)"[^>]*><path d="((?:M[^Z]*Z)+)"\/><\/g>/g)];
  assertEquals(cells.map(([, , d]) => d.split("Z").length - 1), [2, 1]);
  assert(cells[0][1] !== cells[1][1]);
  assert(svg.includes(">After epoch 0</text>"));
});

Deno.test("representation writes a digit where a row of no images is, and no cell", async () => {
  const rows = [[48, 9, 9, 40, 3, 40], [48, 9, 10, 40, 3, 40], [48, 16, 64, 0, 3, 0]];
  const svg = await draw("representation", csvOf(OCCUPIED, rows));
  const at = (level: number) => 196 * Math.log1p((level + 0.5) / 16) / Math.log1p(256 / 16);
  const places = [...svg.matchAll(/translate\(([\d.]+),([\d.]+)\)"[^>]*>3<\/text>/g)];
  assertEquals(places.length, 2, "a halo and the digit");
  const [, x, y] = places[0].map(Number);
  // The middle of a line of text is 0.3 of its size above its base.
  assert(Math.abs(x - at(16)) < 1.5, `${x} ${at(16)}`);
  assert(Math.abs(y - 0.3 * 10.4 - (196 - at(64))) < 1.5, `${y} ${at(64)}`);
  const [, d] = /<g fill="#[^"]*" stroke-width="0"><path d="((?:M[^Z]*Z)+)"/.exec(svg)!;
  assertEquals(d.match(/M/g)?.length, 2);
});

Deno.test("representation at full size stays below 2.5 MB", async () => {
  const rows = [0, 48, 1498, 2998].flatMap((epoch) =>
    Array.from({ length: 16000 }, (_, k) => {
      const state = (k * 40503) % 65536;
      return [epoch, state % 256, Math.floor(state / 256), k < 12000 ? 1 : 4, k % 10, 1];
    })
  );
  const svg = await draw("representation", csvOf(OCCUPIED, rows));
  assertEquals(svg.match(/h[\d.]+v[\d.]+h-[\d.]+Z/g)!.length > 60000, true);
  assert(svg.length < 2.5e6, `${svg.length} bytes`);
});
