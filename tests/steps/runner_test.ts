import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { digestOf, sha256 } from "../../lib/bits/digest.ts";
import { sourceOf, type Step } from "../../lib/steps/step.ts";
import type { WorkClaims } from "../../lib/steps/work_claims.ts";
import { type ActionBody, NonDeterminismError, type Store } from "../../lib/store/mod.ts";
import { namesIn, tamper, withStore } from "../store/helpers.ts";
import { type Bench, benchOn, constant, digesterOf, halves, sum } from "./bench.ts";

// 23 = 20 + 3; 46 = 2 * 23.
const a = constant(20),
  b = constant(3),
  total = sum("total", a, b),
  more = sum("more", total, total);

const value = async (
  { runner }: Bench,
  step: Step,
) => [...await runner.bytes({ step, output: "value" })];

/** Path of the blob that holds a step's value. */
async function blobOf({ runner }: Bench, step: Step): Promise<string> {
  const { sha256 } = (await runner.resolve(step)).value;
  return `cas/${sha256.slice(0, 2)}/${sha256}`;
}

async function entriesOf(store: Store): Promise<string[]> {
  const shards = await namesIn(store, "ac"), paths: string[] = [];
  for (const shard of shards) {
    for (const name of await namesIn(store, `ac/${shard}`)) paths.push(`ac/${shard}/${name}`);
  }
  return paths;
}

Deno.test("Runner computes a step after its inputs, each once, and a second run nothing", async () => {
  await withStore(async (store) => {
    const first = benchOn(store), ids = ["constant/20", "constant/3", "sum/more", "sum/total"];
    assertEquals(await value(first, more), [46]);
    assertEquals(first.told, { restored: [], computed: ids });
    const second = benchOn(store);
    assertEquals(await value(second, more), [46]);
    assertEquals(second.pool.jobs, []);
    assertEquals(second.told, { restored: ids, computed: [] });
  });
});

Deno.test("Runner shares one computation among those that ask at once", async () => {
  await withStore(async (store) => {
    const bench = benchOn(store);
    assertEquals(await Promise.all([1, 2, 3].map(() => value(bench, total))), [[23], [23], [23]]);
    assertEquals(bench.pool.jobs.sort(), ["constant 20", "constant 3", "sum total"]);
  });
});

Deno.test("Runner computes anew what other code, parameters or inputs concern, and no more", async () => {
  await withStore(async (store) => {
    await value(benchOn(store), more);
    const code = benchOn(store, { digester: digesterOf({ "sum.ts": 1 }) });
    await value(code, more);
    assertEquals(code.told.computed, ["sum/more", "sum/total"]);
    const input = benchOn(store);
    assertEquals(await value(input, sum("total", a, constant(4))), [24]);
    assertEquals(input.told.computed, ["constant/4", "sum/total"]);
    const params = benchOn(store);
    assertEquals(await value(params, sum("other", a, b)), [23]);
    assertEquals(params.told.computed, ["sum/other"]);
  });
});

Deno.test("Runner goes no further than it must when other code makes the same bytes", async () => {
  await withStore(async (store) => {
    await value(benchOn(store), more);
    const bench = benchOn(store, { digester: digesterOf({ "constant.ts": 1 }) });
    await value(bench, more);
    assertEquals(bench.told.computed, ["constant/20", "constant/3"]);
  });
});

Deno.test("Runner computes what is missing of a pass in one job", async () => {
  await withStore(async (store) => {
    const { low, high } = halves(total), bench = benchOn(store);
    assertEquals(await Promise.all([value(bench, low), value(bench, high)]), [[7], [1]]);
    assertEquals(bench.pool.jobs.slice(3), ["half low+half high"]);
    const again = benchOn(store);
    assertEquals(await Promise.all([value(again, low), value(again, high)]), [[7], [1]]);
    assertEquals(again.pool.jobs, []);
  });
});

Deno.test("Runner leaves out of a pass's job what the store has", async () => {
  await withStore(async (store) => {
    const { low } = halves(total);
    await value(benchOn(store), { ...low, pass: [low] });
    const bench = benchOn(store), both = halves(total);
    assertEquals(await value(bench, both.high), [1]);
    assertEquals(await value(bench, both.low), [7]);
    assertEquals(bench.pool.jobs, ["half high"]);
    assertEquals(bench.told.restored, ["constant/20", "constant/3", "half/low", "sum/total"]);
  });
});

