import { assertEquals } from "@std/assert";
import { FIGURES } from "../../../lib/paper/figures.ts";
import { LockResolver, otherTables, tableDigests } from "../../../lib/published/lock/resolver.ts";
import type { ExperimentLock, Lock } from "../../../lib/published/lock/lock.ts";
import type { Action } from "../../../lib/store/mod.ts";
import { parseId } from "../../../lib/plan/ids.ts";
import { kindNamed } from "../../../lib/plan/kinds.ts";
import { requestOf } from "../made_up.ts";

const digest = (name: string) => name.padEnd(64, "0");
const part = { code: {}, epochs: 50, repeats: 2, rows: digest("rows") };
const LOCK: Lock = {
  schema: 2,
  preset: "smoke",
  experiments: {
    "SYN-Tanh-4": {
      ...part,
      results: { "aggregate/syn-tanh-4/n2/e50/binned": { aggregate: digest("a1") } },
    },
    "SYN-ReLU-4": {
      ...part,
      results: { "aggregate/syn-relu-4/n2/e50/binned": { aggregate: digest("a2") } },
    },
  },
  figures: {
    figC10: {
      experiments: ["SYN-Tanh-4", "SYN-ReLU-4"],
      results: { "table/figC10/smoke": { csv: digest("c1"), caption: digest("c2") } },
    },
  },
};
const ROWS: ExperimentLock = {
  ...{ schema: 2, experiment: "SYN-Tanh-4", training: {}, epochs: 50, repeats: 1 },
  measures: ["exact", "binned", "extent"],
  rows: {
    "syn-tanh-4/r00/a0/s01": [digest("s1"), digest("t1")],
    "syn-tanh-4/r00/a0/s02": [digest("t2")],
    "syn-tanh-4/r00/a1/s01": ["s3", "t3", "e3", "b3", "x3"].map(digest),
  },
};
const locked = new LockResolver(LOCK, [ROWS]);

Deno.test("LockResolver.digests() reads a row by its length and the names of its columns", () => {
  const of = (id: string) => locked.digests(id);
  assertEquals(of("train/syn-tanh-4/r00/a0/s01"), { snapshot: digest("s1"), trace: digest("t1") });
  assertEquals(of("train/syn-tanh-4/r00/a0/s02"), { trace: digest("t2") });
  assertEquals(of("train/syn-tanh-4/r00/a1/s01"), { snapshot: digest("s3"), trace: digest("t3") });
  assertEquals(of("measure/syn-tanh-4/r00/a1/s01/exact"), { counts: digest("e3") });
  assertEquals(of("measure/syn-tanh-4/r00/a1/s01/binned"), { counts: digest("b3") });
  assertEquals(of("measure/syn-tanh-4/r00/a1/s01/extent"), { extents: digest("x3") });
  for (
    const none of [
      "measure/syn-tanh-4/r00/a1/s01/uniform-30-global-e50",
      "measure/syn-tanh-4/r00/a0/s01/exact",
      "train/syn-tanh-4/r00/a1/s02",
      "train/syn-tanh-4/r01/a0/s01",
      "table/figC10/paper",
      "nonsense",
    ]
  ) assertEquals(of(none), undefined, none);
  assertEquals(of("table/figC10/smoke"), { csv: digest("c1"), caption: digest("c2") });
});

Deno.test("LockResolver.resolve() gives the digests as outputs", async () => {
  const step = { id: "aggregate/syn-relu-4/n2/e50/binned" } as never;
  assertEquals(await locked.resolve(step), { aggregate: { sha256: digest("a2"), size: 0 } });
  assertEquals(await locked.resolve({ id: "table/fig1/smoke" } as never), undefined);
});

/** An entry of an id made from inputs. */
function action(id: string, ...inputs: string[]): Action {
  const named = inputs.map((name, k) => [`train-${k + 1}`, digest(name)]);
  const step = kindNamed(parseId(id)!.role)!.kind;
  return { id, step, key: { inputs: Object.fromEntries(named) } } as unknown as Action;
}

Deno.test("LockResolver.isOf() takes a table for the lock's where every input is, not where one of them is", () => {
  const table = (...inputs: string[]) => locked.isOf(action("table/figC10/smoke", ...inputs));
  assertEquals(table("a1", "a2"), true);
  assertEquals([table("a1", "foreign"), table("foreign", "a2")], [false, false]);
  assertEquals(table("foreign", "other"), false);
  // What a repeat's step was made from is no matter: its name says it all.
  assertEquals(locked.isOf(action("train/syn-tanh-4/r00/a1/s01", "foreign")), true);
  assertEquals(locked.isOf(action("train/syn-tanh-4/r05/a1/s01", "a1")), false);
});

Deno.test("tableDigests() wants the lock's preset and the very experiments of a figure", () => {
  const { figC10, fig1 } = FIGURES;
  assertEquals(tableDigests(LOCK, figC10), { csv: digest("c1"), caption: digest("c2") });
  assertEquals(tableDigests(LOCK, fig1), undefined);
  assertEquals(tableDigests({ ...LOCK, preset: "paper" }, figC10), undefined);
  const figures = { figC10: { ...LOCK.figures.figC10, experiments: ["SYN-Tanh-4"] } };
  assertEquals(tableDigests({ ...LOCK, figures }, figC10), undefined);
});

Deno.test("otherTables() are those of which any experiment has another number of repeats", () => {
  const { figC10 } = FIGURES, { runs } = requestOf();
  const of = (...repeats: number[]) => {
    const [one, two] = Object.entries(LOCK.experiments);
    const experiments = Object.fromEntries(
      [one, two].map(([name, own], k) => [name, { ...own, repeats: repeats[k] }]),
    );
    return [...otherTables({ ...LOCK, experiments }, [figC10], runs)];
  };
  const both = ["table/figC10/smoke", "table/figC10/smoke/exact"];
  assertEquals([of(2, 2), of(2, 3), of(1, 2), of(1, 1)], [[], both, both, both]);
});
