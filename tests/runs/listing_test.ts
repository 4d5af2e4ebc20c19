import { assert, assertEquals, assertThrows } from "@std/assert";
import { Study } from "../../lib/study.ts";
import { listedRuns, recordedResults, recordResults } from "../../lib/runs/listing.ts";
import { registeredRuns, registerRun } from "../../lib/runs/registry.ts";
import { runResults } from "../../lib/runs/results.ts";
import { type Row, runTable } from "../../lib/runs/table.ts";
import { tiny, trained, withRuns } from "./support.ts";

Deno.test("listedRuns() says what runs came to, recorded or looked at, and tables show it", async (t) => {
  await withRuns(async (store) => {
    const study = await Study.open(store);
    const restarting = {
      ...{ repeats: 2, network: { layers: [2], activation: "tanh" as const } },
      protocol: { learningRate: 0.01, restart: { from: 0, below: 0.57 } },
    };
    await trained(store, tiny("a", { repeats: 2, epochs: 6, estimators: ["exact", "binned"] }));
    await trained(store, tiny("b", restarting));
    await registerRun(store, tiny("c"));
    let inspected = 0;
    const list = async () =>
      await listedRuns(store, await registeredRuns(store), () => {
        inspected++;
        return study.results();
      });
    const [a, b, c] = await list();

    await t.step("a finished run by its entry, others by a look at the store", () => {
      assertEquals(inspected, 1);
      assertEquals([a.summary.finished, a.summary.asked], [2, 2]);
      assertEquals([b.summary.finished, b.summary.asked], [2, 2]);
      assert(b.summary.discarded > 0);
      assertEquals(c.summary, { finished: 0, asked: 1, discarded: 0, end: {} });
      assert(a.seconds > 0 && b.seconds > 0 && c.seconds === 0);
    });

    await t.step("the summary is what the curves say", async () => {
      const { repeats, epochs, layers } = await runResults(a.own, study.results());
      assertEquals([[...epochs], layers], [[0, 5], 2]);
      const [r0, r1] = repeats.map(({ curves }) => curves.binned);
      assertEquals(a.summary.end.binned.ity, [2, 3].map((k) => (r0.ity[k] + r1.ity[k]) / 2));
      const test = [0, 1].map((e) => (r0.testAccuracy[e] + r1.testAccuracy[e]) / 2);
      assertEquals(a.summary.test, { end: test[1], best: Math.max(...test) });
      assertEquals(repeats[0].loss!.length, 2);
      assert(repeats[0].loss!.every((loss) => loss > 0 && loss < 10));
      const [first] = (await runResults(b.own, study.results())).repeats;
      assertEquals(first.discarded!.length, first.attempt);
      assert(first.discarded!.every(({ epoch, accuracy }) => epoch === 0 && accuracy < 0.57));
    });

    await t.step(
      "whole results are read from the entry alone, as they are in the store",
      async () => {
        for (const run of [a, b]) {
          const [recorded, looked] = [
            await recordedResults(store, run),
            await runResults(run.own, study.results()),
          ];
          assertEquals(recorded, looked);
        }
        assertEquals(await recordedResults(store, c), undefined);
      },
    );

    await t.step("running again once traces are gone forgets nothing of them", async () => {
      const source = study.results(), before = await recordedResults(store, a);
      const { resolve, get } = source, traces = new Set<string>();
      source.resolve = async (step) => {
        const outputs = await resolve.call(source, step);
        if (step.id.startsWith("train/") && outputs) {
          for (const { sha256 } of Object.values(outputs)) traces.add(sha256);
        }
        return outputs;
      };
      // As where an archive without traces, or gc, has left the curves alone.
      source.get = async (digest) =>
        traces.has(digest) ? undefined : await get.call(source, digest);
      const { repeats } = await recordResults(store, a, source);
      assertEquals(repeats.map(({ loss }) => loss), [undefined, undefined]);
      const again = (await registeredRuns(store)).find(({ label }) => label === "a")!;
      assertEquals(await recordedResults(store, again), before);
    });

    await t.step("a table has what tells runs apart, filtered and sorted", () => {
      const column = (rows: readonly Row[], name: string) => rows.map((row) => row.get(name));
      const { columns, rows } = runTable([a, b, c]);
      for (const name of ["run", "epochs", "protocol.learningRate", "estimators", "test", "ixt"]) {
        assert(columns.includes(name), name);
      }
      for (const name of ["name", "seed", "bits", "layers", "network.layers", "engine"]) {
        assert(!columns.includes(name), name);
      }
      assertEquals(column(rows, "repeats"), ["2/2", "2/2", "0/1"]);
      const kept = (where: string) => column(runTable([a, b, c], { where }).rows, "run");
      assertEquals(kept("finished>1 and epochs=1"), ["b"]);
      assertEquals(kept("units<8, discarded>0"), ["b"]);
      assertEquals(kept("test>=0"), ["a", "b"]);
      assertEquals(kept("run!=b"), ["a", "c"]);
      assertEquals(kept("protocol.learningRate<0.001"), ["a", "c"]);
      const sorted = (sort: string) => column(runTable([a, b, c], { sort }).rows, "run");
      assertEquals(sorted("-seconds")[2], "c");
      assertEquals([sorted("test").at(-1), sorted("-test").at(-1)], ["c", "c"]);
      assertEquals(
        [...runTable([a], { columns: ["ity.2"], estimator: "binned" }).rows][0].get("ity.2"),
        a.summary.end.binned.ity[1],
      );
      const wrong: [object, string][] = [
        [{ where: "unit<8" }, "did you mean units?"],
        [{ where: "units" }, "--where must be conditions"],
        [{ sort: "-tests" }, "--sort must name a field of a run (did you mean test?)"],
        [{ columns: ["xyzzy"] }, "--columns must name a field of a run, current value is xyzzy"],
      ];
      for (const [options, message] of wrong) {
        assertThrows(() => runTable([a, b, c], options), RangeError, message);
      }
      assertEquals(runTable([]).rows, []);
    });
  });
});
