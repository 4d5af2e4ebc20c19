import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { sha256 } from "../../../lib/bits/digest.ts";
import {
  decodeExperimentLock,
  decodeLock,
  encodeExperimentLock,
  encodeLock,
} from "../../../lib/published/lock/codec.ts";
import type { ExperimentLock, Lock } from "../../../lib/published/lock/lock.ts";

const d = (name: string) => sha256(name);
const full = (name: string) => ["snapshot", "trace", "exact", "binned"].map((of) => d(name + of));

/** Two repeats of two segments; the second one's first attempt met the restart rule in its second segment. */
const ROWS: ExperimentLock = {
  schema: 2,
  experiment: "SYN-ReLU-8",
  training: { seed: "syn" },
  epochs: 100,
  repeats: 2,
  measures: ["exact", "binned"],
  rows: {
    "syn/r00/a0/s01": full("1"),
    "syn/r00/a0/s02": full("2"),
    "syn/r01/a0/s01": full("3").slice(0, 2),
    "syn/r01/a0/s02": [d("stop")],
    "syn/r01/a1/s01": full("4"),
    "syn/r01/a1/s02": full("5"),
  },
};

const TOP: Lock = {
  schema: 2,
  preset: "paper",
  experiments: {
    "SYN-ReLU-8": {
      code: { train: d("code") },
      ...{ epochs: 100, repeats: 2, rows: d("rows") },
      results: { "aggregate/syn/n2/e100/binned": { aggregate: d("aggregate") } },
    },
  },
  figures: {
    fig3: {
      experiments: ["SYN-ReLU-8"],
      results: { "table/fig3/paper": { csv: d("csv"), caption: d("caption") } },
    },
  },
};

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("decodeLock() reads what encodeLock() writes, one result a line", () => {
  const text = encodeLock(TOP);
  assertEquals(decodeLock(bytes(text)), TOP);
  assertEquals(JSON.parse(text), TOP);
  assertMatch(text, /^"aggregate\/syn\/n2\/e100\/binned":\{"aggregate":"/m);
  assertMatch(text, /^"fig3":\{"experiments":\["SYN-ReLU-8"\],/m);
});

Deno.test("decodeExperimentLock() reads what encodeExperimentLock() writes, one segment a line", () => {
  const text = encodeExperimentLock(ROWS);
  assertEquals(decodeExperimentLock(bytes(text)), ROWS);
  assertEquals(text.split("\n").filter((line) => line.includes("/s0")).length, 6);
});

Deno.test("a lock of fifty repeats of seventeen segments stays small", () => {
  const rows: Record<string, string[]> = {};
  for (let k = 0; k < 850; k++) {
    const [repeat, segment] = [Math.floor(k / 17), 1 + k % 17].map((n) => `${n}`.padStart(2, "0"));
    rows[`syn-relu-8/r${repeat}/a0/s${segment}`] = full(`${k}`);
  }
  const text = encodeExperimentLock({ ...ROWS, epochs: 8000, repeats: 50, rows });
  assert(text.length < 350_000, `${text.length} bytes`);
});

/** A change of a file's JSON, and what the message must name. */
// deno-lint-ignore no-explicit-any -- hostile JSON has no type
type Change = readonly [(lock: any) => unknown, RegExp];

const WRONG_TOP: readonly Change[] = [
  [(lock) => lock.schema = 1, /schema must be 2, current value is 1$/],
  [(lock) => lock.preset = "../paper", /preset must be a name/],
  [(lock) => lock.extra = 1, /fields of lock must be/],
  [(lock) => lock.experiments["../x"] = {}, /experiment must be a name/],
  [(lock) => lock.experiments["SYN-ReLU-8"].rows = "x", /rows of SYN-ReLU-8 must be 64/],
  [(lock) => lock.experiments["SYN-ReLU-8"].epochs = 0.5, /epochs must be a whole number/],
  [(lock) => lock.experiments["SYN-ReLU-8"].code.train = 1, /code of SYN-ReLU-8 train must be 64/],
  [(lock) => lock.experiments["SYN-ReLU-8"].results["../a"] = {}, /a logical id/],
  [(lock) => lock.experiments["SYN-ReLU-8"].results["table/x/y"] = [], /an object/],
];

Deno.test("decodeLock() refuses hostile files in one line that names the field", () => {
  for (const [change, message] of WRONG_TOP) {
    const lock = structuredClone(TOP);
    change(lock);
    const { message: found } = assertThrows(
      () => decodeLock(bytes(JSON.stringify(lock))),
      TypeError,
    );
    assertMatch(found, message);
    assert(found.startsWith("Cannot read lock: ") && !found.includes("\n"), found);
  }
});

const WRONG_ROWS: readonly Change[] = [
  [(lock) => lock.rows["syn/r00/a0/s01"] = [], /syn\/r00\/a0\/s01 must be a list of 1, 2 or 4/],
  [(lock) => lock.rows["syn/r00/a0/s01"][2] = "A".repeat(64), /syn\/r00\/a0\/s01 must be 64/],
  [(lock) => lock.rows["../../etc"] = full("x"), /name of a segment must be like/],
  [(lock) => delete lock.rows["syn/r00/a0/s01"], /syn\/r00\/a0 must be without gap at segment 1/],
  [(lock) => delete lock.rows["syn/r00/a0/s02"], /syn\/r01\/a1 must be of 1 segments/],
  [(lock) => delete lock.rows["syn/r01/a0/s02"], /syn\/r01\/a0 must be of 4 digests/],
  [(lock) => lock.rows["syn/r01/a1/s01"].pop(), /syn\/r01\/a1\/s01 must be a list/],
  [(lock) => lock.repeats = 3, /attempts must be of 3 repeats/],
  [(lock) => {
    delete lock.rows["syn/r01/a0/s01"];
    delete lock.rows["syn/r01/a0/s02"];
  }, /attempts must be complete at r1 a0, current value is syn\/r01\/a1/],
];

Deno.test("decodeExperimentLock() refuses hostile files and rows that do not make chains", () => {
  for (const [change, message] of WRONG_ROWS) {
    const lock = structuredClone(ROWS);
    change(lock);
    const text = encodeExperimentLock(lock);
    const { message: found } = assertThrows(() => decodeExperimentLock(bytes(text)), TypeError);
    assertMatch(found, message);
    assert(found.startsWith("Cannot read lock: ") && !found.includes("\n"), found);
  }
});

Deno.test("only the very spelling that is written is read", () => {
  const text = encodeExperimentLock(ROWS), lock = encodeLock(TOP);
  const line = text.split("\n").find((line) => line.includes("r00/a0/s01"))!;
  const spellings = [text + "\n", text.replaceAll("\n", "\r\n"), text.replace(line, line + line)];
  for (const other of spellings) {
    assertThrows(() => decodeExperimentLock(bytes(other)), TypeError, "text must be");
  }
  assertThrows(
    () => decodeLock(bytes(JSON.stringify(JSON.parse(lock)))),
    TypeError,
    "text must be",
  );
  assertThrows(() => decodeLock(Uint8Array.of(0xff)), TypeError, "text must be JSON in UTF-8");
});
