import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { type Claim, type Holding, judgeClaims } from "../../../lib/paper/claims/judge.ts";
import type { CurveSource, Side, Statistic } from "../../../lib/paper/claims/claim.ts";
import { increaseAtOnce, seriesOf, whole } from "../../../lib/paper/claims/contrast.ts";
import { climb, fall, fallBetween, start } from "../../../lib/paper/claims/moves.ts";
import type { Curves } from "../../../lib/study/steps/curves.ts";
import { type Contents, curvesOf, holdingOf, momentsOf, plateaus, repeatOf } from "./made_up.ts";

const TANH: CurveSource = { experiment: "SYN-Tanh-8", states: "binned", phase: "train" };
const RELU: CurveSource = { ...TANH, experiment: "SYN-ReLU-8" };

const side = (source: CurveSource, statistic: Statistic, weight = 1): Side => {
  return { source, weight, statistic };
};

function claim(sides: readonly Side[], threshold = 0, epochs = 8000): Claim {
  const texts = { where: "1", text: "it is so", quantity: "it", why: "it says so" };
  const part = {
    name: "one",
    measure: { sides },
    claimed: "at least" as const,
    threshold,
    origin: 0,
  };
  return { id: "one", ...texts, unit: "bits", epochs, parts: [part] };
}

const flat = (...layers: number[]): Curves => curvesOf(layers.map((value) => plateaus(40, value)));

async function judged(one: Claim, ...holdings: Holding[]) {
  const [{ verdict, parts, basis }] = await judgeClaims(holdings, [one]);
  return { verdict, basis, part: parts[0], estimate: parts[0].estimate! };
}

Deno.test("a claim over repeats is the mean of each one's own contrast, with t of its degrees", async () => {
  const holding = holdingOf((id) => curvesOf([plateaus(40, 4, repeatOf(id) === 0 ? 1 : 3)]));
  const statistic = { move: fall("ixt", 1) };
  const { verdict, estimate, basis } = await judged(claim([side(TANH, statistic)]), holding);
  assertEquals(estimate.value, 2);
  assertAlmostEquals(estimate.high, 2 + 12.7062, 1e-9);
  assertEquals(verdict, "undecided");
  const of = { experiment: "SYN-Tanh-8", holding: "made up", repeats: 2, of: 50 };
  assertEquals(basis, [of]);
});

Deno.test("sides of one experiment are summed repeat by repeat, of others as independent ones", async () => {
  const value = (id: string) => (id.includes("relu") ? 0 : 10) + 2 * repeatOf(id);
  const holding = holdingOf((id) => flat(value(id), value(id) - 1));
  const [one, two] = [1, 2].map((layer) => ({ contrast: whole("ixt", layer) }));
  const paired = await judged(claim([side(TANH, one), side(TANH, two, -1)], 1), holding);
  assertEquals(paired.estimate, { value: 1, low: 1, high: 1 });
  assertEquals(paired.verdict, "holds");
  const apart = await judged(claim([side(TANH, one), side(RELU, one, -1)]), holding);
  assertEquals(apart.estimate.value, 10);
  // Errors 1 and 1.
  assertAlmostEquals(apart.estimate.high - 10, 12.7062 * Math.SQRT2, 1e-9);
});

Deno.test("bins are judged by mean curves, with the widest interval their deviations allow", async () => {
  const source: CurveSource = { experiment: "SYN-ReLU-32", states: 30, phase: "train" };
  const mean = curvesOf([plateaus(40, 5, 2)]), sd = curvesOf([plateaus(40, 0.5, 1.5)]);
  const holding = holdingOf(
    (id) =>
      id === "aggregate/syn-relu-32/n5/e8000/uniform-30-global" ? momentsOf(mean, sd) : undefined,
    { repeats: 5 },
  );
  const { estimate } = await judged(claim([side(source, { move: fall("ixt", 1) })]), holding);
  assertEquals(estimate.value, 3);
  // Deviations 0.5 + 1.5 with ddof 0, 5 repeats.
  assertAlmostEquals(estimate.high - 3, 2.7764 * 2 / 2, 1e-9);
  const number = { number: (one: Curves) => seriesOf(one, "ixt", 1)[0] };
  await assertRejects(() => judged(claim([side(source, number)]), holding), RangeError, "repeats");
});

