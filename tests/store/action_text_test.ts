import { assert, assertEquals, assertThrows } from "@std/assert";
import { canonical, type Json } from "../../lib/bits/canonical.ts";
import { digestOf } from "../../lib/bits/digest.ts";
import type { ActionBody } from "../../lib/store/action.ts";
import { decodeAction, encodeAction, sealAction } from "../../lib/store/action_text.ts";
import { Key } from "../../lib/store/key.ts";
import { actionOf } from "./helpers.ts";

const { key, body } = actionOf({ sha256: "a".repeat(64), size: 3 });
const bytes = (text: string) => new TextEncoder().encode(text);
const text = encodeAction(sealAction(body));
const known = Key.of(body.key);
/** Sealed whether it is an entry or not. */
const anySealed = (value: object) =>
  bytes(canonical({ ...value, digest: digestOf(value as Json) } as Json) + "\n");

Deno.test("sealAction() adds the digest of the other fields", () => {
  const { digest, ...others } = sealAction(body);
  assertEquals(others, body);
  assertEquals(digest, digestOf(body as unknown as Json));
  assertEquals(sealAction({ ...body, digest: "0" } as ActionBody).digest, digest);
});

Deno.test("decodeAction() undoes encodeAction()", () => {
  assertEquals(decodeAction(bytes(text), key), sealAction(body));
  assertEquals(decodeAction(bytes(text), known), sealAction(body));
  assert(text.endsWith("}\n"));
});

Deno.test("decodeAction() refuses every flipped bit and every truncation", () => {
  const sound = bytes(text);
  for (let bit = 0; bit < sound.length * 8; bit++) {
    const damaged = sound.slice();
    damaged[bit >> 3] ^= 1 << (bit & 7);
    for (const name of [key, known]) {
      assertThrows(() => decodeAction(damaged, name), TypeError, "Cannot accept action entry: ");
    }
  }
  for (let length = 0; length < sound.length; length++) {
    for (const name of [key, known]) {
      assertThrows(() => decodeAction(sound.subarray(0, length), name), TypeError);
    }
  }
});

Deno.test("decodeAction() refuses an entry of another key", () => {
  const rule = `digest of the key material must be ${"0".repeat(64)}, current value is ${key}`;
  assertThrows(() => decodeAction(bytes(text), "0".repeat(64)), TypeError, rule);
  const other = Key.of({ ...body.key, code: "f".repeat(64) });
  const digests = `digest of the key material must be ${other.digest}, current value is ${key}`;
  assertThrows(() => decodeAction(bytes(text), other), TypeError, digests);
});

Deno.test("decodeAction() finds the known material nowhere but in its field", () => {
  const quoted = { ...body, id: `"key":${known.text}` };
  const sealed = encodeAction(sealAction(quoted));
  assertEquals(decodeAction(bytes(sealed), known).id, quoted.id);
  const { key: material, ...without } = body, elsewhere = { key: material };
  for (const odd of [{ ...body, cost: elsewhere }, { ...body, outputs: elsewhere }]) {
    for (const name of [key, known]) {
      assertThrows(() => decodeAction(anySealed(odd), name), TypeError);
    }
  }
  const moved = anySealed({ ...without, cost: elsewhere });
  assertThrows(() => decodeAction(moved, known), TypeError, "cost.key must be a number");
});

Deno.test("decodeAction() refuses another spelling of the same entry", () => {
  const loose = JSON.stringify(JSON.parse(text), null, 1);
  const twice = text.replace('{"cost"', '{"schema":2,"cost"');
  const again = text.replace('"key":', `"key":${known.text},"key":`);
  for (const other of [loose, twice, again]) {
    for (const name of [key, known]) {
      assertThrows(
        () => decodeAction(bytes(other), name),
        TypeError,
        "text must be canonical JSON",
      );
    }
  }
});

const refused: [string, unknown, string][] = [
  ["no object", [], "entry must be an object, current value is []"],
  ["another schema", { ...body, schema: 2 }, "schema must be 1, current value is 2"],
  [
    "a step that is not the key's",
    { ...body, step: "measure" },
    "step must be train as in the key",
  ],
  ["an id that is no text", { ...body, id: 7 }, "id must be text"],
  ["key material without code", { ...body, key: { ...body.key, code: null } }, "key.code must be"],
  [
    "an input that is no digest",
    { ...body, key: { ...body.key, inputs: { x: "../x" } } },
    "inputs.x",
  ],
  ["more key material", { ...body, key: { ...body.key, host: "h" } }, "fields of key must be"],
  [
    "an output that is no digest",
    { ...body, outputs: { t: { sha256: "../..", size: 1 } } },
    "outputs.t",
  ],
  [
    "a negative size",
    { ...body, outputs: { t: { sha256: "a".repeat(64), size: -1 } } },
    "outputs.t",
  ],
  [
    "a cost that is no number",
    { ...body, cost: { seconds: "1" } },
    "cost.seconds must be a number",
  ],
];

for (const [name, value, message] of refused) {
  Deno.test(`sealAction() and decodeAction() refuse ${name}`, () => {
    const sealed = { ...(value as ActionBody), digest: digestOf(value as Json) };
    assertThrows(() => decodeAction(bytes(JSON.stringify(value)), key), TypeError);
    if (Array.isArray(value)) return;
    assertThrows(() => decodeAction(bytes(JSON.stringify(sealed)), key), TypeError, message);
    assertThrows(
      () => decodeAction(anySealed(value as object), known),
      TypeError,
      message,
    );
    assertThrows(() => sealAction(value as ActionBody), TypeError, message);
  });
}
