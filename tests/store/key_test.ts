import { assert, assertEquals, assertThrows } from "@std/assert";
import { canonical, type Json } from "../../lib/bits/canonical.ts";
import { sha256 } from "../../lib/bits/digest.ts";
import { Key } from "../../lib/store/key.ts";
import { actionOf } from "./helpers.ts";

const { body } = actionOf({ sha256: "a".repeat(64), size: 3 });
const materialOf = (params: unknown) => ({ ...body.key, params: params as Json });

Deno.test("Key.of() is the digest of the canonical text of its material", () => {
  const shared = { z: [1, { y: 2, b: "ü" }], a: { c: null } };
  const params = [
    ...[null, true, "x", 1.5, [shared, [shared]], {}, { a: {} }],
    ...[{ training: shared, to: 2 }, { from: 1, training: shared }, {
      "2": 1,
      "10": shared,
      "": shared,
    }],
    ...[Object.assign(Object.create(null), { b: shared, a: 1 }), {
      deep: { shared, shared2: shared },
    }],
  ];
  for (const some of params) {
    const material = materialOf(some), key = Key.of(material);
    assertEquals(key.text, canonical(material as unknown as Json));
    assertEquals(key.digest, sha256(key.text));
    assertEquals(key.material, material);
  }
});

Deno.test("Key.of() leaves out what is no part of the material", () => {
  const more = { ...body.key, host: "h" };
  assertEquals(Key.of(more).text, Key.of(body.key).text);
  assertEquals(Key.of(more).material, body.key);
});

Deno.test("Key.of() freezes what it has hashed, however deep", () => {
  const training = { layers: [{ width: 3 }] }, inputs = { dataset: "b".repeat(64) };
  const material = { ...materialOf({ training, list: [{ a: 1 }] }), inputs };
  const { text } = Key.of(material);
  assertThrows(() => training.layers[0].width = 4, TypeError);
  assertThrows(() => training.layers.push({ width: 4 }), TypeError);
  assertThrows(() => inputs.dataset = "", TypeError);
  assertThrows(() => (material.params as { list: { a: number }[] }).list[0].a = 2, TypeError);
  assertThrows(() => (material.params as Record<string, Json>).epochs = 1, TypeError);
  assertEquals(Key.of(material).text, text);
});

Deno.test("Key.of() refuses what canonical() refuses, with the whole path", () => {
  const cycle: Record<string, unknown> = {};
  cycle.training = { cycle };
  const hidden = Object.defineProperty({}, "hidden", { value: 1 });
  const refused: [unknown, string][] = [
    [{ training: { rate: NaN } }, "params.training.rate must be a finite number"],
    [{ training: { rate: undefined } }, "params.training.rate must be JSON data"],
    [{ training: new Map() }, "params.training must be a plain object"],
    [{ training: { [Symbol("s")]: 1 } }, "params.training must be a plain object"],
    [{ training: hidden }, "params.training must be a plain object"],
    [{ [Symbol("s")]: 1 }, "params must be a plain object"],
    [new Date(0), "params must be a plain object"],
    [{ "\ud800": 1 }, "a key of params must be free of lone surrogates"],
    [{ list: [-0] }, "params.list[0] must be a number other than -0"],
    [cycle, "params.training.cycle must be free of cycles"],
  ];
  for (const [params, message] of refused) {
    // Twice: what was refused must not be known the next time.
    for (let round = 0; round < 2; round++) {
      assertThrows(() => Key.of(materialOf(params)), TypeError, `Cannot encode: ${message}`);
    }
    assert(!Object.isFrozen(params) || Object.keys(params as object).length === 0);
  }
});