Deno.test("Runner takes over what another process stored while it looked", async () => {
  await withStore(async (store) => {
    const { low, high } = halves(total);
    await Promise.all([low, high].map((step) => value(benchOn(store), step)));
    // Looks at which an entry is not there yet: the step's own, and the one after its pass had nothing to do.
    const absent = ["half/low 1", "half/high 2"], looks: Record<string, number> = {};
    const late = {
      get: (digest: string) => store.get(digest),
      getAction: async (key: string) => {
        const action = await store.getAction(key), id = action?.id ?? "";
        looks[id] = (looks[id] ?? 0) + 1;
        return absent.includes(`${id} ${looks[id]}`) ? undefined : action;
      },
    } as Store;
    const bench = benchOn(late);
    assertEquals(await value(bench, low), [7]);
    assertEquals(await value(bench, high), [1]);
    assertEquals(bench.told.restored.slice(2, 4), ["half/high", "half/low"]);
    assertEquals(bench.pool.jobs, []);
  });
});

Deno.test("Runner remakes an intermediate blob that is gone only when it is needed", async () => {
  await withStore(async (store) => {
    const first = benchOn(store);
    await value(first, more);
    for (const step of [total, a]) await Deno.remove(`${store.root}/${await blobOf(first, step)}`);
    const idle = benchOn(store);
    assertEquals(await value(idle, more), [46]);
    assertEquals(idle.pool.jobs, []);
    const needed = benchOn(store), twice = { step: total, output: "value" };
    assertEquals(await Promise.all([1, 2].map(() => needed.runner.bytes(twice))), [
      Uint8Array.of(23),
      Uint8Array.of(23),
    ]);
    assertEquals(needed.pool.jobs.sort(), ["constant 20", "sum total"]);
  });
});

Deno.test("Runner repairs a flipped bit in a blob and reports it once", async () => {
  await withStore(async (store, damages) => {
    const first = benchOn(store);
    await value(first, more);
    await tamper(store, await blobOf(first, more), ([byte]) => Uint8Array.of(byte ^ 1));
    const second = benchOn(store);
    assertEquals(await value(second, more), [46]);
    assertEquals(second.pool.jobs, ["sum more"]);
    assertEquals(damages.map(({ kind }) => kind), ["blob"]);
    assertEquals(await value(benchOn(store), more), [46]);
    assertEquals(damages.length, 1);
  });
});

Deno.test("Runner repairs a flipped bit in any entry", async () => {
  await withStore(async (store, damages) => {
    await value(benchOn(store), more);
    for (const path of await entriesOf(store)) {
      await tamper(store, path, (bytes) => {
        bytes[100] ^= 1;
        return bytes;
      });
      const bench = benchOn(store);
      assertEquals(await value(bench, more), [46]);
      assertEquals(bench.told.computed.length, 1);
      assertEquals(damages.splice(0).map(({ kind }) => kind), ["action"]);
    }
    const clean = benchOn(store);
    await value(clean, more);
    assertEquals(clean.pool.jobs, []);
  });
});

Deno.test("Runner refuses other bits for a blob that is gone", async () => {
  await withStore(async (store) => {
    const first = benchOn(store);
    await value(first, total);
    const path = await blobOf(first, total);
    await Deno.remove(`${store.root}/${path}`);
    const impure = benchOn(store);
    impure.pool.drift = 1;
    const error = await assertRejects(() => value(impure, total), NonDeterminismError);
    assertEquals([error.id, error.output], ["sum/total", "twice"]);
    assertEquals(await value(benchOn(store), total), [23]);
  });
});

Deno.test("Runner refuses other bits even when the entry has gone meanwhile", async () => {
  await withStore(async (store) => {
    const bench = benchOn(store);
    await value(bench, total);
    await Deno.remove(`${store.root}/${await blobOf(bench, total)}`);
    for (const path of await entriesOf(store)) await Deno.remove(`${store.root}/${path}`);
    bench.pool.drift = 1;
    await assertRejects(
      () => value(bench, total),
      Error,
      "Cannot repair sum/total: value must be",
    );
  });
});

Deno.test("Runner with fresh recomputes everything once and agrees with what is stored", async () => {
  await withStore(async (store) => {
    await value(benchOn(store), more);
    const entries = await entriesOf(store), bench = benchOn(store, { fresh: true });
    assertEquals(await value(bench, more), [46]);
    assertEquals(bench.told.restored, []);
    assertEquals(bench.pool.jobs.length, 4);
    assertEquals(await entriesOf(store), entries);
  });
});

Deno.test("Runner with fresh fails when bits differ, and what is stored stays", async () => {
  await withStore(async (store) => {
    await value(benchOn(store), total);
    const bench = benchOn(store, { fresh: true });
    bench.pool.drift = 1;
    await assertRejects(() => value(bench, total), NonDeterminismError, "as computed before");
    const after = benchOn(store);
    assertEquals(await value(after, total), [23]);
    assertEquals(after.pool.jobs, []);
  });
});

