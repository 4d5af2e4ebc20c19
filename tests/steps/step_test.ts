import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import type { KeyMaterial } from "../../lib/store/mod.ts";
import {
  keyOf,
  materialOf,
  type Outputs,
  sourceOf,
  type Step,
  wantedOf,
} from "../../lib/steps/step.ts";

const material: KeyMaterial = {
  schema: 1,
  step: "train",
  code: "c0de",
  params: { from: 0, to: 50 },
  inputs: { dataset: "aa", snapshot: "bb" },
};

const step: Step = {
  kind: "train",
  id: "train/x",
  params: { to: 50 },
  inputs: {},
  weight: 1,
  rank: 0,
};

Deno.test("keyOf() is the SHA-256 of the canonical material", () => {
  // printf '%s' '{"code":"c0de","inputs":{"dataset":"aa","snapshot":"bb"},"params":{"from":0,"to":50},"schema":1,"step":"train"}' | sha256sum
  const known = "540fc8bdd98afe82830f6825f5a7130e5fd465d2da85600b1a361427c70cac4f";
  assertEquals(keyOf(material), known);
  const { step, schema, params, inputs, code } = material;
  assertEquals(keyOf({ step, schema, params, inputs, code }), known);
});

Deno.test("keyOf() changes with every field", () => {
  const others: KeyMaterial[] = [
    { ...material, schema: 2 },
    { ...material, step: "measure" },
    { ...material, code: "c0df" },
    { ...material, params: { from: 0, to: 51 } },
    { ...material, params: { from: 0, to: 50, every: 5 } },
    { ...material, params: { from: "0", to: 50 } },
    { ...material, inputs: { dataset: "aa" } },
    { ...material, inputs: { dataset: "bb", snapshot: "aa" } },
    { ...material, inputs: { dataset: "aa", split: "bb" } },
  ];
  const keys = new Set([material, ...others].map(keyOf));
  assertEquals(keys.size, others.length + 1);
});

Deno.test("keyOf() leaves out what is no part of the material", () => {
  const more = { ...material, id: "train/x", seconds: 3 } as KeyMaterial;
  assertEquals(keyOf(more), keyOf(material));
});

Deno.test("materialOf() names inputs by their digests", async () => {
  const source = sourceOf(new TextEncoder().encode("abc"));
  const outputs: Outputs = {
    snapshot: { sha256: "5a", size: 1 },
    trace: { sha256: "7c", size: 2 },
  };
  const inputs = { start: { step, output: "snapshot" }, spec: { source } };
  const found = await materialOf({ ...step, id: "train/y", inputs }, "c0de", {
    resolve: (asked) => Promise.resolve(asked === step ? outputs : undefined),
  });
  assertEquals(found, {
    schema: 1,
    step: "train",
    code: "c0de",
    params: { to: 50 },
    inputs: {
      start: "5a",
      // FIPS 180-2, appendix B.1.
      spec: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    },
  });
});

Deno.test("materialOf() swaps with its inputs", async () => {
  const first = sourceOf(Uint8Array.of(1)), second = sourceOf(Uint8Array.of(2));
  const resolver = { resolve: () => Promise.resolve(undefined) };
  const keys = await Promise.all(
    [[first, second], [second, first]].map(async ([a, b]) =>
      keyOf(
        (await materialOf(
          { ...step, inputs: { a: { source: a }, b: { source: b } } },
          "c0de",
          resolver,
        ))!,
      )
    ),
  );
  assertNotEquals(keys[0], keys[1]);
});

Deno.test("materialOf() is unknown while an input, or its output, is unknown", async () => {
  const waiting = { ...step, id: "train/y", inputs: { start: { step, output: "snapshot" } } };
  const trace = { trace: { sha256: "7c", size: 2 } };
  for (const outputs of [undefined, trace]) {
    const resolver = { resolve: () => Promise.resolve(outputs) };
    assertEquals(await materialOf(waiting, "c0de", resolver), undefined);
  }
});

Deno.test("materialOf() passes on a resolver's error", async () => {
  const waiting = { ...step, id: "train/y", inputs: { start: { step, output: "snapshot" } } };
  const resolver = { resolve: () => Promise.reject(new Error("no disk")) };
  await assertRejects(() => materialOf(waiting, "c0de", resolver), Error, "no disk");
});

Deno.test("materialOf() names a step by its kind, whatever implements it; its job names that", async () => {
  const resolver = { resolve: () => Promise.resolve(undefined) };
  const other = { ...step, implementation: "train-mnist" };
  const found = await materialOf(other, "c0de", resolver);
  assertEquals(found, await materialOf(step, "c0de", resolver));
  assertEquals(wantedOf(other), { kind: "train-mnist", params: step.params });
  assertEquals(wantedOf(step), { kind: "train", params: step.params });
});