Deno.test("exact states are those of the hidden layers with the output layer's own", async () => {
  const holding = holdingOf((id) => id.endsWith("/exact-output") ? flat(7) : flat(9, 3));
  const contrast = increaseAtOnce("ixt", [1, 2]);
  const { estimate } = await judged(
    claim([side({ ...TANH, states: "exact" }, { worst: contrast })]),
    holding,
  );
  assertEquals(estimate, { value: -2, low: -2, high: -2 });
});

Deno.test("the worst repeat stands for all of them", async () => {
  const holding = holdingOf((id) => flat(9, repeatOf(id) === 1 ? 9.25 : 3), { repeats: 3 });
  const worst = { worst: increaseAtOnce("ixt", [1, 2]) };
  const { estimate } = await judged(claim([side(TANH, worst)]), holding);
  assertEquals(estimate, { value: 0.25, low: 0.25, high: 0.25 });
});

Deno.test("numbers, spread and likeness are taken over repeats", async () => {
  const holding = holdingOf((id) => curvesOf([[0, 4].map((x) => x + repeatOf(id)), [2, 2]]));
  const of = async (statistic: Statistic, weight = 1) =>
    (await judged(claim([side(TANH, statistic, weight)]), holding)).estimate.value;
  assertEquals(await of({ number: (one) => one.ixt[0] }), 0.5);
  // Repeats 0 2 4 2 and 1 2 5 2: mean 0.5 2 4.5 2, deviation 0.5 0 0.5 0.
  assertEquals(await of({ spread: (mean, sd) => mean[2] + sd[2], of: "ixt" }, 2), 10);
  assertEquals(await of({ likeness: (own, mean) => own[0] - mean[0], of: "ixt" }), 0);
});

Deno.test("a fall is read by the mean curve's peak, and beside it by each repeat's own", async () => {
  // Repeat 0 falls by 3 where repeat 1 rises by 1, and stays where that falls by 2.
  const holding = holdingOf((id) =>
    curvesOf([repeatOf(id) === 0 ? plateaus(80, 5, 2, 2) : plateaus(80, 4, 5, 3)])
  );
  const one = claim([side(TANH, { move: fallBetween(0, 1200)("ixt", 1) })], 2.2);
  const [{ verdict, peaks, parts }] = await judgeClaims([holding], [one]);
  // Mean 4.5 3.5 2.5: from the first to the last plateau, 3 and 1.
  assertEquals(parts[0].estimate!.value, 2);
  assertEquals(parts[0].peaks.get("own")!.value, 2.5);
  assertEquals(parts[0].past, { past: 1, of: 2 });
  assertEquals(verdict, "undecided");
  assertEquals([...peaks.keys()], ["mean", "own", "warm"]);
});

Deno.test("peaks once the ranges have warmed up are behind epoch 700, and unasked where nothing is quantised", async () => {
  // Records 5 epochs apart: the peak of 9 is over at epoch 500.
  const holding = holdingOf(() => curvesOf([plateaus(100, 9, 5, 3)]));
  const of = async (source: CurveSource) =>
    (await judged(claim([side(source, { move: fall("ixt", 1) })]), holding)).part.peaks;
  const quantised = await of(TANH);
  assertEquals([quantised.get("own")!.value, quantised.get("warm")!.value], [6, 2]);
  assertEquals([...(await of({ ...TANH, experiment: "SYN-Tanh-32" })).keys()], ["own"]);
});

Deno.test("one repeat decides nothing", async () => {
  const holding = holdingOf(() => flat(5), { repeats: 1 });
  const one = await judged(claim([side(TANH, { contrast: whole("ixt", 1) })], -99), holding);
  assertEquals([one.verdict, one.estimate.low], ["undecided", -Infinity]);
});

Deno.test("what is no number is refused, naming the claim and the repeat", async () => {
  const holding = holdingOf((id) => flat(repeatOf(id)));
  const statistic = { number: (one: Curves) => one.ixt[0] === 1 ? NaN : 1 };
  await assertRejects(
    () => judged(claim([side(TANH, statistic)]), holding),
    RangeError,
    "Claim one, one: Cannot measure a claim: value of repeat 1 must be finite, current value is NaN",
  );
  const worst = { worst: () => [{ weight: NaN, of: "ixt" as const, layer: 1, from: 0, to: 1 }] };
  await assertRejects(() => judged(claim([side(TANH, worst)]), holding), RangeError, "repeat 0");
});