Deno.test("Runner with fresh computes a pass in one job", async () => {
  await withStore(async (store) => {
    const { low, high } = halves(total);
    await value(benchOn(store), low);
    const bench = benchOn(store, { fresh: true });
    await Promise.all([value(bench, low), value(bench, high)]);
    assertEquals(bench.pool.jobs.slice(3), ["half low+half high"]);
  });
});

Deno.test("Runner names the step that fails, stores nothing of it, and tries again next time", async () => {
  await withStore(async (store) => {
    const broken = constant("fail"), end = sum("end", a, broken);
    for (const _ of [1, 2]) {
      const bench = benchOn(store), message = "Cannot compute constant/fail: it fails";
      await assertRejects(() => value(bench, end), Error, message);
      assertEquals(bench.pool.jobs.includes("constant fail"), true);
    }
    const { runner } = benchOn(store);
    const entries = await entriesOf(store);
    assertEquals(entries.length, 1);
    const outputs = await runner.resolve(a);
    const { id } = JSON.parse(await Deno.readTextFile(`${store.root}/${entries[0]}`));
    assertEquals([id, outputs.value.size], ["constant/20", 1]);
  });
});

Deno.test("Runner reads a source by its digest and refuses other bytes", async () => {
  await withStore(async (store) => {
    const { runner } = benchOn(store), source = sourceOf(Uint8Array.of(5));
    assertEquals(await runner.bytes({ source }), Uint8Array.of(5));
    const other = { ...source, load: () => Promise.resolve(Uint8Array.of(6)) };
    const message = `digest must be ${source.sha256}`;
    await assertRejects(() => runner.bytes({ source: other }), Error, message);
    const step: Step = { ...total, id: "sum/other", inputs: { of: { source: other } } };
    await assertRejects(() => runner.bytes({ step, output: "value" }), Error, message);
  });
});

Deno.test("Runner says that a step has no such output", async () => {
  await withStore(async (store) => {
    const { runner } = benchOn(store);
    const message = "Cannot read constant/20: it has no output thrice";
    await assertRejects(() => runner.bytes({ step: a, output: "thrice" }), Error, message);
  });
});

Deno.test("Runner writes key material and cost into an entry", async () => {
  await withStore(async (store) => {
    const bench = benchOn(store), { sha256 } = (await bench.runner.resolve(a)).value;
    await bench.runner.resolve(total);
    const entries = await Promise.all(
      (await entriesOf(store)).map(async (path) =>
        JSON.parse(await Deno.readTextFile(`${store.root}/${path}`))
      ),
    );
    const found = entries.find(({ id }) => id === "sum/total");
    assertEquals(found.key.inputs.i0, sha256);
    assertEquals(found.key.code, await digesterOf().digest("sum.ts"));
    assertEquals(found.cost, { seconds: 0.5 });
  });
});

Deno.test("Runner stores nothing of a pass whose code was edited while it ran", async () => {
  await withStore(async (store) => {
    const digester = digesterOf(), asked: string[][] = [];
    const changed = (entries: Iterable<string>) => {
      asked.push([...entries]);
      const edited = { path: "lib/half.ts", how: "edited" } as const;
      return Promise.resolve(asked.at(-1)!.includes("half.ts") ? edited : undefined);
    };
    const bench = benchOn(store, { digester: { ...digester, changed } }), { low } = halves(total);
    const message = "Cannot store half/low: lib/half.ts must stay as it was when the run began, " +
      "current value is edited";
    await assertRejects(() => value(bench, low), Error, message);
    // Once a pass, however many steps it has; what was stored before stays.
    assertEquals(asked, [["constant.ts"], ["constant.ts"], ["sum.ts"], ["half.ts"]]);
    assertEquals(bench.told.computed, ["constant/20", "constant/3", "sum/total"]);
    assertEquals((await entriesOf(store)).length, 3);
    const next = benchOn(store);
    assertEquals(await value(next, low), [7]);
    assertEquals(next.told.computed, ["half/high", "half/low"]);
  });
});

