import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { entropy, mutualInformation } from "../../lib/information/entropy.ts";
import { countStates } from "./support.ts";

/** Far above the rounding of some hundred additions of numbers below 20, far below any bit that matters. */
const TOLERANCE = 1e-12;

function assertNear(actual: number, expected: number) {
  assert(Math.abs(actual - expected) <= TOLERANCE, `${actual} is not near ${expected}`);
}

/** Sum of p(a,b) log2(p(a,b) / (p(a) p(b))) over all pairs, straight from the definition. */
function informationByDefinition(as: readonly number[], bs: readonly number[]): number {
  const n = as.length;
  let sum = 0;
  for (const a of new Set(as)) {
    for (const b of new Set(bs)) {
      const joint = as.filter((x, i) => x === a && bs[i] === b).length / n;
      const pa = as.filter((x) => x === a).length / n, pb = bs.filter((x) => x === b).length / n;
      if (joint > 0) sum += joint * Math.log2(joint / (pa * pb));
    }
  }
  return sum;
}

function informationOf(states: readonly number[], labels: readonly number[], classes: number) {
  const counts = countStates(
    BigUint64Array.from(states, BigInt),
    1,
    Uint8Array.from(labels),
    classes,
  );
  return mutualInformation(counts);
}

Deno.test("entropy() of closed forms", () => {
  assertEquals(entropy(new Uint32Array(0), 0), 0);
  assertEquals(entropy(Uint32Array.of(1, 1), 1), 0);
  assertEquals(entropy(Uint32Array.of(4096, 1), 4096), 0);
  assertEquals(entropy(Uint32Array.of(1, 4096), 4096), 12);
  assertEquals(entropy(Uint32Array.of(16, 256), 4096), 8);
  assertEquals(entropy(Uint32Array.of(1, 2, 2, 1), 4), 1.5);
  // H(Y) of the synthetic data set (docs/protocol.md, section 7): 2118 ones of 4096.
  assertNear(entropy(Uint32Array.of(1978, 1, 2118, 1), 4096), 0.9991571208502711);
  assertNear(entropy(Uint32Array.of(70000, 1), 70000), 0);
});

Deno.test("entropy() is additive for independent parts", () => {
  // States (a, b) with a in counts 1, 3 and b in counts 2, 5: counts multiply, entropies add.
  const a = entropy(Uint32Array.of(1, 1, 3, 1), 4), b = entropy(Uint32Array.of(2, 1, 5, 1), 7);
  assertNear(entropy(Uint32Array.of(2, 1, 5, 1, 6, 1, 15, 1), 28), a + b);
});

Deno.test("mutualInformation() of closed forms", () => {
  const labels = Array.from({ length: 64 }, (_, r) => r % 2);
  assertEquals(informationOf(labels.map(() => 5), labels, 2), { ixt: 0, ity: 0 });
  assertEquals(informationOf(labels.map((_, r) => r), labels, 2), { ixt: 6, ity: 1 });
  assertEquals(informationOf(labels, labels, 2), { ixt: 1, ity: 1 });
  assertEquals(informationOf(labels.map((_, r) => r >> 1), labels, 2), { ixt: 5, ity: 0 });
  assertEquals(informationOf(labels, labels, 5), { ixt: 1, ity: 1 });
  assertEquals(informationOf([], [], 2), { ixt: 0, ity: 0 });
});

const rows = fc.integer({ min: 1, max: 4 }).chain((classes) =>
  fc.record({
    classes: fc.constant(classes),
    table: fc.array(fc.tuple(fc.nat(6), fc.nat(classes - 1)), { minLength: 1, maxLength: 60 }),
  })
);

Deno.test("mutualInformation() equals the definition on small joint distributions", () => {
  fc.assert(
    fc.property(rows, ({ classes, table }) => {
      const states = table.map(([state]) => state), labels = table.map(([, label]) => label);
      const { ixt, ity } = informationOf(states, labels, classes);
      assertNear(ixt, informationByDefinition(table.map((_, x) => x), states));
      assertNear(ity, informationByDefinition(states, labels));
    }),
    { seed: 2022, numRuns: 300 },
  );
});