Deno.test("a claim is not measured without results, or on a run that is too short, and says so", async () => {
  const one = claim([side(TANH, { contrast: whole("ixt", 1) })]);
  const none = await judged(one);
  assertEquals([none.verdict, none.part.missing], ["not measured", "a lock, a store"]);
  const half: Contents = (id) => repeatOf(id) === 0 ? flat(5) : undefined;
  const lacking = await judged(one, holdingOf(half));
  assertEquals(lacking.part.missing, "information/syn-tanh-8/r01/a0/e8000/binned in made up");
  assertEquals(lacking.basis, []);
  const short = await judged(one, holdingOf(() => flat(5), { epochs: 50 }));
  assertEquals(short.part.missing, "SYN-Tanh-8 over 8000 epochs (made up has 50)");
  const any = await judged({ ...one, epochs: 0 }, holdingOf(() => flat(5), { epochs: 50 }));
  assertEquals(any.verdict, "holds");
});

Deno.test("results come from the first holding that has all of an experiment, each file read once", async () => {
  const half = holdingOf((id) => repeatOf(id) === 0 ? flat(5) : undefined, { name: "half" });
  const full = holdingOf(() => flat(3), { name: "full", repeats: 3 });
  const other = { ...full, name: "never", resolve: () => Promise.reject(new Error("not asked")) };
  const one = claim([side(TANH, { contrast: whole("ixt", 1) })]);
  const judgements = await judgeClaims([half, full, other], [one, one]);
  for (const { basis: [{ holding, repeats }], parts } of judgements) {
    assertEquals([holding, repeats, parts[0].estimate!.value], ["full", 3, 3]);
  }
  assertEquals(full.reads.length, new Set(full.reads).size);
});

Deno.test("discarded attempts are counted where all repeats were trained to the end", async () => {
  const part = {
    name: "one",
    measure: { discarded: "SYN-ReLU-8", as: "share" as const },
    claimed: "at most" as const,
    threshold: 0.9,
    origin: 0,
  };
  const share: Claim = { ...claim([]), parts: [part] };
  const number = { ...part, measure: { ...part.measure, as: "number" as const }, threshold: 0 };
  const contents: Contents = (id) => id.includes("/r01/a0/s05") ? "stopped" : "trained";
  const found = await judged(share, holdingOf(contents));
  assertAlmostEquals(found.estimate.value, 1 / 3, 1e-12);
  assert(found.estimate.low > 0 && found.estimate.high < 1);
  const counted = await judged({ ...share, parts: [number] }, holdingOf(contents));
  assertEquals([counted.verdict, counted.estimate.value], ["does not hold", 1]);
  const unfinished = await judged(
    share,
    holdingOf((id) => id.includes("/r01/a0/s17") ? undefined : "trained"),
  );
  assertEquals(unfinished.part.missing, "train/syn-relu-8/r01/a0/s17 in made up");
});

Deno.test("sides of one experiment that are not paired may differ in step: their errors add", async () => {
  const of30: CurveSource = { experiment: "SYN-ReLU-32", states: 30, phase: "train" };
  const drawn: CurveSource = { ...of30, states: "exact" };
  const mean = curvesOf([plateaus(40, 5, 2)]), sd = curvesOf([plateaus(40, 0.5, 1.5)]);
  const holding = holdingOf(
    (id) =>
      id.startsWith("aggregate/")
        ? momentsOf(mean, sd)
        : curvesOf([plateaus(40, repeatOf(id) % 2 === 0 ? 4 : 6)]),
    { repeats: 4 },
  );
  const fallen = { move: fall("ixt", 1) }, level = { contrast: whole("ixt", 1) };
  // Mean curves: 3, deviations 0.5 + 1.5 with ddof 0 of 4 repeats. Repeats 4 6 4 6: 5, with ddof 1 over 4.
  const ofMeans = 2 / Math.sqrt(3), ofRepeats = Math.sqrt(4 / 3) / 2;
  for (
    const sides of [[side(of30, fallen), side(drawn, level)], [
      side(drawn, level),
      side(of30, fallen),
    ]]
  ) {
    const { estimate } = await judged(claim(sides), holding);
    assertAlmostEquals(estimate.value, 8, 1e-12);
    assertAlmostEquals(estimate.high - 8, 3.1824 * (ofMeans + ofRepeats), 1e-9);
  }
});

