import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { canonical, type Json } from "../../lib/bits/canonical.ts";
import { digestOf } from "../../lib/bits/digest.ts";
import type { CodeDigester, CodeMaterial } from "../../lib/steps/code/digest.ts";
import { CodeRecord, recordedCode } from "../../lib/steps/code/record.ts";
import { Explainer, rootOf } from "../../lib/steps/explanation.ts";
import { becauseText, causeText, chainText } from "../../lib/steps/explanation_text.ts";
import { Inspector } from "../../lib/steps/inspector.ts";
import { keyOf, sourceOf, type Step } from "../../lib/steps/step.ts";
import { type KeyMaterial, listObjects, type Store } from "../../lib/store/mod.ts";
import { objectPath } from "../../lib/store/path.ts";
import { withStore } from "../store/helpers.ts";
import { benchOn, constant, digesterOf, ENTRIES, sum } from "./bench.ts";

const a = constant(20), b = constant(3), total = sum("total", a, b), more = sum("more", total);

/** The code of each kind: its own module, a helper that all share, a package. */
function materialOf(entry: string, change: Partial<CodeMaterial> = {}): CodeMaterial {
  const modules = { [entry]: "1".repeat(64), "helper.ts": "2".repeat(64) };
  const packages = { "npm:p@1": "sha512-a" };
  return {
    schema: 1,
    stripper: "s@1",
    assets: {},
    names: { p: "npm:p@1" },
    modules,
    packages,
    ...change,
  };
}

/** A digester over such materials; `changed` replaces those of some entries. */
function digesterWith(changed: Record<string, Partial<CodeMaterial>> = {}): CodeDigester {
  const material = (entry: string) => Promise.resolve(materialOf(entry, changed[entry]));
  return {
    ...digesterOf(),
    material,
    digest: async (entry) => digestOf(await material(entry)),
  };
}

async function compute(store: Store, step: Step, digester = digesterWith()): Promise<void> {
  await benchOn(store, { digester }).runner.resolve(step);
}

async function explainerOf(store: Store, step: Step, digester = digesterWith()) {
  const inspector = new Inspector(store, digester, ENTRIES);
  await inspector.resolve(step);
  return await Explainer.open(store, inspector);
}

async function because(store: Store, step: Step, digester = digesterWith()): Promise<string> {
  const explainer = await explainerOf(store, step, digester);
  return becauseText(step.id, await explainer.explain(step.id));
}

/** Sets the time of each entry that a store has now: entries made later are newer. */
async function age(store: Store): Promise<void> {
  for await (const shard of Deno.readDir(`${store.root}/ac`)) {
    for await (const { name } of Deno.readDir(`${store.root}/ac/${shard.name}`)) {
      await Deno.utime(`${store.root}/ac/${shard.name}/${name}`, 1000, 1000);
    }
  }
}

Deno.test("CodeRecord stores code material under the code digest itself", async () => {
  await withStore(async (store) => {
    const digester = digesterWith();
    await new CodeRecord(store, digester).record("sum.ts");
    const digest = await digester.digest("sum.ts");
    assertEquals(await recordedCode(store, digest), materialOf("sum.ts"));
    assertEquals(await recordedCode(store, "0".repeat(64)), undefined);
  });
});

Deno.test("Explainer says that a step was never computed", async () => {
  await withStore(async (store) => {
    assertEquals(
      await because(store, a),
      "constant/20 would run because it was never computed here",
    );
    await compute(store, a);
    const text = await because(store, total);
    assertEquals(text, "sum/total would run because it was never computed here");
  });
});

Deno.test("Explainer gives no cause, but key and entry, when a step is restored", async () => {
  await withStore(async (store) => {
    await compute(store, total);
    const explained = await (await explainerOf(store, total)).explain(total.id);
    assertEquals([explained.cause, explained.action?.id, explained.action?.cost], [
      undefined,
      "sum/total",
      { seconds: 0.5 },
    ]);
    assertEquals(explained.key, keyOf(explained.action!.key));
  });
});

Deno.test("Explainer names outputs whose blobs are gone", async () => {
  await withStore(async (store) => {
    await compute(store, total);
    const { action } = await (await explainerOf(store, total)).explain(total.id);
    const { sha256 } = action!.outputs.twice;
    await Deno.remove(`${store.root}/cas/${sha256.slice(0, 2)}/${sha256}`);
    const { cause } = await (await explainerOf(store, total)).explain(total.id);
    assertEquals(
      causeText(cause!),
      `the bytes of its output twice (${sha256.slice(0, 12)}) are gone from the store`,
    );
  });
});

