import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { renderSvg } from "../../lib/render/svg.ts";
import { commonEstimator, compare, differencesCsv } from "../../lib/runs/compare.ts";
import { FONTS, readSpec, THEME } from "../render/drawing.ts";
import { made } from "./made.ts";

const rows = (csv: Uint8Array) =>
  new TextDecoder().decode(csv).trimEnd().split("\n").map((line) => line.split(","));

Deno.test("compare() has bands of every quantity, planes, and differences from the first run", () => {
  const runs = [made("a", 3, 2), made("b", 4, 3), made("c", 1, 2)];
  const { tables, differences, caption, estimator } = compare(runs);
  assertEquals(estimator, "exact");
  assert(caption.includes("a: 3 repeats, 6 epochs. b: 4 repeats"), caption);
  const curves = rows(tables.csv),
    of = (...begin: string[]) => curves.filter((row) => begin.every((cell, k) => row[k] === cell));
  assertEquals(curves[0].join(), "run,quantity,layer,order,epoch,mean,low,high");
  // Layer 1 of a at epoch 5: 2, 3, 4; t of two degrees of freedom is 4.3027, the deviation 1.
  const [, last] = of("a", "ixt", "1"), [mean, low, high] = last.slice(5).map(Number);
  assertEquals([last[4], mean], ["5", 3]);
  assertAlmostEquals(high - low, 2 * 4.3027 / Math.sqrt(3), 1e-5);
  assertEquals(of("b", "ixt").map((row) => row[2]).join(), "1,1,2,2,output,output");
  // The output is the last panel, whichever number it has.
  assertEquals(of("b", "ixt").map((row) => row[3]).join(), "1,1,2,2,99,99");
  assertEquals(of("c", "ity", "output")[1].slice(5), ["3.000000", "3.000000", "3.000000"]);
  assertEquals(of("a").length, 2 * (2 + 2 + 3));
  assertEquals(rows(tables.planes)[1].join(), "a,0,0,1,1.000000,1.000000");

  // The output of b has 5 + r, that of a 3 + r: 6.5 - 4. What only one of them has is left out.
  const found = differences.filter(({ run, quantity }) => run === "b" && quantity === "ixt");
  assertEquals(found.map(({ layer, epoch }) => [layer, epoch]), [["1", 5], ["output", 5]]);
  const output = found[1];
  assertEquals([output.mean, output.repeats, output.than], [2.5, [4, 3], "a"]);
  assert(output.low < 2.5 && output.high > 2.5 && output.p! > 0 && output.p! < 1);
  const single = differences.find(({ run }) => run === "c")!;
  assertEquals([single.low, single.high, single.p], [-Infinity, Infinity, undefined]);
  const table = rows(differencesCsv(differences));
  assertEquals(table[0].length, 11);
  assert(table.every((row) => row.length === 11 && !row.join().includes("Infinity")));
  const chosen = compare(runs, { epochs: [0, 5], band: "quantiles" });
  assertEquals(chosen.differences.length, 2 * differences.length);
});

Deno.test("compare() refuses what is not of all runs, in one line", () => {
  const a = made("a", 2, 2, ["exact", "binned"]), b = made("b", 2, 2, ["binned"]);
  assertEquals(commonEstimator([a, b]), "binned");
  assertEquals(commonEstimator([a, a], "binned"), "binned");
  assertThrows(
    () => compare([a, b], { estimator: "exact" }),
    RangeError,
    "estimator must be one that all runs have, current value is exact (a exact binned; b binned)",
  );
  assertThrows(
    () => compare([a, b], { epochs: [3] }),
    RangeError,
    "--epochs must be recorded ones, of a every 5 up to 5, current value is 3",
  );
});

Deno.test("the picture of a comparison draws as many runs as are told apart", async () => {
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const runs = Array.from({ length: 3 }, (_, k) => made(`run-${k}`, 1 + k, 2 + k));
  const { tables, caption } = compare(runs);
  const given = { "compare.csv": text(tables.csv), "compare-planes.csv": text(tables.planes) };
  const svg = await renderSvg(readSpec("compare"), given, {
    ...{ theme: THEME, fonts: FONTS, subtitle: caption },
  });
  for (const word of ["run-0", "run-1", "run-2", "Output", "T3", "Training loss"]) {
    assert(svg.includes(word), word);
  }
});
