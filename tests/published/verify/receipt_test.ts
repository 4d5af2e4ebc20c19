import { assertEquals, assertThrows } from "@std/assert";
import {
  decodeReceipt,
  encodeReceipt,
  resultOf,
  type Verified,
} from "../../../lib/published/verify/receipt.ts";
import type { LevelReport } from "../../../lib/published/verify/report.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const level0: LevelReport = { level: 0, checked: { files: 3 }, differences: [], unchecked: [] };
const level2: LevelReport = {
  ...{ level: 2, checked: { segments: 2 }, differences: [], unchecked: [] },
  sample: {
    ...{ nonce: "n", units: ["relu/r00/a0/s01-s02"], of: 4, segments: 2, ofSegments: 8 },
    strata: [{ name: "relu true 2 500", experiment: "relu", units: 4, size: 2, drawn: 1 }],
    undrawn: [{ experiment: "slow", units: 1, segments: 2, seconds: 99.5 }],
    assurances: [{ faults: 1, segments: 8, seen: 0.25 }],
  },
};
const verified: Verified = {
  ...{ lock: "a".repeat(64), preset: "paper", figures: ["fig3"], code: { train: "b".repeat(64) } },
  ...{ reports: [level0, level2], versions: { deno: "2.9.6" } },
};

Deno.test("decodeReceipt() reads what encodeReceipt() writes", () => {
  assertEquals(decodeReceipt(bytes(encodeReceipt(verified)), "r.json"), verified);
  const { lock: _, preset: _preset, ...alone } = verified;
  assertEquals(decodeReceipt(bytes(encodeReceipt(alone)), "r.json"), alone);
});

Deno.test("resultOf() agrees only where every level compared something", () => {
  const difference = { id: "x", what: "differs" };
  assertEquals(resultOf([level0, level2]), "agrees");
  assertEquals(resultOf([]), "nothing");
  assertEquals(resultOf([level0, { ...level2, checked: { segments: 0 } }]), "nothing");
  assertEquals(resultOf([{ ...level0, unchecked: [difference] }, level2]), "incomplete");
  const both = { ...level0, unchecked: [difference] };
  assertEquals(resultOf([both, { ...level2, differences: [difference] }]), "differs");
});

const hostile: [string, (receipt: Record<string, unknown>) => unknown, string][] = [
  ["another schema", (one) => ({ ...one, schema: 1 }), "schema must be"],
  ["a lock that is no digest", (one) => ({ ...one, lock: "x" }), "lock must be"],
  [
    "a result that its levels do not have",
    (one) => ({ ...one, result: "nothing" }),
    "result must be agrees",
  ],
  ["a field more", (one) => ({ ...one, more: 1 }), "receipt must be"],
  ["no object", () => [], "receipt must be"],
  [
    "more drawn than there are",
    (one) => {
      const copy = structuredClone(one) as {
        levels: { sample: { strata: { drawn: number }[] } }[];
      };
      copy.levels[1].sample.strata[0].drawn = 5;
      return copy;
    },
    "levels.1.sample.strata.0 must be",
  ],
];

for (const [what, change, expected] of hostile) {
  Deno.test(`decodeReceipt() refuses ${what} in one line`, () => {
    const text = JSON.stringify(change(JSON.parse(encodeReceipt(verified))));
    const { message } = assertThrows(
      () => decodeReceipt(bytes(text), "r.json"),
      TypeError,
      expected,
    );
    assertEquals(message.includes("\n"), false);
    assertEquals(message.startsWith("Cannot read receipt r.json: "), true);
  });
}

Deno.test("decodeReceipt() refuses what is no JSON, no UTF-8, or nothing", () => {
  for (const one of [bytes("{"), Uint8Array.of(0xff), new Uint8Array(0)]) {
    assertThrows(() => decodeReceipt(one, "r.json"), TypeError, "text must be JSON in UTF-8");
  }
});
