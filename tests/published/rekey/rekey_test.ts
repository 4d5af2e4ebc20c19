import { assert, assertEquals, assertRejects } from "@std/assert";
import { ENTRIES } from "../../../lib/plan/kinds.ts";
import { rekey, type RekeyOptions } from "../../../lib/published/rekey/rekey.ts";
import { Inspector } from "../../../lib/steps/inspector.ts";
import { type ActionBody, listObjects, type Store } from "../../../lib/store/mod.ts";
import { objectPath } from "../../../lib/store/path.ts";
import { withStore } from "../../store/helpers.ts";
import { codeOf, compute, NamingPool, predecessorsOf, stepsOf, tiny } from "./support.ts";

const run = tiny("SYN-ReLU-8"), steps = stepsOf(run);

/** Carries what version 1 has made over to version 2. */
async function carried(
  store: Store,
  { of = steps, ...change }: Partial<RekeyOptions> & { readonly of?: typeof steps } = {},
) {
  const pool = new NamingPool(), checked: string[] = [];
  const { candidates } = await predecessorsOf(store, 2, of);
  const report = await rekey(candidates, {
    ...{ store, digester: codeOf(2), pool, nonce: "n", sample: 1 },
    onChecked: (id) => checked.push(id),
    ...change,
  });
  return { report, checked, candidates };
}

const entries = async (store: Store) => (await listObjects(store.root, "ac")).names;

Deno.test("rekey() recomputes what is cheap and a sample, then carries all over with their outputs", async () => {
  await withStore(async (store) => {
    await compute(store, 1, steps);
    const { report, checked, candidates } = await carried(store, { sample: 2 });
    assertEquals([report.carried, report.cheap, report.ofSegments], [14, 5, 3]);
    assertEquals([report.segments.length, checked.length], [2, 5 + 2 * 3]);
    assertEquals(report.disagreement, undefined);
    // One of three segments was not looked at.
    assertEquals(report.assurances[0], { faults: 1, segments: 3, seen: 1 - 1 / 3 });
    const inspector = new Inspector(store, codeOf(2), ENTRIES);
    for (const { step, old } of candidates) {
      await inspector.resolve(step);
      const { standing, action } = inspector.standings.get(step.id)!;
      assertEquals([standing, action!.outputs], ["restored", old.outputs]);
      assertEquals(action!.cost, { ...old.cost, carried: 1 });
      assertEquals(action!.key, { ...old.key, code: await codeOf(2).digest(ENTRIES[step.kind]) });
    }
    const text = new TextDecoder().decode(await store.get(report.justification!));
    assertEquals(JSON.parse(text).rekey.carried.length, 14);
    assertEquals((await carried(store)).report.carried, 0);
  });
});

Deno.test("rekey() publishes its justification before what it justifies", async () => {
  await withStore(async (store) => {
    await compute(store, 1, steps);
    const ids: string[] = [], there: boolean[] = [];
    const watched = {
      get: (digest: string) => store.get(digest),
      getAction: (key: string) => store.getAction(key),
      put: (bytes: Uint8Array) => store.put(bytes),
      putAction: async (key: string, body: ActionBody) => {
        ids.push(body.id);
        const digests = [body.key.code, ...Object.values(body.outputs).map((one) => one.sha256)];
        for (const digest of digests) there.push(await store.get(digest) !== undefined);
        await store.putAction(key, body);
      },
    } as Store;
    const { candidates } = await predecessorsOf(store, 2, steps);
    await rekey(candidates, {
      ...{ store: watched, digester: codeOf(2), pool: new NamingPool(), nonce: "n", sample: 1 },
    });
    assertEquals(ids.length, 15);
    assert(ids[0].startsWith("rekey/"), ids[0]);
    assert(there.every(Boolean), "code records and outputs");
  });
});

Deno.test("rekey() draws one segment of every sort, however small the sample", async () => {
  await withStore(async (store) => {
    const of = stepsOf(run, tiny("SYN-Tanh-8"), tiny("SYN-ReLU-4"));
    await compute(store, 1, of);
    const { report } = await carried(store, { of, sample: 0 });
    const seeds = report.segments.map((name) => name.split("/")[0]).sort();
    assertEquals(seeds, ["syn-relu-4", "syn-relu-8", "syn-tanh-8"]);
    assertEquals(report.ofSegments, 9);
  });
});

Deno.test("rekey() draws other segments with another nonce, and never more than there are", async () => {
  await withStore(async (store) => {
    await compute(store, 1, steps);
    const drift = new NamingPool(() => true), drawn = new Set<string>();
    for (let k = 0; k < 12; k++) {
      const { report } = await carried(store, { nonce: `${k}`, pool: drift });
      assertEquals(report.segments.length, 1);
      drawn.add(report.segments[0]);
    }
    assert(drawn.size > 1);
    assertEquals((await carried(store, { sample: 50 })).report.segments.length, 3);
  });
});

Deno.test("rekey() carries nothing where one output differs, of a cheap step or of a segment", async () => {
  await withStore(async (store) => {
    await compute(store, 1, steps);
    const before = await entries(store);
    for (
      const [kind, id] of [
        ["split", "split/synthetic"],
        ["init", "init/syn-relu-8/r01/a0"],
        ["train", "train/syn-relu-8/r01/a0/s01"],
        ["measure", "measure/syn-relu-8/r01/a0/s01/exact"],
      ]
    ) {
      const pool = new NamingPool((of, params) =>
        of === kind && (kind === "split" || params.includes('"repeat":1'))
      );
      const { report } = await carried(store, { pool, sample: 3 });
      assertEquals([report.carried, report.justification], [0, undefined]);
      assertEquals(report.disagreement?.id, id);
      assertEquals(await entries(store), before);
    }
  });
});

Deno.test("rekey() carries nothing where the code was edited while it computed", async () => {
  await withStore(async (store) => {
    await compute(store, 1, steps);
    const before = await entries(store), pool = new NamingPool();
    const edited = { path: "lib/a.ts", how: "edited" as const };
    const digester = {
      ...codeOf(2),
      changed: () => Promise.resolve(pool.jobs.length === 6 ? edited : undefined),
    };
    const message = "Cannot rekey: lib/a.ts must stay as it was at the start";
    await assertRejects(() => carried(store, { pool, digester }), Error, message);
    assertEquals(await entries(store), before);
  });
});

Deno.test("rekey() needs the inputs of what it recomputes", async () => {
  await withStore(async (store) => {
    await compute(store, 1, steps);
    const { candidates } = await predecessorsOf(store, 2, steps);
    const { sha256 } = candidates.find(({ step }) => step.kind === "dataset")!.old.outputs.dataset;
    await Deno.remove(`${store.root}/${objectPath("cas", sha256)}`);
    const message = "input dataset must be in the store, current value is missing";
    await assertRejects(() => carried(store), Error, message);
  });
});
