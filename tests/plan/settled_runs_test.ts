import { assertEquals, assertRejects } from "@std/assert";
import { FIGURES } from "../../lib/paper/figures.ts";
import { engineOf } from "../../lib/plan/engine.ts";
import type { Run } from "../../lib/plan/run.ts";
import { Settling } from "../../lib/plan/settled_runs.ts";
import { resolver, smoke } from "./support.ts";

Deno.test("Settling settles the runs behind a figure, each once", async () => {
  const asks = resolver(), named: string[] = [];
  const settling = new Settling((experiment) => {
    named.push(experiment);
    return smoke;
  }, asks);
  const settled = await settling.settleBehind(FIGURES.fig3);
  assertEquals([...settled.keys()], ["SYN-ReLU-8"]);
  const { run, repeats } = settled.get("SYN-ReLU-8")!;
  assertEquals([run, repeats.length], [smoke, smoke.repeats]);
  const first = asks.asked.length;
  assertEquals(await settling.settle("SYN-ReLU-8"), { run, repeats });
  assertEquals([asks.asked.length, named], [first, ["SYN-ReLU-8"]]);
});

Deno.test("Settling settles a run with an engine in groups of repeats", async () => {
  const engine = engineOf({ engine: "tfjs", backend: "wasm", version: "4.22.0" });
  const run: Run = { ...smoke, repeats: 2, engine };
  const asks = { resolve: () => Promise.resolve(undefined) };
  const { repeats } = await new Settling(() => run, asks).settle("any");
  assertEquals(repeats.map(({ survivor }) => survivor.segments[0].train.id), [
    "train-tfjs/syn-relu-8@tfjs-wasm/r00-r01/a0/s01",
    "train-tfjs/syn-relu-8@tfjs-wasm/r00-r01/a0/s01",
  ]);
});

Deno.test("Settling settles the repeats that it is asked for alone, and takes none at all", async () => {
  const run: Run = { ...smoke, repeats: 4 }, runs = () => run;
  const settle = async (repeats: number[]) => {
    const only = (_: Run, repeat: number) => repeats.includes(repeat);
    return (await new Settling(runs, resolver(), undefined, only).settle("any")).repeats;
  };
  assertEquals((await settle([1, 3])).map(({ repeat }) => repeat), [1, 3]);
  assertEquals(await settle([]), []);
});

Deno.test("Settling rejects where the runs have no such experiment", async () => {
  const settling = new Settling(() => {
    throw new RangeError("none such");
  }, resolver());
  await assertRejects(() => settling.settleBehind(FIGURES.fig1), RangeError, "none such");
});