Deno.test("mutualInformation() obeys 0 <= I(T;Y) <= min(H(Y), I(X;T)) <= log2 N", () => {
  fc.assert(
    fc.property(rows, ({ classes, table }) => {
      const states = table.map(([state]) => state), labels = table.map(([, label]) => label);
      const { ixt, ity } = informationOf(states, labels, classes);
      const entropyOfLabels = informationOf(labels, labels, classes).ixt;
      assert(ity >= -TOLERANCE);
      assert(ity <= entropyOfLabels + TOLERANCE);
      assert(ity <= ixt + TOLERANCE);
      assert(ixt <= Math.log2(table.length) + TOLERANCE);
    }),
    { seed: 2022, numRuns: 300 },
  );
});

Deno.test("mutualInformation() falls when states are merged", () => {
  fc.assert(
    fc.property(rows, ({ classes, table }) => {
      const states = table.map(([state]) => state), labels = table.map(([, label]) => label);
      const fine = informationOf(states, labels, classes);
      const coarse = informationOf(states.map((state) => state >> 1), labels, classes);
      assert(coarse.ixt <= fine.ixt + TOLERANCE);
      assert(coarse.ity <= fine.ity + TOLERANCE);
    }),
    { seed: 2022, numRuns: 300 },
  );
});

Deno.test("entropy() gives the golden bits", async () => {
  // 70000 rows in three states, one of which occurs 1000 times: the logarithms of 66999 different counts.
  const values = Float64Array.from(
    { length: 33499 },
    (_, i) => entropy(Uint32Array.of(1000, 1, 1001 + i, 1, 67999 - i, 1), 70000),
  );
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", values)).toHex();
  assertEquals(digest, "52b8114dddf3e47ef65e3f2d59ad5e251aad700c1544aa7a52472cb2d536563d");
});

Deno.test("entropy() and mutualInformation() give the very bits: each operation in its place", () => {
  // Rows that are no power of two, states that occur several times, classes of different sizes: what divides by 4096 or
  // multiplies by 1 hides the order of operations. Published curves have these bits.
  const total = Uint32Array.of(2, 1, 5, 1, 6, 1, 7, 1, 8, 1, 9, 2, 12, 2, 14, 1);
  assertEquals(entropy(total, 84), 3.187893388430632);
  const table = {
    total: Uint32Array.from(
      [1, 1, 3, 1, 4, 1, 5, 2, 6, 2, 7, 3, 8, 3, 9, 2, 10, 4, 11, 2, 12, 3, 13, 1, 14, 2, 15, 1],
    ),
    classes: [
      Uint32Array.of(1, 4, 2, 2, 3, 4, 4, 4, 5, 2, 6, 3, 7, 3, 8, 5),
      Uint32Array.of(1, 3, 2, 5, 3, 2, 4, 1, 5, 4, 6, 2, 7, 5, 8, 4),
    ],
  };
  assertEquals(mutualInformation(table), { ixt: 4.683731181512152, ity: 0.176342225038586 });
});

Deno.test("mutualInformation() of what is independent may be a rounding below 0, and says so", () => {
  const half = Uint32Array.of(1, 1, 2, 1);
  const { ity } = mutualInformation({ total: Uint32Array.of(2, 1, 4, 1), classes: [half, half] });
  assertEquals(ity, -1.1102230246251565e-16);
});

Deno.test("mutualInformation() passes over classes without a row", () => {
  const total = Uint32Array.of(2, 1, 4, 1), none = new Uint32Array();
  const one = mutualInformation({ total, classes: [total] });
  assertEquals(mutualInformation({ total, classes: [none, total, none] }), one);
  assertEquals(one.ity, 0);
});
