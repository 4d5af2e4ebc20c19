import { assertEquals } from "@std/assert";
import { sha256 } from "../../../lib/bits/digest.ts";
import type { ExperimentLock } from "../../../lib/published/lock/lock.ts";
import { attemptsOf } from "../../../lib/published/lock/attempts.ts";

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
