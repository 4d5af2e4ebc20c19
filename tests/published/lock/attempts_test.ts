import { assertEquals, assertThrows } from "@std/assert";
import { sha256 } from "../../../lib/bits/digest.ts";
import type { ExperimentLock } from "../../../lib/published/lock/lock.ts";
import { attemptsOf, requireAttempts } from "../../../lib/published/lock/attempts.ts";

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

Deno.test("attemptsOf() orders attempts by repeat and attempt", () => {
  const found = attemptsOf(ROWS).map(({ name, rows }) => [name, rows.length]);
  assertEquals(found, [["syn/r00/a0", 2], ["syn/r01/a0", 2], ["syn/r01/a1", 2]]);
});

Deno.test("attemptsOf() reads numbers, not texts: attempt 10 comes after attempt 9, segment 100 after 99", () => {
  const rows = Object.fromEntries([
    ...Array.from({ length: 11 }, (_, k) => [`syn/r00/a${k}/s01`, [d(`${k}`)]]),
    ...Array.from({ length: 100 }, (_, k) => [
      `syn/r100/a0/s${String(k + 1).padStart(2, "0")}`,
      [d(`segment ${k}`)],
    ]),
    ["syn/r99/a0/s01", [d("99")]],
  ]);
  const found = attemptsOf({ rows });
  assertEquals(found.slice(8).map(({ name }) => name), [
    ...["syn/r00/a8", "syn/r00/a9", "syn/r00/a10", "syn/r99/a0", "syn/r100/a0"],
  ]);
  assertEquals(found.at(-1)!.rows.at(-1), [d("segment 99")]);
});

Deno.test("requireAttempts() wants a survivor of every repeat, and nothing behind the last one", () => {
  requireAttempts(ROWS);
  const refused = (rows: ExperimentLock["rows"], message: string, repeats = 2) =>
    assertThrows(() => requireAttempts({ ...ROWS, repeats, rows }), TypeError, message);
  const late = { ...ROWS.rows, "syn/r02/a0/s01": [d("stop")] };
  refused(late, "attempts must be of 2 repeats, each with a survivor");
  refused(late, "attempts must be of 3 repeats, each with a survivor", 3);
  // A discarded attempt ends in one digest: it has left no snapshot.
  const going = { ...ROWS.rows, "syn/r01/a0/s02": full("3").slice(0, 2) };
  refused(going, "syn/r01/a0 must be of 4 digests a segment, or 2 and 1 at last");
});
