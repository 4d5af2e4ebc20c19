import { assertEquals, assertThrows } from "@std/assert";
import {
  adaptiveCodes,
  binnedCodes,
  codesInformation,
  countCodes,
  exactCodes,
  extentOf,
  uniformCodes,
  widthCodes,
} from "../../../lib/information/estimators/codes.ts";
import golden from "../../golden/bins.json" with { type: "json" };
import { assertNear, CASES, inTurn, matrixOf } from "./support.ts";

Deno.test("countCodes() has pairs of counts and states, over all rows and each class", () => {
  const codes = Float64Array.of(1, 1, 2, 2, 1, 1, 3, 3);
  assertEquals(countCodes(codes, { labels: [0, 1, 1, 1], classes: 3 }), {
    total: Uint32Array.of(1, 2, 2, 1),
    classes: [Uint32Array.of(1, 1), Uint32Array.of(1, 3), new Uint32Array()],
  });
});

Deno.test("exact codes tell every value apart, and 0 is -0", () => {
  const layer = matrixOf(1, [0, -0, 1, 1 + 2 ** -52]);
  assertEquals(codesInformation(exactCodes(layer), inTurn(4, 1)), { ixt: 1.5, ity: 0 });
});

Deno.test("binned codes are the nearest of 2^bits + 1 places, halves to even, in float32", () => {
  const layer = matrixOf(1, [0, 1, 2, 3, 4, 8]);
  // Steps of 2: 1 and 3 lie between two places.
  assertEquals([...binnedCodes(layer, 2)], [0, 0, 1, 2, 2, 4]);
  assertEquals([...binnedCodes(matrixOf(2, [5, 5, 5, 5]), 8)], [0, 0, 0, 0]);
  // A third rounds to float32 before it is a fraction of 2^32.
  assertEquals([...binnedCodes(matrixOf(1, [0, 1 / 3, 1]), 32)], [
    0,
    Math.fround(1 / 3) * 4294967296,
    4294967296,
  ]);
});

Deno.test("uniform codes are NumPy's, by the released code", () => {
  let compared = 0;
  for (const { lo, up, bins, x, states } of golden as unknown as GoldenBins[]) {
    if (x === undefined) continue;
    const found = uniformCodes(matrixOf(1, x), bins, [lo, up]);
    assertEquals([...found], states);
    compared += states.length;
  }
  assertEquals(compared > 100, true);
});

interface GoldenBins {
  readonly lo: number;
  readonly up: number;
  readonly bins: number;
  readonly x?: number[];
  readonly states: number[];
}

Deno.test("bounds may be a layer's or a neuron's own", () => {
  const layer = matrixOf(2, [0, 0, 1, 10, 2, 20, 4, 40]);
  assertEquals(extentOf(layer), [0, 40]);
  assertEquals(extentOf(layer, 0), [0, 4]);
  assertEquals([...uniformCodes(layer, 4, "neuron")], [1, 1, 2, 2, 3, 3, 4, 4]);
  assertEquals([...uniformCodes(layer, 4, "layer")], [1, 1, 1, 2, 1, 3, 1, 4]);
  assertEquals([...uniformCodes(matrixOf(1, [3, 3]), 4, "layer")], [0, 0]);
  assertThrows(() => uniformCodes(layer, 0, "layer"), RangeError, "bins must be an integer");
});

Deno.test("adaptive codes have bins of equal mass; equal edges are one", () => {
  assertEquals([...adaptiveCodes(matrixOf(1, [5, 1, 4, 2, 3, 6]), 3)], [2, 0, 1, 0, 1, 2]);
  assertEquals([...adaptiveCodes(matrixOf(1, [0, -0, 0, 7]), 4)], [1, 1, 1, 2]);
});

Deno.test("width codes are floor(x / width), negative ones too", () => {
  assertEquals([...widthCodes(matrixOf(1, [-0.08, -0.01, 0, 0.069, 0.07, 0.15]), 0.07)], [
    -2,
    -1,
    0,
    0,
    1,
    2,
  ]);
});

Deno.test("information is a function of which rows are equal: neurons and codes may be called otherwise", () => {
  for (const { name, matrix, classes } of CASES) {
    const exact = codesInformation(exactCodes(matrix), classes);
    const renamed = codesInformation(exactCodes(matrix).map((value) => 3 - 2 * value), classes);
    assertNear(renamed.ixt, exact.ixt, 0, 0, name);
    const coarse = codesInformation(widthCodes(matrix, 0.5), classes);
    // Bins lose information: the law of data processing.
    for (const what of ["ixt", "ity"] as const) {
      assertEquals(coarse[what] <= exact[what] + 1e-12, true, name);
    }
  }
});
