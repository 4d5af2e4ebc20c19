/** status: counts, predictions, discarded attempts; how quick it is bench/status.ts measures. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { digestOf } from "../../lib/bits/digest.ts";
import { encodeTrace } from "../../lib/engines/wasm/trace.ts";
import { listObjects, Store } from "../../lib/store/mod.ts";
import { smokeStore } from "./smoke.ts";
import { output, withFolder } from "./support.ts";

const FIGURES = ["fig2", "fig3"], SMOKE = ["--preset", "smoke"];

Deno.test("status of an empty store predicts something, at most, and writes nothing", async () => {
  await withFolder(async (folder) => {
    for (const preset of ["quick", "paper"] as const) {
      const text = await output([
        "status",
        ...FIGURES,
        "--preset",
        preset,
        "--store",
        `${folder}/s`,
      ]);
      const rows = text.split("\n").filter((line) => /^fig\S+ +0 +\d+ .+ at most$/.test(line));
      assertEquals(rows.map((line) => line.split(" ")[0]), FIGURES, text);
      const total =
        /: at most \d+ steps to run, 0 restored; predicted with \d+ workers?: at most .+ s, /m;
      assertMatch(text, total);
    }
    assertEquals(await Array.fromAsync(Deno.readDir(folder)), []);
  });
});

Deno.test("status predicts nothing of what is restored, more of what is larger", async () => {
  await withFolder(async (folder) => {
    const store = ["--store", `${folder}/store`];
    const status = async (preset: string) =>
      JSON.parse(await output(["status", ...FIGURES, "--preset", preset, ...store, "--json"]));
    const before = (await status("smoke")).total;
    assert(before.seconds > 0 && before.bytes > 0 && before.memory > 0 && before.atMost);
    await smokeStore(`${folder}/store`);
    await output(["reproduce", ...FIGURES, ...SMOKE, ...store, "--out", folder, "--json"]);
    const { total, figures } = await status("smoke");
    assertEquals([total.seconds, total.bytes, total.atMost], [0, 0, false]);
    assertEquals(Object.keys(figures), FIGURES);
    const text = await output(["status", "fig3", ...SMOKE, ...store]);
    assertMatch(text, /^fig3 \(smoke\)\neverything is restored: \d+ steps\n/);

    const quick = (await status("quick")).total, paper = (await status("paper")).total;
    assert(quick.seconds < paper.seconds && quick.bytes < paper.bytes);
    // The data set and its split are shared.
    assertEquals([quick.kinds.dataset.restored, quick.kinds.train.restored], [1, 4]);
    const words = ["reproduce", ...FIGURES, "--preset", "quick", ...store, "--dry-run", "--json"];
    const dry = JSON.parse(await output([...words, "--jobs", "1"]));
    assertEquals(dry.kinds.train.unknown, quick.kinds.train.unknown);
    assertEquals([dry.workers, dry.preset], [1, "quick"]);
    // Twice the workers cannot be slower, and one does all the work itself.
    const two = JSON.parse(await output([...words, "--jobs", "2"]));
    assert(two.seconds < dry.seconds && two.memory > dry.memory);
  });
});

Deno.test("status shows discarded attempts: where they ended, with which accuracy", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/store`, flags = [...SMOKE, "--store", path];
    await smokeStore(path);
    assertEquals(JSON.parse(await output(["status", "fig3", ...flags, "--json"])).discarded, []);

    // As if repeat 0 had met the restart rule in its first segment.
    const store = await Store.open(path), id = "train/syn-relu-8/r00/a0/s01";
    for (const key of (await listObjects(path, "ac")).names) {
      const entry = (await store.getAction(key))!;
      if (entry.id !== id) continue;
      const trace = await store.put(encodeTrace({
        ...{ from: 0, trainRows: 4, testRows: 2, layers: 1, stopped: 49 },
        ...{ loss: Float64Array.of(1), trainCorrect: Uint32Array.of(1) },
        ...{ testCorrect: new Uint32Array(0), ranges: new Float32Array(0) },
      }));
      await Deno.remove(`${path}/ac/${key.slice(0, 2)}/${key}`);
      assertEquals(digestOf(JSON.parse(JSON.stringify(entry.key))), key);
      await store.putAction(key, { ...entry, outputs: { trace } });
    }
    const text = await output(["status", "fig3", ...flags]);
    assertMatch(
      text,
      /^discarded by the restart rule: train\/syn-relu-8\/r00\/a0\/s01 at epoch 49, accuracy 0\.2500$/m,
    );
    // The next attempt is in the plan.
    assertMatch(text, /^init +2 +1 /m);
    const { discarded } = JSON.parse(await output(["status", "fig3", ...flags, "--json"]));
    assertEquals(discarded, [{ id, stopped: 49, accuracy: 0.25 }]);
  });
});