/** Replaces what a store has of a step by an entry with another value, as somebody's archive would bring it. */
async function forge(store: Store, step: Step, cost: Record<string, number>): Promise<void> {
  const bench = benchOn(store), [{ sha256 }] = Object.values(await bench.runner.resolve(step));
  const all = await Promise.all(
    (await entriesOf(store)).map((path) => store.getAction(keyOfPath(path))),
  );
  const own = all.find((action) => action?.id === step.id)!, key = digestOf(own.key as never);
  await Deno.remove(`${store.root}/ac/${key.slice(0, 2)}/${key}`);
  const value = await store.put(Uint8Array.of(99));
  await store.putAction(key, { ...own, outputs: { ...own.outputs, value }, cost });
  assert(value.sha256 !== sha256);
}

const keyOfPath = (path: string) => path.slice(path.lastIndexOf("/") + 1);

const VALUE = sha256(Uint8Array.of(20));
const published = (id: string) => id === "constant/20" ? { value: VALUE } : undefined;

Deno.test("Runner computes again what contradicts published results, and the one that agrees wins", async () => {
  await withStore(async (store, damages) => {
    await forge(store, a, {});
    const bench = benchOn(store, { published });
    assertEquals(await value(bench, total), [23]);
    assertEquals(bench.told.computed, ["constant/20", "constant/3", "sum/total"]);
    assertEquals(damages.map(({ kind }) => kind), ["action"]);
    assertMatch(damages[0].expected, /^the entry of constant\/20 with value /);
    const again = benchOn(store, { published });
    assertEquals(await value(again, total), [23]);
    assertEquals(again.told.computed, []);
  });
});

Deno.test("Runner keeps what contradicts published results if computing it gives the very same", async () => {
  await withStore(async (store, damages) => {
    await value(benchOn(store), a);
    const bench = benchOn(store, { published: () => ({ value: "0".repeat(64) }) });
    assertEquals(await value(bench, a), [20]);
    assertEquals([bench.told.computed, damages], [["constant/20"], []]);
  });
});

Deno.test("Runner lets its own bits win over imported ones that it computes again, and tells imported ones", async () => {
  await withStore(async (store, damages) => {
    await forge(store, a, { imported: 1 });
    const seen: boolean[] = [];
    const bench = benchOn(store, { progress: ({ imported }) => void seen.push(imported) });
    assertEquals(await value(bench, a), [99]);
    assertEquals(seen, [true]);
    assertEquals(await value(benchOn(store, { fresh: true }), a), [20]);
    assertEquals(damages.length, 1);
    const own = benchOn(store, { progress: ({ imported }) => void seen.push(imported) });
    assertEquals([await value(own, a), seen], [[20], [true, false]]);
  });
});

Deno.test("Runner decides nothing between two results of its own", async () => {
  await withStore(async (store) => {
    await forge(store, a, {});
    await assertRejects(() => value(benchOn(store, { fresh: true }), a), NonDeterminismError);
  });
});

Deno.test("Runner looks for edited code when a job has ended, not before it", async () => {
  await withStore(async (store) => {
    const edited = { path: "lib/sum.ts", how: "edited" } as const;
    const digester = {
      ...digesterOf(),
      // Edited while the job runs.
      changed: () => Promise.resolve(bench.pool.jobs.at(-1) === "sum total" ? edited : undefined),
    };
    const bench: Bench = benchOn(store, { digester });
    await assertRejects(() => value(bench, total), Error, "Cannot store sum/total: lib/sum.ts");
    assertEquals(bench.told.computed, ["constant/20", "constant/3"]);
    assertEquals((await entriesOf(store)).length, 2);
  });
});

Deno.test("Runner publishes an entry when its outputs and the record of its code are there", async () => {
  await withStore(async (store) => {
    const there: boolean[] = [];
    const watched = {
      get: (digest: string) => store.get(digest),
      getAction: (key: string) => store.getAction(key),
      put: (bytes: Uint8Array) => store.put(bytes),
      putAction: async (key: string, body: ActionBody) => {
        const digests = [body.key.code, ...Object.values(body.outputs).map((one) => one.sha256)];
        for (const digest of digests) there.push(await store.get(digest) !== undefined);
        await store.putAction(key, body);
      },
    } as Store;
    await value(benchOn(watched), total);
    // Code and value of two constants, code and two outputs of their sum.
    assertEquals(there, Array(7).fill(true));
  });
});

Deno.test("Runner shares the seconds of a pass among its steps, to the microsecond", async () => {
  await withStore(async (store) => {
    const bench = benchOn(store), { low, high } = halves(total), shown: number[] = [];
    bench.pool.seconds = 0.000_006;
    const told = benchOn(store, {
      pool: bench.pool,
      progress: ({ seconds }) => shown.push(seconds),
    });
    await Promise.all([value(told, low), value(told, high)]);
    assertEquals(shown, [6e-6, 6e-6, 6e-6, 3e-6, 3e-6]);
    const costs = await Promise.all((await entriesOf(store)).map(async (path) => {
      const { id, cost } = JSON.parse(await Deno.readTextFile(`${store.root}/${path}`));
      return [id, cost.seconds];
    }));
    assertEquals(Object.fromEntries(costs), {
      "constant/20": 6e-6,
      "constant/3": 6e-6,
      "sum/total": 6e-6,
      "half/low": 3e-6,
      "half/high": 3e-6,
    });
  });
});

