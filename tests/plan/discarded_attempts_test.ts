import { assertEquals } from "@std/assert";
import { encodeTrace, type Trace } from "../../lib/engines/wasm/trace.ts";
import { attemptSteps } from "../../lib/plan/attempt.ts";
import { discardedAttempts } from "../../lib/plan/discarded_attempts.ts";
import type { Planned } from "../../lib/steps/inspector.ts";
import type { Step } from "../../lib/steps/step.ts";
import type { Output } from "../../lib/store/mod.ts";
import { bytesOf, withStore } from "../store/helpers.ts";
import { smoke } from "./support.ts";

const TRACE: Trace = {
  ...{ from: 1000, trainRows: 200, testRows: 2, layers: 1, stopped: 1001 },
  ...{ loss: Float64Array.of(0.5, 0.25), trainCorrect: Uint32Array.of(30, 110) },
  ...{ testCorrect: new Uint32Array(), ranges: new Float32Array() },
};

const trainOf = (repeat: number, attempt: number) =>
  attemptSteps(smoke, repeat, attempt).segments[0].train;

/** A step with an entry of these outputs. */
function planned(step: Step, outputs: Record<string, Output>): [string, Planned] {
  return [step.id, { step, standing: "restored", outputs }];
}

Deno.test("discardedAttempts() are segments without a snapshot, by id, as they ended", async () => {
  await withStore(async (store) => {
    const end = await store.put(encodeTrace(TRACE)), gone = { ...end, sha256: "0".repeat(64) };
    const first = await store.put(encodeTrace({ ...TRACE, stopped: 0 }));
    const snapshot = await store.put(bytesOf(1));
    const [missing] = attemptSteps(smoke, 0, 3).segments;
    const standings = new Map([
      planned(trainOf(1, 0), { trace: end }),
      planned(trainOf(0, 1), { trace: gone }),
      planned(trainOf(0, 0), { trace: first }),
      planned(trainOf(0, 2), { snapshot, trace: end }),
      planned(missing.measures.exact, { counts: end }),
      [missing.train.id, { step: missing.train, standing: "missing" } as Planned],
    ]);
    assertEquals(await discardedAttempts(standings, store), [
      { id: "train/syn-relu-8/r00/a0/s01", stopped: 0, accuracy: 0.55 },
      { id: "train/syn-relu-8/r00/a1/s01" },
      { id: "train/syn-relu-8/r01/a0/s01", stopped: 1001, accuracy: 0.55 },
    ]);
  });
});
