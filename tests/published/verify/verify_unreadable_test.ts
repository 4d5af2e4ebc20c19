/** What is damaged or cannot be read is named, all of it, and the rest is verified. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { createCodeDigester } from "../../../lib/steps/code/digest.ts";
import { Inspector } from "../../../lib/steps/inspector.ts";
import { keyOf } from "../../../lib/steps/step.ts";
import { type Damage, Store } from "../../../lib/store/mod.ts";
import { objectPath } from "../../../lib/store/path.ts";
import { EXPERIMENTS } from "../../../lib/paper/experiments.ts";
import { FIGURES } from "../../../lib/paper/figures.ts";
import type { Run } from "../../../lib/plan/run.ts";
import { ENTRIES } from "../../../lib/plan/kinds.ts";
import { encodeLock } from "../../../lib/published/lock/codec.ts";
import { publishedPath } from "../../../lib/published/folder.ts";
import type { Checker } from "../../../lib/published/verify/checker.ts";
import { level2 } from "../../../lib/published/verify/level2.ts";
import { level3 } from "../../../lib/published/verify/level3.ts";
import { encodeReceipt, resultOf } from "../../../lib/published/verify/receipt.ts";
import type { Replayer } from "../../../lib/published/verify/replay.ts";
import type { Discrepancy, LevelReport } from "../../../lib/published/verify/report.ts";
import { type Unit, unitName } from "../../../lib/published/verify/units.ts";
import { type Level, verify, type VerifyOptions } from "../../../lib/published/verify/verify.ts";
import { type Fixture, opened, withPublished } from "../published_fixture.ts";
import { attemptsOf } from "./sampling.ts";
import type { Request } from "../../../lib/plan/request.ts";

/** Any experiment for 5 epochs in segments of 3 and 2. */
function tiny(name: string): Run {
  const { training, estimators } = EXPERIMENTS[name];
  const short = { firstSegment: 3, segment: 6, every: 2 };
  const seed = `tiny-${training.seed}`, protocol = { ...training.protocol, ...short };
  return { training: { ...training, protocol, seed }, estimators, repeats: 2, epochs: 5 };
}

/** Two figures of an experiment each. */
const REQUEST: Request = {
  preset: "tiny",
  figures: [FIGURES.fig2, FIGURES.fig3],
  runs: tiny,
};
const SEGMENTS = 2 * 2 * 2;

async function check({ folder }: Fixture, level: Level, change: Partial<VerifyOptions> = {}) {
  return await verify({
    ...{ published: await opened(folder), request: REQUEST, level, nonce: "n", jobs: 1 },
    ...{ goal: { budget: 1000 }, clock: () => performance.now(), ...change },
  });
}

/** Changes files, undefined: removes them; puts them back after the test. */
async function changed(
  paths: readonly URL[],
  change: (bytes: Uint8Array) => Uint8Array | undefined,
  test: () => Promise<void>,
): Promise<void> {
  const kept: Uint8Array[] = [];
  for (const path of paths) {
    const bytes = await Deno.readFile(path), other = change(bytes.slice());
    kept.push(bytes);
    await Deno.remove(path);
    if (other !== undefined) await Deno.writeFile(path, other);
  }
  try {
    await test();
  } finally {
    for (const [k, path] of paths.entries()) {
      await Deno.remove(path).catch(() => {});
      await Deno.writeFile(path, kept[k]);
    }
  }
}

const flipped = (bytes: Uint8Array) => {
  bytes[bytes.length >> 1] ^= 4;
  return bytes;
};
const gone = () => undefined;
const ids = (found: readonly Discrepancy[]) => found.map(({ id }) => id).sort();
const named = (found: readonly Discrepancy[]) =>
  found.map(({ what }) => /[0-9a-f]{64}/.exec(what)![0]).sort();

/** Whatever a report says, it says no place on this machine. */
function assertNoPlace(reports: readonly LevelReport[], { folder }: Fixture): void {
  const text = encodeReceipt({
    ...{ lock: "", preset: "tiny", figures: [], code: {}, versions: {} },
    reports,
  });
  assert(!text.includes(folder.pathname), text);
}

