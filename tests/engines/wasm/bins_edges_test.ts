import { assert, assertEquals, assertThrows } from "@std/assert";
import { binsKernels } from "../../../lib/engines/wasm/bins.ts";
import { MOST_BINS, thresholdsOf, uniformEdges } from "../../../lib/engines/wasm/bins_edges.ts";
import { reset } from "../../../lib/engines/wasm/memory.ts";
import { below, next, statesOf, uniformArguments } from "./bins_support.ts";
import { Draw } from "./support.ts";
import golden from "../../golden/bins.json" with { type: "json" };

const VECTORS = new URL("../../../../shared/vectors/fake-quantize.json", import.meta.url);

Deno.test("uniformEdges() gives the edges of numpy.arange, bins + 1 of them among the cases", () => {
  for (const { lo, up, bins, edges } of golden) {
    assertEquals([...uniformEdges(lo, up, bins)], edges, `${bins} bins from ${lo} to ${up}`);
  }
  const more = golden.filter(({ bins, edges }) => edges.length === bins + 1);
  assertEquals(new Set(more.map(({ bins }) => bins)), new Set([30, 100]));
});

Deno.test("uniform_u16() and search_u16() give the states of numpy.digitize", () => {
  for (const { lo, up, bins, edges, x, states } of golden) {
    reset();
    const thresholds = thresholdsOf(Float64Array.from(edges));
    const at = uniformArguments(Float32Array.from(x), thresholds, 8);
    binsKernels.uniform_u16(...at, lo, bins / (up - lo));
    assertEquals(statesOf(at[0], 8, x.length), states, `uniform, ${bins} from ${lo} to ${up}`);
    binsKernels.search_u16(...at);
    assertEquals(statesOf(at[0], 8, x.length), states, `search, ${bins} from ${lo} to ${up}`);
  }
});

Deno.test({
  name: "uniformEdges() gives the vectors of the protocol" +
    (await exists(VECTORS) ? "" : " (not checked: they are not there)"),
  ignore: !await exists(VECTORS),
  fn: async () => {
    const { "uniform_bins_edges_-0.9_0.95_30": edges } = JSON.parse(
      await Deno.readTextFile(VECTORS),
    );
    assertEquals([...uniformEdges(-0.9, 0.95, 30)], edges);
  },
});

async function exists(url: URL): Promise<boolean> {
  return await Deno.stat(url).then(() => true, () => false);
}

Deno.test("uniformEdges() has no edge between equal bounds, the most bins otherwise, and ascends", () => {
  assertEquals(uniformEdges(0.5, 0.5, 30).length, 0);
  assertEquals(uniformEdges(-0, 0, 30).length, 0);
  for (const bins of [1, 2, MOST_BINS]) {
    for (const [lo, up] of [[0, 1], [1, next(1)], [0, 1e-45], [-1e38, 1e38]]) {
      const edges = uniformEdges(lo, up, bins);
      assert(edges.length === bins || edges.length === bins + 1, `${edges.length} edges`);
      assert(edges.every((edge, i) => i === 0 || edge >= edges[i - 1]), `${lo} to ${up}`);
    }
  }
});

Deno.test("uniformEdges() refuses bounds and bins that are none", () => {
  for (const [lo, up] of [[1, 0], [NaN, 1], [0, NaN], [0, Infinity], [-3e38, 3e38]]) {
    assertThrows(() => uniformEdges(lo, up, 30), RangeError, `value is ${lo} to ${up}`);
  }
  for (const bins of [0, -1, 1.5, NaN, MOST_BINS + 1]) {
    assertThrows(() => uniformEdges(0, 1, bins), RangeError, `current value is ${bins}`);
  }
});

Deno.test("thresholdsOf() separates float32 exactly as the float64 edges do", () => {
  const draw = new Draw("thresholds"), subnormal = 1.401298464324817e-45;
  const special = [
    0,
    -0,
    1e-300,
    -1e-300,
    subnormal / 2,
    -subnormal,
    1,
    1 + 2 ** -40,
    3.4028235e38,
  ];
  const random = [...draw.mixed(500)].flatMap((x) => [x, x * (1 + 2 ** -52), x * (1 - 2 ** -30)]);
  const edges = Float64Array.from([...special, ...special.map((x) => -x), ...random]);
  thresholdsOf(edges).forEach((threshold, k) => {
    const near = Math.fround(edges[k]);
    for (const x of [below(below(near)), below(near), near, next(near), next(next(near))]) {
      assertEquals(threshold <= x, edges[k] <= x, `edge ${edges[k]}, value ${x}`);
    }
  });
  assertEquals([...thresholdsOf(Float64Array.of(3.5e38))], [Infinity]);
});
