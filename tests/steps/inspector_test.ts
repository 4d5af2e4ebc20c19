import { assertEquals } from "@std/assert";
import { Inspector } from "../../lib/steps/inspector.ts";
import type { Step } from "../../lib/steps/step.ts";
import type { Store } from "../../lib/store/mod.ts";
import { tamper, withStore } from "../store/helpers.ts";
import { benchOn, constant, digesterOf, ENTRIES, halves, sum } from "./bench.ts";

const a = constant(20), b = constant(3), total = sum("total", a, b), more = sum("more", total);
const { low } = halves(more);

async function inspect(store: Store, step: Step, versions = {}): Promise<Record<string, string>> {
  const inspector = new Inspector(store, digesterOf(versions), ENTRIES);
  await inspector.resolve(step);
  await inspector.resolve(step);
  return Object.fromEntries([...inspector.standings].map(([id, { standing }]) => [id, standing]));
}

Deno.test("Inspector tells what is missing from what cannot be known yet", async () => {
  await withStore(async (store) => {
    await benchOn(store).runner.resolve(a);
    assertEquals(await inspect(store, low), {
      "constant/20": "restored",
      "constant/3": "missing",
      "sum/total": "unknown",
      "sum/more": "unknown",
      "half/low": "unknown",
    });
  });
});

Deno.test("Inspector looks at every input, also behind one that is unknown, inputs first", async () => {
  await withStore(async (store) => {
    const both = sum("both", more, constant(4), constant(5)),
      standings = await inspect(store, both);
    assertEquals(Object.entries(standings), [
      ["constant/20", "missing"],
      ["constant/3", "missing"],
      ["sum/total", "unknown"],
      ["sum/more", "unknown"],
      ["constant/4", "missing"],
      ["constant/5", "missing"],
      ["sum/both", "unknown"],
    ]);
  });
});

Deno.test("Inspector finds everything restored after a run", async () => {
  await withStore(async (store) => {
    const { runner } = benchOn(store), outputs = await runner.resolve(low);
    assertEquals([...new Set(Object.values(await inspect(store, low)))], ["restored"]);
    assertEquals(
      await new Inspector(store, digesterOf(), ENTRIES).resolve(low),
      outputs,
    );
  });
});

Deno.test("Inspector sees other code, and what hangs on it", async () => {
  await withStore(async (store) => {
    await benchOn(store).runner.resolve(low);
    assertEquals(await inspect(store, low, { "sum.ts": 1 }), {
      "constant/20": "restored",
      "constant/3": "restored",
      "sum/total": "missing",
      "sum/more": "unknown",
      "half/low": "unknown",
    });
  });
});

Deno.test("Inspector counts a damaged entry as missing", async () => {
  await withStore(async (store, damages) => {
    await benchOn(store).runner.resolve(a);
    const [shard] = await Array.fromAsync(Deno.readDir(`${store.root}/ac`));
    const [{ name }] = await Array.fromAsync(Deno.readDir(`${store.root}/ac/${shard.name}`));
    await tamper(store, `ac/${shard.name}/${name}`, (bytes) => bytes.slice(1));
    assertEquals(await inspect(store, a), { "constant/20": "missing" });
    assertEquals(damages.length, 1);
  });
});

Deno.test("Inspector gives undefined for a step that would run", async () => {
  await withStore(async (store) => {
    assertEquals(await new Inspector(store, digesterOf(), ENTRIES).resolve(total), undefined);
  });
});

Deno.test("Inspector has bytes of the store, and those that are known from elsewhere", async () => {
  await withStore(async (store) => {
    const { sha256 } = await store.put(Uint8Array.of(1)), elsewhere = "0".repeat(64);
    const known = {
      resolve: () => Promise.resolve(undefined),
      get: (digest: string) => Promise.resolve(digest === elsewhere ? Uint8Array.of(2) : undefined),
    };
    const inspector = new Inspector(store, digesterOf(), ENTRIES, known);
    assertEquals(await inspector.get(sha256), Uint8Array.of(1));
    assertEquals(await inspector.get(elsewhere), Uint8Array.of(2));
    assertEquals(await inspector.get("1".repeat(64)), undefined);
  });
});