Deno.test("Explainer names modules, assets, names and packages that changed, were added, were removed", async () => {
  const now = {
    modules: { "sum.ts": "3".repeat(64), "part.ts": "4".repeat(64) },
    assets: { "k.wasm": "5".repeat(64) },
    names: { p: "npm:p@2" },
    packages: { "npm:p@2": "sha512-b" },
  };
  await withStore(async (store) => {
    await compute(store, total);
    const explainer = await explainerOf(store, total, digesterWith({ "sum.ts": now }));
    const { cause } = await explainer.explain(total.id);
    assertEquals(
      causeText(cause!),
      "helper.ts was removed, part.ts was added, sum.ts changed, k.wasm was added and 3 more",
    );
    if (cause?.kind !== "key") throw new Error("a key must differ");
    assertEquals(
      cause.changes?.slice(4).map(({ part, name, old, now }) => [part, name, old, now]),
      [
        ["name", "p", "npm:p@1", "npm:p@2"],
        ["package", "npm:p@1", "sha512-a", undefined],
        ["package", "npm:p@2", undefined, "sha512-b"],
      ],
    );
    const other = digesterWith({ "sum.ts": { stripper: "s@2" } });
    assertEquals(
      await because(store, total, other),
      "sum/total would run because the stripper changed from s@1 to s@2",
    );
  });
});

Deno.test("Explainer gives both digests where the old code is not remembered", async () => {
  await withStore(async (store) => {
    const old = await digesterWith().digest("sum.ts"), changed = { "sum.ts": { stripper: "s@2" } };
    await compute(store, total);
    await Deno.remove(`${store.root}/cas/${old.slice(0, 2)}/${old}`);
    const now = await digesterWith(changed).digest("sum.ts");
    assertEquals(
      await because(store, total, digesterWith(changed)),
      `sum/total would run because its code changed from ${old.slice(0, 12)} to ${
        now.slice(0, 12)
      }; ` +
        "the store does not remember the old code",
    );
  });
});

Deno.test("Explainer gives the first parameter that differs, with both values", async () => {
  const step = (params: Step["params"]): Step => ({ ...constant(1), id: "constant/x", params });
  const cases: [Step["params"], Step["params"], string][] = [
    [{ a: 1, b: { c: [1, 2] } }, { a: 1, b: { c: [1, 3] } }, "b.c[1] changed from 2 to 3"],
    [{ a: 1 }, { a: 1, b: 0 }, "b changed from none to 0"],
    [{ a: 1, b: 0 }, { a: 1 }, "b changed from 0 to none"],
    [{ a: 1 }, { a: "1" }, `a changed from 1 to "1"`],
    [{ a: { b: 1 }, c: 1 }, { a: [1], c: 2 }, `a changed from {"b":1} to [1]`],
    [[1], [1, 2], "[1] changed from none to 2"],
    [1, 2, "as a whole changed from 1 to 2"],
  ];
  for (const [old, now, text] of cases) {
    await withStore(async (store) => {
      await compute(store, step(old));
      assertEquals(
        await because(store, step(now)),
        `constant/x would run because its parameter ${text}`,
      );
    });
  }
});

Deno.test("Explainer compares code before parameters, parameters before inputs", async () => {
  await withStore(async (store) => {
    await compute(store, total);
    const other: Step = { ...total, params: "other", inputs: { i0: { step: b, output: "value" } } };
    assertMatch(await because(store, other), /parameter as a whole changed/);
    const code = digesterWith({ "sum.ts": { stripper: "s@2" } });
    assertMatch(await because(store, other, code), /stripper/);
    const inputs: Step = { ...total, inputs: { i0: { step: a, output: "value" } } };
    assertMatch(await because(store, inputs), /its input i1 was removed$/);
  });
});

Deno.test("Explainer names an input that is certainly another before one that is not known", async () => {
  await withStore(async (store) => {
    const of = (last: Step) => sum("of", total, last), changed = { "sum.ts": { stripper: "s@2" } };
    const step: Step = { ...of(a), kind: "half" };
    await compute(store, step);
    const other: Step = { ...of(b), kind: "half" };
    assertMatch(await because(store, other, digesterWith(changed)), /its input i1 changed from /);
    assertMatch(await because(store, step, digesterWith(changed)), /sum\/total would run because/);
  });
});

