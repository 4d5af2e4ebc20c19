import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { EXACT } from "../../lib/information/estimator.ts";
import type { ListedRun } from "../../lib/runs/listing.ts";
import { namedRun } from "../../lib/runs/named.ts";
import { runTable } from "../../lib/runs/table.ts";
import { isOfWeights } from "../../tasks/runs/export.ts";
import { tiny } from "./support.ts";

function listed(label: string, layers: number[], seed: string): ListedRun {
  return {
    ...{ label, own: tiny(label, { network: { layers, activation: "tanh" }, seed }) },
    ...{ since: 1e12, imported: false, keys: [], results: [], seconds: 1 },
    summary: { finished: 0, asked: 1, discarded: 0, end: {} },
  };
}

Deno.test("--where compares numbers as numbers, also those of texts, and refuses to order others", () => {
  const runs = [listed("a", [9], "9"), listed("b", [10], "10"), listed("c", [8, 4], "x")];
  const kept = (where: string) => runTable(runs, { where }).rows.map((row) => row.get("run"));
  assertEquals(kept("layers<10"), ["a"]);
  assertEquals(kept("seed>=9.5"), ["b"]);
  assertEquals(kept("seed=9"), ["a"]);
  assertEquals(kept("layers=8-4"), ["c"]);
  assertEquals(kept("seed!=1e1"), ["a", "b", "c"]);
  assertEquals([kept("since>2001-01").length, kept("since<2001-01").length], [3, 0]);
  for (const where of ["activation<tanh", "run>a", "units>many", "units<0x10"]) {
    assertThrows(() => runTable(runs, { where }), RangeError, "must have a number behind");
  }
});

Deno.test("a name with more than one colon is none", async () => {
  const names = { runs: [], published: undefined };
  assertEquals((await namedRun("quick:SYN-ReLU-8", names)).own.estimators.includes(EXACT), true);
  for (const name of ["quick:SYN-ReLU-8:", "quick:SYN-ReLU-8:x", "quick:SYN-ReLU-8:SYN-Tanh-8"]) {
    await assertRejects(() => namedRun(name, names), RangeError, "Cannot find run");
  }
});

Deno.test("export tells weights from a run of that name", () => {
  assertEquals(isOfWeights(["weights", "wide/r03@500"]), true);
  assertEquals(isOfWeights(["weights", "wide"]), true);
  for (const names of [["weights"], ["wide", "weights"]]) {
    assertEquals(isOfWeights(names), false);
  }
});