Deno.test("verify() names everything that cannot be read and goes on", async (t) => {
  await withPublished(async (fixture) => {
    const { folder, store } = fixture, { lock } = await opened(folder);
    const curves = (experiment: string) =>
      Object.entries(lock.experiments[experiment].results)
        .filter(([id]) => id.startsWith("information/"));
    const file = (digest: string) => new URL(publishedPath(digest), folder);
    const [first, second] = curves("SYN-ReLU-8"), [other] = curves("SYN-Tanh-8");

    await t.step("without anything bad there is nothing unchecked", async () => {
      const reports = await check(fixture, 2);
      assertEquals(resultOf(reports), "agrees");
      assertEquals(reports[2].checked.segments, SEGMENTS);
    });

    await t.step("published files: every missing and every wrong one", async () => {
      const missing = [first[1].curves, second[1].curves];
      await changed(missing.map(file), gone, async () => {
        const [zero, one] = await check(fixture, 1);
        assertEquals([zero.differences, one.differences], [[], []]);
        assertEquals(named(zero.unchecked), missing.toSorted());
        // The repeats; the aggregate and the table behind them are not there, those of the other figure are.
        assertEquals(ids(one.unchecked), [first[0], second[0]].sort());
        assertEquals([one.checked.aggregates, one.checked.tables], [1, 1]);
        assertNoPlace([zero, one], fixture);
        await changed([file(other[1].curves)], flipped, async () => {
          const [zero, one] = await check(fixture, 1);
          assertEquals(named(zero.differences), [other[1].curves]);
          assertEquals(ids(one.differences), [other[0]]);
          assertEquals([zero.unchecked.length, one.unchecked.length], [2, 2]);
          assertEquals(one.checked.tables, 0);
        });
      });
    });

    await t.step("a folder in place of a published file", async () => {
      await changed([file(first[1].curves)], gone, async () => {
        await Deno.mkdir(file(first[1].curves));
        const [zero] = await check(fixture, 0);
        assertEquals(named(zero.unchecked), [first[1].curves]);
      });
    });

    await t.step("the lock of one experiment: the others are verified", async () => {
      const rows = new URL("lock/SYN-ReLU-8.json", folder);
      for (const [change, list] of [[gone, "unchecked"], [flipped, "differences"]] as const) {
        await changed([rows, file(first[1].curves)], change, async () => {
          const reports = await check(fixture, 2), [zero, one, two] = reports;
          const found = zero[list], [bad] = found;
          assertMatch(bad.what, /lock\/SYN-ReLU-8\.json must be/);
          assertEquals([bad.id, bad.where], ["lock", "not checked without it: fig3"]);
          // What is published of that experiment needs no rows to be read.
          assertEquals(named(found.slice(1)), [first[1].curves]);
          assertEquals(one.checked.tables, 1);
          assertEquals([two.checked.segments, two.differences], [SEGMENTS / 2, []]);
          assertEquals(resultOf(reports), list === "unchecked" ? "incomplete" : "differs");
        });
      }
    });

    await t.step("all locks of experiments: each is named", async () => {
      const paths = ["SYN-ReLU-8", "SYN-Tanh-8"].map((name) => `lock/${name}.json`);
      await changed(paths.map((path) => new URL(path, folder)), gone, async () => {
        const reports = await check(fixture, 3);
        assertEquals(reports.length, 1);
        assertEquals(ids(reports[0].unchecked), ["lock", "lock"]);
      });
    });

    /** Looks into the store, read only. */
    const readOnly = async () => {
      const damages: Damage[] = [];
      const open = await Store.open(store.root, {
        readOnly: true,
        onDamage: (damage) => void damages.push(damage),
      });
      return {
        store: new Inspector(open, await createCodeDigester(), ENTRIES),
        damaged: () => damages.splice(0),
      };
    };
    const whole = await readOnly(), [sound] = await check(fixture, 0, whole);
    const entries = ["tiny-syn-relu-8/r00/a0/s02", "tiny-syn-tanh-8/r01/a0/s02"]
      .map((name) => `train/${name}`);
    const paths = entries.map((id) =>
      objectPath("ac", keyOf(whole.store.standings.get(id)!.material!))
    );
    const urls = paths.map((path) => new URL(`file://${store.root}/${path}`));

    await t.step("damaged entries of the store", async () => {
      await changed(urls, flipped, async () => {
        const [zero, one] = await check(fixture, 1, await readOnly());
        assertEquals([zero.differences, ids(zero.unchecked)], [[], paths.toSorted()]);
        assertMatch(zero.unchecked[0].what, /^must be an action entry of key .*, current value is/);
        assert(zero.checked["store rows"] < sound.checked["store rows"]);
        assert(zero.checked["store rows"] > sound.checked["store rows"] / 2);
        assertEquals([one.unchecked, one.checked.tables], [[], 2]);
      });
    });

    await t.step("entries of the store that cannot be read", async () => {
      const original = Deno.readFileSync;
      Deno.readFileSync = (path) => {
        if (!paths.some((one) => `${path}`.endsWith(one))) return original(path);
        throw new Deno.errors.PermissionDenied(`Permission denied (os error 13): open '${path}'`);
      };
      try {
        const reports = await check(fixture, 1, await readOnly()), [zero, one] = reports;
        // Whatever is made of them is not named again.
        assertEquals([zero.differences, ids(zero.unchecked)], [[], entries]);
        assertMatch(zero.unchecked[0].what, /^Cannot read from the store: ac\/.*Permission denied/);
        assert(zero.checked["store rows"] > sound.checked["store rows"] / 2);
        assertEquals([one.unchecked, one.checked.tables], [[], 2]);
        assertNoPlace(reports, fixture);
      } finally {
        Deno.readFileSync = original;
      }
    });

    await t.step("a snapshot of the store: named once, all segments are replayed", async () => {
      const rows = (await (await opened(folder)).experiment("SYN-Tanh-8")).rows;
      const path = objectPath("cas", rows["tiny-syn-tanh-8/r00/a0/s01"][0]);
      await changed([new URL(`file://${store.root}/${path}`)], flipped, async () => {
        const [, , two] = await check(fixture, 2, await readOnly());
        assertEquals([two.differences, ids(two.unchecked)], [[], [path]]);
        assertEquals(two.checked.segments, SEGMENTS);
      });
      const original = Deno.readFile;
      Deno.readFile = (file, options) =>
        `${file}`.endsWith(path)
          ? Promise.reject(new Error(`Input/output error: readfile '${file}'`))
          : original(file, options);
      try {
        const [, , two] = await check(fixture, 2, await readOnly());
        assertEquals([two.differences, ids(two.unchecked)], [[], ["store"]]);
        assertEquals(two.checked.segments, SEGMENTS);
      } finally {
        Deno.readFile = original;
      }
    });

    await t.step("a run that today's code cuts differently: the other is replayed", async () => {
      const runs = (name: string) => {
        const run = tiny(name), { training } = run;
        if (name !== "SYN-ReLU-8") return run;
        const protocol = { ...training.protocol, firstSegment: 2, segment: 2 };
        return { ...run, training: { ...training, protocol } };
      };
      for (const level of [2, 3] as const) {
        const reports = await check(fixture, level, { request: { ...REQUEST, runs } });
        assertEquals(ids(reports[2].differences), ["SYN-ReLU-8"]);
        assertEquals(reports[2].checked.segments, SEGMENTS / 2);
        if (level === 3) assertEquals(reports[2].checked.tables, 1);
      }
    });

    await t.step("a lock without a result that it needs still differs", async () => {
      const top = new URL("lock/lock.json", folder);
      const { [first[0]]: _, ...results } = lock.experiments["SYN-ReLU-8"].results;
      const experiments = {
        ...lock.experiments,
        "SYN-ReLU-8": { ...lock.experiments["SYN-ReLU-8"], results },
      };
      const text = new TextEncoder().encode(encodeLock({ ...lock, experiments }));
      await changed([top], () => text, async () => {
        const [zero] = await check(fixture, 0);
        assertEquals(ids(zero.differences), [first[0]]);
      });
    });
  }, REQUEST);
});

