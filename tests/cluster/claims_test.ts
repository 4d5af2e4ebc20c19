import { assertEquals } from "@std/assert";
import { sha256 } from "../../lib/bits/digest.ts";
import { Claims } from "../../lib/cluster/claims.ts";
import type { Step } from "../../lib/steps/step.ts";
import type { Store } from "../../lib/store/mod.ts";
import { namesIn, withStore } from "../store/helpers.ts";

const TIMES = { lease: 60_000, beat: 10_000 }, MINUTE = 60_000;
const step = (id: string, params: Step["params"] = {}, inputs: Step["inputs"] = {}) =>
  ({ id, params, inputs }) as Step;
const table = step("table/fig3/smoke");
const [first, second] = ["s01", "s02"].map((name) => step(`train/syn-relu-8/r03/a0/${name}`));
const CHAIN = "syn-relu-8/r03";

/** Runs a test with claims of several processes on one store, and a clock for all of them. */
async function withClaims(
  test: (open: () => Claims, clock: { now: number }, store: Store) => Promise<void> | void,
): Promise<void> {
  await withStore(async (store) => {
    const clock = { now: 0 }, all: Claims[] = [];
    const open = () => {
      all.push(new Claims(store.root, TIMES, () => clock.now));
      return all.at(-1)!;
    };
    try {
      await test(open, clock, store);
    } finally {
      for (const one of all) one.close();
    }
  });
}

const pathOf = ({ root }: Store, name: string) => `${root}/claims/${sha256(name)}`;

/** A claim of a process that has ended: last written so many milliseconds ago. */
async function leave(store: Store, name: string, ago: number, host = ""): Promise<void> {
  const path = pathOf(store, name), time = new Date(Date.now() - ago);
  await Deno.writeTextFile(path, JSON.stringify({ name, owner: "gone", host, beat: 7 }));
  await Deno.utime(path, time, time);
}

Deno.test("Claims are of one process at a time, and gone once the step is done", async () => {
  await withClaims(async (open, _, store) => {
    const [a, b] = [open(), open()];
    assertEquals([a.take(table), b.take(table), a.take(table)], ["new", "taken", "held"]);
    a.done(table);
    assertEquals(b.take(table), "taken", "a second demand goes on");
    a.done(table);
    assertEquals(await namesIn(store, "claims"), []);
    assertEquals(b.take(table), "new");
  });
});

Deno.test("a chain is claimed as a whole, and kept between its steps until nothing of it was done for a while", async () => {
  await withClaims((open) => {
    const [a, b] = [open(), open()];
    assertEquals([a.take(first), b.take(second)], ["new", "taken"]);
    a.done(first);
    a.beat();
    assertEquals([b.take(second), a.take(second)], ["taken", "held"]);
    a.done(second);
    a.beat();
    a.beat();
    assertEquals(b.take(second), "new");
  });
});

Deno.test("close() gives up what is held", async () => {
  await withClaims(async (open, _, store) => {
    const a = open();
    a.take(first);
    a.take(table);
    assertEquals((await namesIn(store, "claims")).length, 2);
    a.close();
    assertEquals(await namesIn(store, "claims"), []);
  });
});

Deno.test("a claim that was not renewed for a lease by the file system's clock is taken over", async () => {
  await withClaims(async (open, _, store) => {
    await leave(store, CHAIN, MINUTE - 5000);
    assertEquals(open().take(first), "taken");
    await leave(store, CHAIN, MINUTE + 5000);
    const a = open();
    assertEquals(a.take(first), "new");
    assertEquals(open().take(first), "taken");
  });
});

Deno.test("a claim from the future is taken over after it stayed the same for a lease, and not before", async () => {
  await withClaims(async (open, clock, store) => {
    await leave(store, CHAIN, -1000 * MINUTE);
    const a = open();
    assertEquals(a.take(first), "taken");
    clock.now += MINUTE - 1;
    assertEquals(a.take(first), "taken");
    // Renewed: its time is another one.
    await leave(store, CHAIN, -1001 * MINUTE);
    clock.now += 2;
    assertEquals(a.take(first), "taken");
    clock.now += MINUTE + 1;
    assertEquals(a.take(first), "new");
  });
});

Deno.test("a claim whose lock on this host is free is taken over at once; another host's is not", async () => {
  await withClaims(async (open, _, store) => {
    await leave(store, CHAIN, 0, "elsewhere");
    assertEquals(open().take(first), "taken");
    await leave(store, CHAIN, 0, Deno.hostname());
    assertEquals(open().take(first), "new");
  });
});

Deno.test("whoever was taken for dead leaves the new claim alone", async () => {
  await withClaims(async (open, clock, store) => {
    const [a, b] = [open(), open()];
    a.take(first);
    // As if it had slept.
    const past = new Date(Date.now() - 2 * MINUTE);
    await Deno.utime(pathOf(store, CHAIN), past, past);
    clock.now += 1;
    assertEquals(b.take(first), "new");
    a.beat();
    assertEquals(a.take(first), "taken", "it knows that it has lost it");
    a.done(first);
    a.close();
    assertEquals(open().take(first), "taken");
  });
});

Deno.test("where no claim can be written, work goes on without", async () => {
  await withClaims(async (open, _, store) => {
    await Deno.remove(`${store.root}/claims`);
    const a = open();
    assertEquals(a.take(first), "held");
    a.done(first);
    a.beat();
  });
});

Deno.test("a claim that says nothing yet, or anything else, is alive until its lease is over", async () => {
  await withClaims(async (open, clock, store) => {
    for (const text of ["", "{", "[]", "null"]) {
      await Deno.writeTextFile(pathOf(store, CHAIN), text);
      const a = open();
      assertEquals(a.take(first), "taken", text);
      clock.now += MINUTE + 1;
      assertEquals(a.take(first), "new", text);
      a.close();
    }
  });
});

Deno.test("chains of two trainings with one name are two works, each with what is made of it", async () => {
  await withClaims((open) => {
    const of = (units: number) => step(first.id, { training: { units } });
    const [narrow, wide] = [of(8), of(16)], ref = { step: narrow, output: "trace" };
    const curves = step("information/syn-relu-8/r03/a0/e50/exact", {}, { "trace-01": ref });
    const [a, b] = [open(), open()];
    assertEquals([a.take(narrow), b.take(wide)], ["new", "new"]);
    assertEquals([b.take(narrow), b.take(curves), a.take(curves)], ["taken", "taken", "held"]);
  });
});
