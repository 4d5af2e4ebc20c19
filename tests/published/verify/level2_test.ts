import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import { interval } from "./binomial.ts";
import { attemptsOf, holds, sampled, type Setting } from "./sampling.ts";

/** Ends of the segments of a published synthetic run. */
const ENDS = [50, ...Array.from({ length: 16 }, (_, k) => 500 * (k + 1))];

/** As `SYN-ReLU-8`: 50 repeats, none discarded. Of 8 s each, some 7 fit into a minute. */
const uniform: Setting = { attempts: attemptsOf("relu", 50, ENDS), budget: 60 };

/** Long and short attempts of two experiments: whoever prefers either is found out. */
const mixed: Setting = {
  attempts: [
    ...attemptsOf("relu", 20, ENDS),
    ...attemptsOf("relu", 12, ENDS.slice(0, 3), false),
    ...attemptsOf("relu", 6, ENDS.slice(0, 2), false),
    ...attemptsOf("tanh", 10, ENDS.slice(0, 9)),
  ],
  budget: 60,
};

/** Counts the nonces with which a planted row is found, and the chances stated with each. */
async function drill(setting: Setting, nonces: number, name: string, segment: number) {
  const chances: number[] = [];
  let found = 0;
  for (let k = 0; k < nonces; k++) {
    const { sample } = await sampled(setting, `${k}`);
    const kin = setting.attempts.filter(({ name: other }) => kindOf(other) === kindOf(name));
    const drawn = sample!.units.filter((unit) => kindOf(unit) === kindOf(name));
    chances.push(drawn.length / kin.length);
    assert(sample!.assurances[0].seen <= chances[k] + 1e-14, "stated for the best hiding place");
    const { differences } = await sampled(setting, `${k}`, (unit) => holds(unit, name, segment));
    found += differences.length;
  }
  return { found, chances };
}

/** What the attempts of a stratum have in common in these settings: experiment, number of the attempt, length. */
function kindOf(unit: string): string {
  const [experiment, repeat, attempt] = unit.split("/");
  return attempt === "a1" ? experiment : `${experiment} ${attempt} ${repeat.length}`;
}

Deno.test("level2() finds one wrong row over 20 nonces as often as it says", async () => {
  const { found, chances } = await drill(uniform, 20, "relu/r31/a1", 11);
  const stated = (await sampled(uniform, "0")).sample!.assurances[0].seen;
  assertEquals(new Set(chances), new Set([chances[0]]));
  assertAlmostEquals(stated, chances[0], 1e-14);
  const [low, high] = interval(chances, 0.001);
  console.log(`found with ${found} of 20 nonces, stated ${stated}, interval ${low} to ${high}`);
  assert(low <= found && found <= high, `${found} is not within ${low} to ${high}`);
});

const places: [string, string, number][] = [
  ["a long attempt", "relu/r7/a1", 16],
  ["a short attempt", "tanh/r3/a1", 0],
];

for (const [where, name, segment] of places) {
  for (const jobs of [1, 3]) {
    Deno.test(`level2() finds a wrong row in ${where} as often as it says with ${jobs} lanes`, async () => {
      // Slow spells come and go, whatever is replayed.
      const pace = (replay: number) => 0.001 * [1, 1.5, 0.8, 2, 1][replay % 5];
      const setting = { ...mixed, jobs, pace, budget: 60 / jobs }, nonces = 1000;
      const { found, chances } = await drill(setting, nonces, name, segment);
      const [low, high] = interval(chances, 0.001);
      assert(low > 0 && high < nonces);
      assert(low <= found && found <= high, `${found} is not within ${low} to ${high}`);
    });
  }
}

Deno.test("level2() draws each unit of a stratum equally often, whatever its neighbours cost", async () => {
  const counts = new Map<string, number>(), nonces = 400;
  let drawn = 0;
  for (let k = 0; k < nonces; k++) {
    const { units } = (await sampled(mixed, `${k}`)).sample!;
    for (const unit of units.filter((name) => name.startsWith("relu") && name.includes("s17"))) {
      counts.set(unit, (counts.get(unit) ?? 0) + 1);
      drawn++;
    }
  }
  assertEquals(counts.size, 20);
  const [low, high] = interval(Array(nonces).fill(drawn / nonces / 20), 0.001 / 20);
  for (const count of counts.values()) assert(low <= count && count <= high, `${count}`);
});

Deno.test("level2() holds its budget and goes by what replays really take", async () => {
  for (const factor of [0.5, 1, 3]) {
    let spent = 0;
    const pace = () => 0.001 * factor;
    const { sample } = await sampled({ ...uniform, pace }, "n", (unit) => {
      spent += factor * unit.attempt.segments.at(-1)!.extent.to / 1000;
      return false;
    });
    // The first one is begun on the prediction; no other exceeds the budget.
    assert(spent <= 60 && spent > 60 - 8 * factor * 1.5, `${spent} s, ${sample!.units}`);
  }
});

Deno.test("level2() takes the shortest where nothing else fits, and claims nothing of the others", async () => {
  const { sample } = await sampled({ ...mixed, budget: 1.5 }, "n");
  assertEquals(sample!.units.every((unit) => /a0/.test(unit)), true);
  assert(sample!.units.length > 0);
  const drawn = sample!.strata.filter(({ drawn }) => drawn > 0);
  const segments = drawn.reduce((sum, { units, size }) => sum + units * size, 0);
  assertEquals(sample!.assurances[0].segments, segments);
  assert(sample!.assurances.every(({ seen }) => seen > 0), "what is stated is never nothing");
  assertEquals(sample!.undrawn.map(({ experiment }) => experiment).sort(), ["relu", "tanh"]);
  const left = sample!.undrawn.reduce((sum, one) => sum + one.segments, 0);
  assertEquals(segments + left, sample!.ofSegments);
});

Deno.test("level2() draws from stored snapshots in strata of their own, others with other nonces", async () => {
  const setting = { ...uniform, stored: (digest: string) => !digest.endsWith(" 500") };
  const first = (await sampled(setting, "a")).sample!,
    again = (await sampled(setting, "a")).sample!;
  assertEquals(first, again);
  assertEquals(first.of, 50 * 16);
  assertNotEquals((await sampled(setting, "b")).sample!.units, first.units);
  // s02 and s03 are one unit of 950 epochs; the first of 50 epochs are the cheapest.
  const kinds = first.units.map((name) => name.split("/")[3]);
  assertEquals(kinds.slice(0, 3).map((kind) => kind.length > 3), [false, false, true]);
  assertEquals(kinds[0], "s01");
  const share = (pattern: RegExp) => kinds.filter((kind) => pattern.test(kind)).length;
  assert(Math.abs(share(/^s01$/) - share(/^s02-s03$/)) <= 1);
});

Deno.test("level2() does not draw from what takes longer than the budget, and claims nothing of it", async () => {
  const attempts = [...attemptsOf("relu", 10, ENDS), ...attemptsOf("slow", 4, [50, 200_000])];
  const { sample } = await sampled({ attempts, budget: 60 }, "n");
  assertEquals(sample!.undrawn, [{ experiment: "slow", units: 4, segments: 8, seconds: 80 }]);
  assert(sample!.units.length > 0 && sample!.units.every((unit) => unit.startsWith("relu")));
  assertEquals([sample!.assurances[0].segments, sample!.ofSegments], [170, 178]);
  const alone = await sampled({ attempts: attemptsOf("slow", 4, [50, 200_000]), budget: 60 }, "n");
  assertEquals([alone.sample!.units, alone.sample!.assurances], [[], []]);
});
