import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  listRuns,
  readRun,
  readWeights,
  runExperiment,
  type RunProgress,
} from "../lib/own_runs.ts";
import { informationPlanes } from "../lib/planes.ts";
import { exportRuns } from "../lib/runs/export.ts";
import { tiny } from "./runs/support.ts";

async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "own-runs-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const steps = { every: 1, firstSegment: 2, segment: 2 };

Deno.test("runExperiment() stops at a signal, goes on, and keeps the run; its results are read back", async (t) => {
  await withFolder(async (store) => {
    const own = tiny("stopped", { repeats: 2, epochs: 8, protocol: steps });

    await t.step("a signal stops it, with what is finished in the store", async () => {
      const control = new AbortController();
      const onProgress = ({ done }: RunProgress) => {
        if (done >= 4) control.abort(new Error("enough"));
      };
      const run = runExperiment(own, { store, jobs: 1, onProgress, signal: control.signal });
      assertEquals((await assertRejects(() => run, Error)).message, "enough");
      const [{ label, summary }] = await listRuns(store);
      assertEquals([label, summary.finished, summary.asked], ["stopped", 0, 2]);
      await assertRejects(
        () => runExperiment(own, { store, signal: AbortSignal.abort(new Error("before")) }),
        Error,
        "before",
      );
    });

    await t.step("a signal that fires before anything is trained stops it, too", async () => {
      const control = new AbortController(), { signal } = control, seen: number[] = [];
      const check = signal.throwIfAborted.bind(signal);
      signal.throwIfAborted = () => {
        check();
        control.abort(new Error("early"));
      };
      const onProgress = ({ done }: RunProgress) => void seen.push(done);
      const run = runExperiment(own, { store, jobs: 1, onProgress, signal });
      assertEquals((await assertRejects(() => run, Error)).message, "early");
      assertEquals(seen, []);
    });

    await t.step("it goes on with the rest, and tells how far it is", async () => {
      const seen: number[] = [];
      let all = 0;
      const { label, results, failed } = await runExperiment(own, {
        ...{ store, jobs: 2 },
        onProgress: ({ done, total }) => void (seen.push(done), all = total),
      });
      assertEquals([label, failed, results.repeats.length], ["stopped", [], 2]);
      assert(all > 0 && all < 16, `${all}`);
      assertEquals(seen.at(-1), all);
      const [{ summary, seconds }] = await listRuns(store);
      assertEquals(summary.finished, 2);
      assert(seconds > 0);
      const read = await readRun("stopped", store);
      assertEquals(read.results.repeats, results.repeats);
      const { exact } = await informationPlanes(own, { store, jobs: 1 });
      const [r0, r1] = results.repeats.map(({ curves }) => curves.exact.ixt);
      exact.points.forEach(({ ixt }, k) => assertEquals(ixt, (r0[k] + r1[k]) / 2));
    });

    await t.step("weights are those that segments of any length end with", async () => {
      const at = (label: string, epoch: number) => readWeights(label, { repeat: 1, epoch }, store);
      const whole = tiny("whole", {
        ...{ repeats: 2, epochs: 8, seed: "stopped" },
        protocol: { ...steps, firstSegment: 8, segment: 8 },
      });
      await runExperiment(whole, { store, jobs: 1 });
      // Of the one a snapshot is kept after epoch 3, of the other it is trained again from the start.
      const kept = await at("stopped", 3), replayed = await at("whole", 3);
      assertEquals(replayed, kept);
      assertEquals(Object.keys(kept).slice(0, 2), ["layer1.bias", "layer1.kernel"]);
      assertEquals(kept["layer1.kernel"].shape, [12, 2]);
      assertEquals((await at("whole", 7))["layer2.bias"], (await at("stopped", 7))["layer2.bias"]);
      await assertRejects(
        () => at("whole", 8),
        RangeError,
        "epoch must be below 8, current value is 8",
      );
      await assertRejects(() => at("hole", 1), RangeError, "did you mean whole?");
    });

    await t.step("an export is of these results, the same bytes each time", async () => {
      const runs = [await readRun("stopped", store), await readRun("whole", store)];
      for (const format of ["csv", "npz", "parquet", "safetensors"] as const) {
        const [one, two] = [await exportRuns(runs, format), await exportRuns(runs, format)];
        assertEquals(one, two);
        assertEquals(one.name, `results.${format}`);
      }
      const csv = new TextDecoder().decode((await exportRuns(runs, "csv")).bytes).trimEnd().split(
        "\n",
      );
      assertEquals(csv.length, 1 + 2 * 2 * 8 * 2);
      const { curves, loss } = runs[0].results.repeats[0],
        { ixt, ity, trainAccuracy, testAccuracy } = curves.exact;
      const rates = [trainAccuracy[0], testAccuracy[0], loss![0]];
      assertEquals(csv[2], ["stopped", 0, 0, 2, "exact", ixt[1], ity[1], ...rates].join());
    });
  });
});
