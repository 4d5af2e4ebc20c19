import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  bucketInformation,
  type Edge,
  edgeInformation,
  edgePlane,
} from "../../../lib/information/estimators/edge.ts";
import { bucketsOf } from "../../../lib/information/estimators/hashing.ts";
import { activationEstimator } from "../../../lib/information/estimators/settings.ts";
import { assertNear, CASES, inTurn, mapped, matrixOf, normals } from "./support.ts";

const EDGE = activationEstimator({ kind: "edge" });

Deno.test("buckets of the authors' widths have the authors' information, to the count", () => {
  for (const { name, matrix, columns, y, edge_core, edge_floor } of CASES) {
    const labels = matrixOf(1, y);
    for (const { epsX, epsY, U, bits } of edge_core) {
      const [x, of] = [
        bucketsOf(matrix, new Float64Array(columns).fill(epsX), 0),
        bucketsOf(labels, Float64Array.of(epsY), 0),
      ];
      assertNear(bucketInformation(x, of, U), bits, 1e-14, 0, name);
    }
    const { gamma, epsilon, range, L, bits } = edge_floor;
    const settings = activationEstimator({
      kind: "edge",
      hashing: "floor",
      gamma,
      epsilon,
      range,
      ensemble: L,
      normalise: false,
    });
    assertNear(edgeInformation(matrix, labels, settings), bits, 1e-14, 0, name);
  }
});

Deno.test("a second pass has its widths from the first estimate", () => {
  const x = normals("x", 200, 1), y = mapped(x, (value) => value + 0.1 * Math.sin(9 * value));
  const own: Edge = { ...EDGE, hashing: "floor", epsilon: [0.2, 0.3], ensemble: 3 };
  const first = edgeInformation(x, y, { ...own, normalise: false });
  // The authors multiply by 0.9 in each of the two calls.
  const factor = 0.9 * 2 ** (0.5 / first - Math.sqrt(2 * first));
  const again = edgeInformation(x, y, { ...own, gamma: [factor, factor], normalise: false });
  assertNear(edgeInformation(x, y, own), again, 1e-12);
  assert(again !== first);
});

Deno.test("EDGE sees dependence, and that there is none, and never more than its cap", () => {
  const x = normals("x", 600, 2), independent = normals("y", 600, 2);
  const far = {
    rows: 600,
    columns: 1,
    values: Float64Array.from({ length: 600 }, (_, r) => r % 4),
  };
  assert(edgeInformation(x, independent, EDGE) < 0.3);
  assert(edgeInformation(x, x, EDGE) > 1);
  assertNear(
    edgeInformation(far, far, { ...EDGE, hashing: "floor", epsilon: [0.1, 0.1], normalise: false }),
    2,
    1e-12,
  );
  assertNear(
    edgeInformation(far, far, {
      ...EDGE,
      hashing: "floor",
      epsilon: [0.1, 0.1],
      normalise: false,
      cap: 1,
    }),
    1,
    1e-12,
  );
  // A constant has one bucket: each pair of buckets is given the least that the authors give.
  assertEquals(edgeInformation(mapped(x, () => 0.5), independent, EDGE), 0.001);
});

Deno.test("edgePlane() has inputs before a layer and a layer before labels, each layer as it is alone", () => {
  const inputs = normals("x", 120, 3),
    layers = [2, 1].map((d) => normals(`t${d}`, 120, d)),
    classes = inTurn(120, 3);
  const labels = matrixOf(1, classes.labels);
  const floor: Edge = { ...EDGE, hashing: "floor", epsilon: [0.3, 0.2] };
  edgePlane(inputs, layers, classes, floor).forEach(({ ixt, ity }, l) => {
    assertEquals(ixt, edgeInformation(inputs, layers[l], floor));
    assertEquals(ity, edgeInformation(layers[l], labels, floor));
  });
  const found = edgePlane(inputs, layers, classes, EDGE);
  assertEquals(edgePlane(inputs, [layers[1]], classes, EDGE), [found[1]]);
  assert(edgePlane(inputs, layers, classes, { ...EDGE, seed: "other" })[0].ixt !== found[0].ixt);
});

Deno.test("settings, sizes and too few rows are refused in one line", () => {
  const x = normals("x", 30, 1);
  const refused = (change: Partial<Edge>, rule: string) =>
    assertThrows(() => edgeInformation(x, x, { ...EDGE, ...change }), RangeError, rule);
  refused({ cap: 0 }, "cap must be above 0, current value is 0");
  refused({ gamma: [1, -1] }, "gamma must be two numbers above 0");
  refused({ epsilon: [0, 1] }, "epsilon must be two numbers above 0");
  refused({ ensemble: 0 }, "ensemble must be a whole number from 1 to 1000");
  refused({ range: NaN }, "range must be 0 or more");
  const few = normals("few", 19, 1);
  assertThrows(
    () => edgeInformation(few, few, EDGE),
    RangeError,
    "rows must be at least 20 for p-stable hashing",
  );
  assertThrows(
    () => edgeInformation(x, few, EDGE),
    RangeError,
    "the second variable: rows must be 30",
  );
});