const ATTEMPTS = attemptsOf("x", 6, [3, 5]);

/** A checker that cannot replay some units. */
function checkerWithout(broken: readonly string[]): Checker {
  return {
    resultsOf: () => [],
    check(unit: Unit) {
      if (broken.includes(unit.attempt.name)) return Promise.reject(new Error("bounds are gone"));
      const made = [{ trace: new Uint8Array(0) }, { trace: new Uint8Array(0) }];
      return Promise.resolve({ segments: unit.to - unit.from, made });
    },
  } as unknown as Checker;
}

Deno.test("level2() names each unit that cannot be replayed, goes on, and claims nothing", async () => {
  const broken = ["x/r1/a1", "x/r4/a1"];
  const replayer = { segment: () => Promise.reject(new Error("bounds are gone")) };
  const report = await level2(
    ATTEMPTS,
    replayer as unknown as Replayer,
    checkerWithout(broken),
    {
      ...{ lock: "lock", nonce: "n", jobs: 2, goal: { budget: 1 }, clock: () => 0 },
      stored: () => Promise.resolve(false),
    },
  );
  assertEquals(ids(report.unchecked), broken.map((name) => `${name}/s01-s02`));
  assertEquals([report.unchecked[0].what, report.differences], ["bounds are gone", []]);
  const rest = ATTEMPTS.filter(({ name }) => !broken.includes(name));
  const units = rest.map((attempt) => unitName({ attempt, from: 0, to: 2 }));
  assertEquals(report.sample!.units.toSorted(), units);
  assertEquals([report.checked.segments, report.sample!.assurances], [8, []]);
});

Deno.test("level3() names each attempt that cannot be replayed, and goes on", async () => {
  const broken = ["x/r1/a1", "x/r4/a1"];
  const options = { plans: [], checker: checkerWithout(broken), jobs: 2 };
  const attempts = ATTEMPTS.map((attempt) => ({
    ...attempt,
    segments: attempt.segments.map((segment) => ({ ...segment, measures: {} })),
  }));
  const report = await level3(attempts, 3, options as unknown as Parameters<typeof level3>[2]);
  assertEquals(ids(report.unchecked), broken);
  assertEquals([report.checked.segments, report.differences], [8, []]);
});
