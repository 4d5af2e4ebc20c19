import { assert, assertEquals, assertThrows } from "@std/assert";
import { canonical, type Json } from "../../lib/bits/canonical.ts";
import { digestOf, sha256 } from "../../lib/bits/digest.ts";
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
  const short = Key.of({ ...body.key, params: 0 });
  for (const id of ['"key":', `"key":${short.text}`]) {
    const sealed = encodeAction(sealAction({ ...body, key: short.material, id }));
    assertEquals(decodeAction(bytes(sealed), short).id, id);
  }
  const { key: material, ...without } = body, elsewhere = { key: material };
  for (const odd of [{ ...body, cost: elsewhere }, { ...body, outputs: elsewhere }]) {
    for (const name of [key, known]) {
      assertThrows(() => decodeAction(anySealed(odd), name), TypeError);
    }
  }
  const moved = anySealed({ ...without, cost: elsewhere });
  assertThrows(() => decodeAction(moved, known), TypeError, "cost.key must be a number from 0");
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
  ["an id that is no text", { ...body, id: 7 }, "id must be 1 to 256 printable"],
  ["an id that steers a terminal", { ...body, id: "train/\u001b[2J" }, "id must be 1 to 256"],
  ["an id that turns the line around", { ...body, id: "train/\u202e" }, "id must be 1 to 256"],
  ["an id without end", { ...body, id: "x".repeat(257) }, "id must be 1 to 256 printable"],
  [
    "a kind that is no name",
    { ...body, step: "../x", key: { ...body.key, step: "../x" } },
    "step must be a kind",
  ],
  ["key material without code", { ...body, key: { ...body.key, code: null } }, "key.code must be"],
  [
    "code that is a path",
    { ...body, key: { ...body.key, code: "../../../../etc/passwd" } },
    "key.code must be a digest",
  ],
  ["a schema of the key that is no number", {
    ...body,
    key: { ...body.key, schema: "\u001b" },
  }, "key.schema must be a whole number"],
  [
    "an input whose name steers a terminal",
    { ...body, key: { ...body.key, inputs: { "\u001b[31mx": "a".repeat(64) } } },
    'name in key.inputs must be 1 to 256 printable characters of ASCII, current value is "\\u001b',
  ],
  [
    "an input whose name is a property of all objects",
    { ...body, key: { ...body.key, inputs: JSON.parse(`{"__proto__":"${"a".repeat(64)}"}`) } },
    "name in key.inputs",
  ],
  [
    "an output whose name steers a terminal",
    { ...body, outputs: { "\u202ex": { sha256: "a".repeat(64), size: 1 } } },
    "name in outputs",
  ],
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
  [
    "a cost beyond reason",
    { ...body, cost: { seconds: 1e300 } },
    "cost.seconds must be a number from",
  ],
  ["a negative cost", { ...body, cost: { seconds: -1 } }, "cost.seconds must be a number from 0"],
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

Deno.test("decodeAction() refuses what is nested without end, at once", () => {
  const deep = { ...body.key, params: JSON.parse("[".repeat(5000) + "]".repeat(5000)) };
  const text = JSON.stringify({ ...body, key: deep, digest: "a".repeat(64) });
  for (const name of [key, known]) {
    assertThrows(() => decodeAction(bytes(text), name), TypeError, "nested at most 64 deep");
  }
});

Deno.test("decodeAction() takes an output of no bytes, and a cost of nothing", () => {
  const outputs = { trace: { sha256: "a".repeat(64), size: 0 } };
  const empty = sealAction({ ...body, outputs, cost: { seconds: 0 } });
  for (const name of [key, known]) {
    assertEquals(decodeAction(bytes(encodeAction(empty)), name), empty);
  }
});

Deno.test("decodeAction() refuses fields in another order, wherever and however long their names", () => {
  const output = { sha256: "a".repeat(64), size: 1 };
  const names = [["a", "b"], ["ab", "b"], ["a", "bb"], ["a", "aa"], ["10", "9"], ["A", "a"]];
  for (const [first, second] of names) {
    const ordered = (value: unknown) => `"${first}":${JSON.stringify(value)}`;
    const swap = (text: string, value: unknown) => {
      const one = `${ordered(value)},"${second}":${JSON.stringify(value)}`;
      assert(text.includes(one), text);
      return text.replace(one, `"${second}":${JSON.stringify(value)},${ordered(value)}`);
    };
    const both = <T>(value: T) => ({ [first]: value, [second]: value });
    const costs = encodeAction(sealAction({ ...body, cost: both(1) }));
    const outputs = encodeAction(sealAction({ ...body, outputs: both(output) }));
    const params = { ...body.key, params: { deep: [both(1)] } };
    const keyed = encodeAction(sealAction({ ...body, key: params }));
    const own = Key.of(params);
    for (
      const [text, value, names] of [
        [costs, 1, [key, known]],
        [outputs, output, [key, known]],
        [keyed, 1, [own.digest, own]],
      ] as const
    ) {
      const forged = signed(swap(text, value));
      for (const name of [...names, keyOf(forged)]) {
        assertThrows(() => decodeAction(bytes(forged), name), TypeError);
      }
      for (const name of names) decodeAction(bytes(text), name);
    }
  }
});

/** An entry with the digest of its text as it is spelled. */
function signed(text: string): string {
  const without = text.replace(/"digest":"[0-9a-f]{64}",/, "").trimEnd();
  return text.replace(/(?<="digest":")[0-9a-f]{64}/, sha256(without));
}

/** The digest of an entry's key as it is spelled. */
function keyOf(text: string): string {
  return sha256(/"key":(\{.*\}),"outputs":/.exec(text)![1]);
}