Deno.test("Runner gives each job the rank of its step", async () => {
  await withStore(async (store) => {
    const bench = benchOn(store), late = { ...total, id: "sum/late", rank: 7 };
    await value(bench, late);
    assertEquals(bench.pool.ranks, [0, 0, 7]);
  });
});

Deno.test("Runner reads known results where the store lacks them, and only there", async () => {
  await withStore(async (store) => {
    const first = benchOn(store), outputs = await first.runner.resolve(total), asked: string[] = [];
    const known = {
      resolve: ({ id }: Step) => Promise.resolve(id === total.id ? outputs : undefined),
      get: (digest: string) => {
        asked.push(digest);
        return Promise.resolve(digest === outputs.value.sha256 ? Uint8Array.of(23) : undefined);
      },
    };
    const bench = benchOn(store, { known });
    assertEquals(await value(bench, more), [46]);
    assertEquals(asked, []);
    await Deno.remove(`${store.root}/${await blobOf(bench, total)}`);
    assertEquals(await value(benchOn(store, { known }), sum("again", total)), [23]);
    assertEquals(asked, [outputs.value.sha256]);
    // With fresh nothing is known.
    const fresh = benchOn(store, { known, fresh: true });
    await value(fresh, total);
    assertEquals(fresh.told.computed, ["constant/20", "constant/3", "sum/total"]);
  });
});

/** Claims of a world in which others have some steps, by id, and do them when they are waited for. */
function claimsOf(taken: Map<string, () => Promise<unknown>>) {
  const held: string[] = [], paused: number[] = [];
  const claims: WorkClaims = {
    take({ id }) {
      if (taken.has(id)) return "taken";
      held.push(id);
      return "new";
    },
    done: ({ id }) => void held.splice(held.indexOf(id), 1),
    async pause(attempt) {
      paused.push(attempt);
      for (const [id, act] of taken) {
        await act();
        taken.delete(id);
      }
    },
  };
  return { claims, held, paused };
}

Deno.test("Runner waits for what another process has claimed, and takes it from the store", async () => {
  await withStore(async (store) => {
    const other = () => value(benchOn(store), total);
    const { claims, held, paused } = claimsOf(new Map([["sum/total", other]]));
    const bench = benchOn(store, { claims });
    assertEquals(await value(bench, more), [46]);
    assertEquals(bench.told.computed, ["constant/20", "constant/3", "sum/more"]);
    assertEquals([bench.told.restored, held, paused], [["sum/total"], [], [0]]);
  });
});

Deno.test("Runner computes what another process has claimed and given up", async () => {
  await withStore(async (store) => {
    const { claims, held } = claimsOf(new Map([["sum/total", () => Promise.resolve()]]));
    const bench = benchOn(store, { claims });
    assertEquals(await value(bench, more), [46]);
    assertEquals(bench.told.computed.length, 4);
    assertEquals(held, []);
  });
});

Deno.test("Runner looks again once it has a claim: the work may just have been done", async () => {
  await withStore(async (store) => {
    const { claims, held } = claimsOf(new Map()), bench = benchOn(store, { claims });
    const run = bench.pool.run.bind(bench.pool);
    // Another process computes it while this one waits for a worker.
    bench.pool.run = async (load, rank) => {
      await value(benchOn(store), a);
      return await run(load, rank);
    };
    assertEquals(await value(bench, a), [20]);
    assertEquals([bench.told, bench.pool.jobs], [
      { restored: ["constant/20"], computed: [] },
      [],
    ]);
    assertEquals(held, []);
  });
});

Deno.test("Runner gives up its claim where a step fails, and claims nothing where all is computed again", async () => {
  await withStore(async (store) => {
    const { claims, held } = claimsOf(new Map());
    await assertRejects(
      () => value(benchOn(store, { claims }), constant("fail")),
      Error,
      "it fails",
    );
    assertEquals(held, []);
    const none = claimsOf(new Map([["constant/20", () => Promise.reject(new Error("waited"))]]));
    const fresh = benchOn(store, { claims: none.claims, fresh: true });
    assertEquals(await value(fresh, a), [20]);
    assertEquals(none.held, []);
  });
});
