import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { sha256 } from "../../../lib/bits/digest.ts";
import { LockResolver } from "../../../lib/published/lock/resolver.ts";
import { encodeLock } from "../../../lib/published/lock/codec.ts";
import type { ExperimentLock, Lock } from "../../../lib/published/lock/lock.ts";
import { PublishedError, PublishedFolder } from "../../../lib/published/folder.ts";
import { foreignNames } from "../../../lib/published/verify/completeness.ts";
import { lockedRequest } from "../../../lib/published/lock/request.ts";
import { plansOf, stepsBehind } from "../../../lib/published/verify/plan.ts";

const published = (await PublishedFolder.open())!, { lock } = published;
const NAMES = ["SYN-ReLU-8", "SYN-Tanh-8"];
const all = await Promise.all(
  Object.keys(lock.experiments).map((name) => published.experiment(name)),
);
const [relu, tanh] = NAMES.map((name) => all.find(({ experiment }) => experiment === name)!);
const fig3 = lockedRequest(lock, lockedRequest(lock).figures.filter(({ id }) => id === "fig3"));
const whole = lockedRequest(lock), locked = new LockResolver(lock, all);
const behind = {
  fig3: stepsBehind(await plansOf(fig3, locked)),
  whole: stepsBehind(await plansOf(whole, locked)),
};

/** What is said of a lock that somebody has changed, where figure 3 is asked for. */
function faults(change: Partial<Lock> = {}, rows: Partial<ExperimentLock> = {}): string[] {
  const changed = { ...lock, ...change }, request = lockedRequest(changed, fig3.figures);
  return foreignNames(changed, [{ ...relu, ...rows }], request, behind.fig3)
    .map(({ id, what }) => `${id} ${what}`);
}

/** The lock with other results of an experiment. */
function withResults(name: string, results: Lock["experiments"][string]["results"]): Partial<Lock> {
  const one = lock.experiments[name];
  return { experiments: { ...lock.experiments, [name]: { ...one, results } } };
}

Deno.test("foreignNames() finds nothing in the lock of this project, in part and as a whole", () => {
  assertEquals(faults(), []);
  assertEquals(foreignNames(lock, all, whole, behind.whole), []);
});

Deno.test("foreignNames() finds rows that are another experiment's", () => {
  const [first] = faults({}, { rows: tanh.rows });
  assertStringIncludes(first, "from train/syn-relu-8/r00/a0/s01 on, current value is");
  assertStringIncludes(first, "train/syn-tanh-8/r00/a0/s01");
});

Deno.test("foreignNames() finds rows of fewer segments, epochs, and of other measurements", () => {
  const short = Object.entries(relu.rows).filter(([name]) => !name.endsWith("/s17"));
  assertStringIncludes(faults({}, { rows: Object.fromEntries(short) })[0], "segments must be 17");
  assertEquals(
    faults({}, { epochs: 50 })[0],
    "SYN-ReLU-8 epochs must be 8000 as of paper, current value is 50",
  );
  assertEquals(
    faults({}, { measures: ["exact"] })[0],
    "SYN-ReLU-8 measures must be exact binned, current value is exact",
  );
});

Deno.test("foreignNames() finds more repeats than the experiment has", () => {
  assertEquals(
    faults({}, { repeats: 51 })[0],
    "SYN-ReLU-8 repeats must be at most 50, current value is 51",
  );
});

const results = lock.experiments["SYN-ReLU-8"].results;
const [someId, some] = Object.entries(results)[0];

for (
  const [what, id, rule] of [
    [
      "of another experiment",
      "information/syn-tanh-8/r00/a0/e8000/binned",
      "a result of SYN-ReLU-8",
    ],
    ["that are rows", "train/syn-relu-8/r00/a0/s01", "a result of SYN-ReLU-8"],
    [
      "of another engine",
      "information/syn-relu-8@tfjs-wasm/r00/a0/e8000/binned",
      "a result of SYN-ReLU-8",
    ],
    ["whose names are none", "information/syn-relu-8", "a result of SYN-ReLU-8"],
    [
      "of an attempt that was discarded",
      "information/syn-relu-8/r00/a7/e8000/binned",
      "of an attempt of SYN-ReLU-8",
    ],
  ]
) {
  Deno.test(`foreignNames() finds results ${what}`, () => {
    const [first, ...rest] = faults(withResults("SYN-ReLU-8", { ...results, [id]: some }));
    assertStringIncludes(first, `${id} must be ${rule}`);
    assertEquals(rest, []);
  });
}

Deno.test("foreignNames() finds results of a figure's experiment under one that was not asked for", () => {
  const change = withResults("SYN-Tanh-8", {
    ...lock.experiments["SYN-Tanh-8"].results,
    [someId]: some,
  });
  assertStringIncludes(faults(change)[0], `${someId} must be a result of SYN-Tanh-8`);
});

Deno.test("foreignNames() finds an experiment that this code does not have, and tables of others", () => {
  const one = lock.experiments["SYN-ReLU-8"];
  const more = { experiments: { ...lock.experiments, "SYN-Other": one } };
  assertStringIncludes(faults(more)[0], "SYN-Other must be an experiment of this code");
  const { fig2, fig3 } = lock.figures,
    table = { ...fig3, results: { ...fig3.results, ...fig2.results } };
  assertStringIncludes(
    faults({ figures: { ...lock.figures, fig3: table } })[0],
    "table/fig2/paper must be a step",
  );
});

Deno.test("foreignNames() finds results that no figure needs, where all of the lock is asked for", () => {
  const id = "information/syn-relu-8/r00/a0/e8000/adaptive-7";
  const change = { ...lock, ...withResults("SYN-ReLU-8", { ...results, [id]: some }) };
  assertEquals(faults(change), []);
  const [{ id: found, what }] = foreignNames(change, all, whole, behind.whole);
  assertEquals([found, what], [id, "must be a step that this code plans, current value is none"]);
});

Deno.test("Published refuses rows that say they are another experiment's", async () => {
  const folder = await Deno.makeTempDir(), path = `${folder}/lock`;
  try {
    await Deno.mkdir(path);
    const bytes = await Deno.readFile(
      new URL("../../../fixtures/lock/SYN-Tanh-8.json", import.meta.url),
    );
    await Deno.writeFile(`${path}/SYN-ReLU-8.json`, bytes);
    const one = { ...lock.experiments["SYN-ReLU-8"], rows: sha256(bytes) };
    const experiments = { ...lock.experiments, "SYN-ReLU-8": one };
    await Deno.writeTextFile(`${path}/lock.json`, encodeLock({ ...lock, experiments }));
    const forged = (await PublishedFolder.open(new URL(`file://${folder}/`)))!;
    await assertRejects(
      () => forged.experiment("SYN-ReLU-8"),
      PublishedError,
      "of experiment SYN-ReLU-8",
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
