import { assertEquals, assertThrows } from "@std/assert";
import { type GcRoots, planGc } from "../../../lib/store/gc/plan.ts";
import type { Inventory, StoredEntry } from "../../../lib/store/gc/inventory.ts";

const TODAY = "today";

/** Roots of some digests and keys. */
function rootsOf(digests: readonly string[] = [], keys: readonly string[] = []): GcRoots {
  return { digests: new Set(digests), keys: new Set(keys), codes: new Set([TODAY]) };
}

/** An entry for a plan. */
function entry(key: string, change: Partial<StoredEntry> = {}): StoredEntry {
  const outputs = [`${key}1`];
  return { key, kind: "train", code: TODAY, inputs: [], outputs, seconds: 1, bytes: 10, ...change };
}

/** The inventory of these entries, whose blobs have 90 bytes each. */
function inventoryOf(entries: StoredEntry[], more: string[] = [], gone: string[] = []): Inventory {
  const names = [...new Set([...entries.flatMap(({ outputs }) => outputs), ...more])].sort();
  const blobs = new Map(names.filter((name) => !gone.includes(name)).map((name) => [name, 90]));
  return { entries, blobs, damaged: { objects: 0, bytes: 0 } };
}

/** Keys and digests that go. */
function gone(...of: Parameters<typeof planGc>): string[] {
  const { entries, blobs } = planGc(...of);
  return [...entries.go.map(({ key }) => key), ...blobs.go];
}

Deno.test("planGc() without a budget removes only what nothing can use", () => {
  const old = { code: "old" };
  const inventory = inventoryOf(
    [entry("a"), entry("b", old), entry("c", old), entry("d")],
    ["orphan", "locked"],
    ["c1", "d1"],
  );
  assertEquals(gone(inventory, rootsOf(["locked"])), ["c", "orphan"]);
  assertEquals(gone(inventory, rootsOf([], ["c"])), ["locked", "orphan"]);
});

Deno.test("planGc() evicts the cheapest to recompute per byte first, ties by key", () => {
  const entries = [
    entry("a", { seconds: 8 }),
    entry("b", { seconds: 9, outputs: ["b1", "b2", "b3"] }),
    entry("c", { seconds: 1 }),
    entry("d", { seconds: 1 }),
    entry("e", { seconds: 0 }),
  ];
  const inventory = inventoryOf(entries), order = ["e", "c", "d", "b", "a"];
  const sizes = [100, 100, 100, 280, 100];
  let stay = 680;
  order.forEach((_, k) => {
    stay -= sizes[k];
    const expected = order.slice(0, k + 1).sort();
    for (const budget of [stay, stay + sizes[k] - 1]) {
      const { entries } = planGc(inventory, rootsOf(), budget);
      assertEquals(entries.go.map(({ key }) => key), expected, `budget ${budget}`);
    }
  });
  assertEquals(gone(inventory, rootsOf(), 680), []);
});

Deno.test("planGc() keeps a blob that another entry still names, and counts it", () => {
  const entries = [entry("a", { seconds: 0 }), entry("b", { outputs: ["a1"] })];
  assertEquals(gone(inventoryOf(entries), rootsOf(), 109), ["a"]);
  assertEquals(gone(inventoryOf(entries), rootsOf(), 100), ["a"]);
  assertEquals(gone(inventoryOf(entries), rootsOf(), 99), ["a", "b", "a1"]);
});

Deno.test("planGc() keeps what roots need, however deep, and nothing else under the smallest budget", () => {
  const entries = [
    entry("a"),
    entry("b", { inputs: ["a1", "source"] }),
    entry("c", { inputs: ["b1"], outputs: ["c1", "c2"] }),
    entry("d", { inputs: ["c1"] }),
    entry("e", { outputs: ["b1", "e1"] }),
  ].reverse();
  const inventory = inventoryOf(entries);
  // A store lists entries by key, so that who needs whom may come in any order.
  for (const order of [entries, entries.toReversed()]) {
    for (const roots of [rootsOf(["c1", "c2"]), rootsOf([], ["c"])]) {
      const turned = { ...inventory, entries: order }, { needed } = planGc(turned, roots);
      assertEquals(needed, 30 + 4 * 90);
      assertEquals(gone(turned, roots, needed).sort(), ["d", "d1", "e", "e1"]);
      const message = `--budget must be at least ${needed}`;
      assertThrows(() => planGc(turned, roots, needed - 1), RangeError, message);
    }
  }
  // One output alone does not make its entry wanted, but the blob stays.
  assertEquals(gone(inventory, rootsOf(["c1"]), 90), [
    "e",
    "d",
    "c",
    "b",
    "a",
    "a1",
    "b1",
    "c2",
    "d1",
    "e1",
  ]);
});

Deno.test("planGc() keeps an entry of older code while one of its outputs is left", () => {
  const two = entry("a", { code: "old", outputs: ["a1", "a2"] });
  assertEquals(gone(inventoryOf([two], [], ["a1"]), rootsOf()), []);
  assertEquals(gone(inventoryOf([two], [], ["a1", "a2"]), rootsOf()), ["a"]);
});

Deno.test("planGc() counts damaged entries, which stay, as needed", () => {
  const inventory = {
    ...inventoryOf([entry("a"), entry("b")]),
    damaged: { objects: 1, bytes: 7 },
  };
  assertEquals(planGc(inventory, rootsOf([], ["a"])).needed, 107);
  assertEquals(gone(inventory, rootsOf([], ["a"]), 207), []);
  assertEquals(gone(inventory, rootsOf([], ["a"]), 206), ["b", "b1"]);
  assertThrows(() => planGc(inventory, rootsOf([], ["a"]), 106), RangeError, "at least 107");
});

Deno.test("planGc() takes no bytes for a locked blob that is not there", () => {
  const inventory = inventoryOf([entry("a")], ["locked"], ["locked"]);
  const { needed } = planGc(inventory, rootsOf(["locked", "elsewhere"], ["a"]));
  assertEquals(needed, 100);
  assertThrows(() => planGc(inventory, rootsOf(["locked"], ["a"]), 99), RangeError, "at least 100");
});

Deno.test("planGc() keeps the record of a kept entry's code, until the last of that code goes", () => {
  const entries = [entry("a", { seconds: 0 }), entry("b")];
  const inventory = inventoryOf(entries, [TODAY]);
  assertEquals(gone(inventory, rootsOf()), []);
  assertEquals(planGc(inventory, rootsOf([], ["b"])).needed, 190);
  assertEquals(gone(inventory, rootsOf(), 190), ["a", "a1"]);
  assertEquals(gone(inventory, rootsOf(), 189), ["a", "b", "a1", "b1", TODAY]);
});

Deno.test("planGc() looks at each entry of a chain a fixed number of times, however long it is", () => {
  const looks = (length: number) => {
    let count = 0;
    // The worst order for whoever goes through all entries again and again: each wants the one before.
    const entries = Array.from({ length }, (_, k) => {
      const inputs = k === 0 ? [] : [`${k - 1}1`];
      return new Proxy(entry(String(k), { inputs }), {
        get: (target, name) => (count++, Reflect.get(target, name)),
      });
    });
    const { entries: { stay } } = planGc(inventoryOf(entries), rootsOf([], [String(length - 1)]));
    assertEquals(stay.length, length);
    return count / length;
  };
  const few = looks(10), many = looks(1000);
  assertEquals(many <= few + 2, true, `${many} looks at an entry of 1000, ${few} of 10`);
});