Deno.test("a claim over as many epochs as were run is measured, one more is not", async () => {
  const holding = holdingOf(() => flat(5), { epochs: 50 });
  const of = (epochs: number) =>
    judged(claim([side(TANH, { contrast: whole("ixt", 1) })], 0, epochs), holding);
  assertEquals([(await of(50)).verdict, (await of(51)).verdict], ["holds", "not measured"]);
});

/** A fall of 2 as repeats have it, and one that has collapsed: its accuracy ends at 0.6. */
const collapsed: Contents = (id) => {
  const broken = repeatOf(id) === 0;
  const accuracy = Array<number>(40).fill(broken ? 0.6 : 0.95);
  const fallen = broken ? 9 : 2 + 0.01 * repeatOf(id);
  return curvesOf([plateaus(20, 10, 10 - fallen)], undefined, accuracy);
};

Deno.test("where a repeat has collapsed medians are judged, which it does not move", async () => {
  const one = claim([side(TANH, { move: fall("ixt", 1) })], 2);
  const { part, estimate, verdict } = await judged(one, holdingOf(collapsed, { repeats: 10 }));
  assertEquals([part.by, verdict], ["medians", "holds"]);
  assertAlmostEquals(estimate.value, 2.055, 1e-9);
  assert(estimate.low > 2 && estimate.high < 9, `${estimate.low} to ${estimate.high}`);
});

Deno.test("a spread is drawn by the bootstrap where a repeat has collapsed", async () => {
  const statistic: Statistic = { spread: (_, sd) => sd[sd.length - 1], of: "ixt" };
  const { estimate } = await judged(
    claim([side(TANH, statistic)]),
    holdingOf(collapsed, { repeats: 10 }),
  );
  // A resample without the collapsed repeat has hardly a spread: no interval of Student's t ends there.
  assert(estimate.low > 0 && estimate.low < 0.1 && estimate.high > 2, JSON.stringify(estimate));
});

Deno.test("a gain is a share of what there is to gain, and says nothing where that is nothing", async () => {
  const gained = { move: climb("ity", 1) }, from = { move: start("ity", 1) };
  const of = async (first: number, peak: number) => {
    const holding = holdingOf((id) =>
      curvesOf([plateaus(40, 1)], [[first, ...plateaus(39, peak + 0.001 * repeatOf(id))]])
    );
    const headroom = { source: TANH, most: 1, gained, start: from };
    const part = { ...claim([]).parts[0], measure: { headroom }, threshold: 0.1 };
    return (await judged({ ...claim([]), parts: [part] }, holding)).part;
  };
  const half = await of(0.9, 0.95);
  assertAlmostEquals(half.estimate!.value, 0.505, 1e-9);
  assertEquals(half.verdict, "holds");
  assertEquals((await of(1, 1)).verdict, "full");
});

Deno.test("what is published of bins gives way to a store that has all repeats, not to one that has few", async () => {
  const source: CurveSource = { experiment: "SYN-ReLU-32", states: 30, phase: "train" };
  const mean = curvesOf([plateaus(40, 5)]), sd = curvesOf([plateaus(40, 1)]);
  const published = holdingOf(
    (id) => id.startsWith("aggregate/") ? momentsOf(mean, sd) : undefined,
    { name: "published", repeats: 50 },
  );
  const store = (repeats: number) => holdingOf((id) => flat(6 + 0 * repeatOf(id)), { repeats });
  const one = claim([side(source, { contrast: whole("ixt", 1) })]);
  const few = await judged(one, published, store(3)), all = await judged(one, published, store(50));
  assertEquals([few.estimate.value, few.part.by], [5, "mean curves"]);
  assertEquals([all.estimate.value, all.part.by], [6, undefined]);
});

Deno.test("repeats that end below 0.55 are left out for the verdict with the filter", async () => {
  const ends = (id: string) => repeatOf(id) < 2 ? 0.5 : 0.54 + 0.01 * repeatOf(id);
  const holding = holdingOf(
    (id) => curvesOf([plateaus(40, repeatOf(id) < 2 ? 0 : 5)], undefined, Array(40).fill(ends(id))),
    { repeats: 8 },
  );
  const one = claim([side(TANH, { contrast: whole("ixt", 1) })], 4);
  const [{ verdict, filtered }] = await judgeClaims([holding], [one]);
  assertEquals([verdict, filtered], ["undecided", { dropped: 2, verdict: "holds" }]);
});

/** Numbers in [0, 1) by a formula, not by chance. */
const noise = (k: number) => (k * 0.618033988749895) % 1;

