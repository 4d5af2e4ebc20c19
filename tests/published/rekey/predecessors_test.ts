import { assertEquals } from "@std/assert";
import { objectPath } from "../../../lib/store/path.ts";
import { keyOf } from "../../../lib/steps/step.ts";
import { withStore } from "../../store/helpers.ts";
import { compute, predecessorsOf, stepsOf, tiny } from "./support.ts";

const run = tiny("SYN-ReLU-8"), steps = stepsOf(run);

Deno.test("Predecessors are the entries that differ in code alone, each step once, inputs first", async () => {
  await withStore(async (store) => {
    await compute(store, 1, steps);
    const { candidates, others } = await predecessorsOf(store, 2, steps);
    const ids = candidates.map(({ step }) => step.id);
    // Dataset and split; of each repeat a start, a segment, two measurements.
    assertEquals([ids.length, new Set(ids).size, others.size], [14, 14, 0]);
    for (const { step } of candidates) {
      for (const ref of Object.values(step.inputs)) {
        if ("step" in ref) assertEquals(ids.indexOf(ref.step.id) < ids.indexOf(step.id), true);
      }
    }
    assertEquals((await predecessorsOf(store, 1, steps)).candidates, []);
  });
});

Deno.test("Predecessors leave out what has been computed by today's code", async () => {
  await withStore(async (store) => {
    await compute(store, 1, steps);
    const some = stepsOf({ ...run, repeats: 1 });
    await compute(store, 2, some);
    const ids = (await predecessorsOf(store, 2, steps)).candidates.map(({ step }) => step.id);
    assertEquals(ids.filter((id) => id.includes("/r00/")), []);
    assertEquals(ids.length, 8);
  });
});

Deno.test("Predecessors look behind the newest entry where that differs otherwise, else say how it does", async () => {
  await withStore(async (store) => {
    const protocol = { ...run.training.protocol, batch: 128 };
    const other = { ...run, training: { ...run.training, protocol } };
    await compute(store, 1, steps);
    await compute(store, 0, stepsOf(other));
    const [first] = steps, all = await predecessorsOf(store, 2, steps);
    for (const { old } of (await predecessorsOf(store, 3, stepsOf(other))).candidates) {
      const later = new Date(Date.now() + 3_600_000);
      await Deno.utime(`${store.root}/${objectPath("ac", keyOf(old.key))}`, later, later);
    }
    const { candidates } = await predecessorsOf(store, 2, steps);
    assertEquals(candidates.length, all.candidates.length);
    const train = candidates.find(({ step }) => step.id === first.id)!;
    assertEquals((train.old.key.params as never as typeof run)["training"].protocol.batch, 256);
    const third = { ...run, training: { ...run.training, protocol: { ...protocol, batch: 64 } } };
    const { others } = await predecessorsOf(store, 2, stepsOf(third));
    const difference = others.get("init/syn-relu-8/r00/a0");
    assertEquals(
      difference?.component === "params" && [difference.path, difference.old, difference.now],
      ["training.protocol.batch", 128, 64],
    );
  });
});