Deno.test("Explainer follows an input that is not known to its own cause, the root", async () => {
  await withStore(async (store) => {
    await compute(store, more);
    const changed = { "constant.ts": { modules: { "constant.ts": "1".repeat(64) } } };
    const explainer = await explainerOf(store, more, digesterWith(changed));
    const explained = await explainer.explain(more.id);
    assertEquals(
      becauseText("figure x", explained),
      "figure x would run because constant/20 would run because helper.ts was removed",
    );
    assertEquals(rootOf(explained).step.id, "constant/20");
    const lines = chainText(explained);
    assertEquals(lines.map((line) => line.split(":")[0]), ["sum/more", "sum/total", "constant/20"]);
    assertMatch(lines[0], /its input i0 is not known yet$/);
  });
});

Deno.test("Explainer follows an input that was made anew, whose step would not run", async () => {
  await withStore(async (store) => {
    const source = (byte: number) => ({ source: sourceOf(Uint8Array.of(byte)) });
    const first = (byte: number): Step => ({ ...sum("first"), inputs: { from: source(byte) } });
    const last = (byte: number) => sum("last", first(byte));
    await compute(store, last(1));
    await age(store);
    await compute(store, first(2));
    const text = await because(store, last(2));
    assertMatch(
      text,
      /^sum\/last would run because sum\/first is another because its input from changed /,
    );
  });
});

Deno.test("Explainer compares with the newest entry of an id", async () => {
  const step = (params: number): Step => ({ ...constant(1), id: "constant/x", params });
  for (const [older, newer] of [[1, 2], [2, 1]]) {
    await withStore(async (store) => {
      await compute(store, step(older));
      await age(store);
      await compute(store, step(newer));
      assertMatch(await because(store, step(3)), new RegExp(`changed from ${newer} to 3`));
    });
  }
});

Deno.test("Explainer refuses a step that is not in the plan", async () => {
  await withStore(async (store) => {
    const explainer = await explainerOf(store, a);
    await assertRejects(() => explainer.explain("constant/9"), Error, "Cannot explain constant/9");
  });
});

type Fields = { readonly [name: string]: Json };

/** What another entry of the id may hold: none of it ends an explanation. */
const HOSTILE: Readonly<Record<string, (key: KeyMaterial) => object>> = {
  "code that is a path": (key) => ({ key: { ...key, code: "../../../../etc/passwd" } }),
  "an input whose name colours the screen": (key) => ({
    key: { ...key, inputs: { "\u001b[31mx": "a".repeat(64) } },
  }),
  "an input by the name of a property": (key) => ({
    key: { ...key, inputs: { constructor: "a".repeat(64), hasOwnProperty: "b".repeat(64) } },
  }),
  "an input by the name of the prototype": (key) => ({
    key: { ...key, inputs: JSON.parse(`{"__proto__":"${"a".repeat(64)}"}`) },
  }),
  "a cost beyond reason": () => ({ cost: { seconds: 1e300 } }),
  "parameters nested without end": (key) => ({
    key: { ...key, params: JSON.parse("[".repeat(200) + "]".repeat(200)) },
  }),
};

for (const [name, change] of Object.entries(HOSTILE)) {
  Deno.test(`Explainer explains whatever another entry of the id holds: ${name}`, async () => {
    await withStore(async (store) => {
      await compute(store, constant(3));
      const entries = await listObjects(store.root, "ac");
      const { digest: _, ...body } = (await store.getAction(entries.names[0]))!;
      await Deno.remove(`${store.root}/${objectPath("ac", entries.names[0])}`);
      const evil = { ...body, ...change(body.key) } as unknown as Fields;
      const sealed = canonical({ ...evil, digest: digestOf(evil) }) + "\n";
      const path = `${store.root}/${objectPath("ac", digestOf(evil.key))}`;
      await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
      await Deno.writeTextFile(path, sealed);
      const line = await because(store, constant(3));
      assertMatch(line, /^constant\/3 would run because [ -~]+$/);
    });
  });
}

Deno.test("recordedCode() takes nothing but code material for what a digest remembers", async () => {
  await withStore(async (store) => {
    for (const text of ["", "{", "null", "[]", '{"modules":{}}', '{"stripper":"x","modules":1}']) {
      const { sha256 } = await store.put(new TextEncoder().encode(text));
      assertEquals(await recordedCode(store, sha256), undefined, text);
    }
  });
});