/** A world of flat curves with noise that differs from claim to claim, and its claims. */
function noisy(seed: number, repeats: number, order: (repeat: number) => number) {
  const value = (layer: number, repeat: number) => noise(seed + 17 * layer + 5 * repeat);
  const holding = holdingOf((id) => {
    const repeat = order(repeatOf(id));
    return curvesOf([1, 2].map((layer) => plateaus(40, 1, 2 + value(layer, repeat))));
  }, { repeats });
  const parts = [1, 2].map((layer) => ({
    ...{ name: `${layer}`, claimed: "at least" as const, origin: 0 },
    measure: { sides: [side(TANH, { move: climb("ixt", layer) })] },
    threshold: 1.3 + 0.04 * (seed % 7),
  }));
  return { holding, one: { ...claim([]), parts } };
}

Deno.test("a permutation of the repeats changes no verdict and no mark", async () => {
  for (let seed = 0; seed < 5; seed++) {
    const read = async (order: (repeat: number) => number) => {
      const { holding, one } = noisy(seed, 7, order);
      const [{ verdict, near, halved, doubled, parts }] = await judgeClaims([holding], [one]);
      const numbers = parts.map(({ part, estimate }) => [part.name, estimate!.low.toFixed(9)]);
      return { verdict, near, halved, doubled, numbers };
    };
    assertEquals(await read((k) => (3 * k + 2) % 7), await read((k) => k), String(seed));
  }
});

Deno.test("a verdict that one repeat more or less changes is marked as close", async () => {
  let changed = 0, close = 0;
  for (let seed = 0; seed < 14; seed++) {
    const verdictOf = async (repeats: number, order: (repeat: number) => number) => {
      const { holding, one } = noisy(seed, repeats, order);
      const [{ verdict, near }] = await judgeClaims([holding], [one]);
      return { verdict, near };
    };
    const { verdict, near } = await verdictOf(5, (k) => k);
    if (near) close++;
    for (let one = 0; one < 5; one++) {
      const less = await verdictOf(4, (k) => k < one ? k : k + 1);
      const twice = await verdictOf(6, (k) => k < 5 ? k : one);
      for (const other of [less, twice]) {
        if (other.verdict === verdict) continue;
        changed++;
        assert(near, `${seed}: ${verdict} becomes ${other.verdict}`);
      }
    }
  }
  // Both kinds were there to be told apart.
  assert(changed > 0 && close < 14, `${changed} changes, ${close} close`);
});

Deno.test("one repeat twice is asked for by itself: what it decides no repeat less does", async () => {
  // 5 and 5.2: 5.1 with 12.7 errors of 0.1 to either side; with one of them twice 4.3 errors of 0.067.
  const holding = holdingOf((id) => flat(5 + 0.2 * repeatOf(id)));
  const of = async (threshold: number) => {
    const one = claim([side(TANH, { contrast: whole("ixt", 1) })], threshold);
    const [{ verdict, near }] = await judgeClaims([holding], [one]);
    return [verdict, near];
  };
  assertEquals(await of(4), ["undecided", true]);
  assertEquals(await of(5.1), ["undecided", false]);
});

Deno.test("a discarded attempt had a dead layer by its replay, and had none if it was right too often", async () => {
  const of = async (experiment: string, ends: Contents, replayed?: Holding["replayed"]) => {
    const measure = { dead: [experiment] };
    const part = { ...claim([]).parts[0], measure, threshold: 1, origin: 1 };
    const options = replayed === undefined ? {} : { replayed };
    return (await judged({ ...claim([]), parts: [part] }, holdingOf(ends, options))).part;
  };
  // The first attempt of both repeats ends, with 6 of 10 rows right.
  const stops: Contents = (id) => id.includes("/a0/s03") ? "stopped" : "trained";
  const synthetic = "SYN-ReLU-8", ixt = [12, 0.05, 0.05];
  const alive = await of(synthetic, stops);
  assertEquals([alive.verdict, alive.estimate!.value], ["does not hold", 0]);
  const dead = [{ experiment: synthetic, ixt }, { experiment: synthetic, ixt }];
  assertEquals((await of(synthetic, stops, dead)).verdict, "holds");
  const one = [dead[0], { experiment: synthetic, ixt: [12, 5, 0] }];
  assertEquals((await of(synthetic, stops, one)).estimate!.value, 0.5);
  assertEquals((await of(synthetic, () => "trained")).verdict, "full");
});
