import { assertEquals } from "@std/assert";
import type { Json } from "../../lib/bits/canonical.ts";
import { mnistTraining } from "../../lib/paper/mnist_trainings.ts";
import { publishedRows } from "../../lib/published/contents.ts";

/** Rows of a repeat of so many segments, each digest named after its place. */
function rowsOf(repeat: string, segments: number, columns: readonly string[]) {
  return Object.fromEntries(Array.from({ length: segments }, (_, k) => {
    const name = `mnist/${repeat}/a0/s${String(k + 1).padStart(2, "0")}`;
    return [name, columns.map((column) => `${column} ${repeat} ${k + 1}`)];
  }));
}

const training = (name: "Conv" | "Bottleneck-2") => mnistTraining(name) as unknown as Json;

Deno.test("publishedRows() has every sixth snapshot of a network with convolutions, and of no other", () => {
  const rows = rowsOf("r00", 14, ["snapshot", "trace", "exact"]), measures = ["exact"];
  const conv = publishedRows({ rows, measures, training: training("Conv"), repeats: 1 });
  assertEquals([...conv], [
    ["snapshot r00 6", "train/mnist/r00/a0/s06 snapshot"],
    ["snapshot r00 12", "train/mnist/r00/a0/s12 snapshot"],
  ]);
  const other = publishedRows({ rows, measures, training: training("Bottleneck-2"), repeats: 1 });
  assertEquals(other.size, 0);
});

Deno.test("publishedRows() has representations of the repeat that is pictured alone, and ends of discarded attempts", () => {
  const columns = ["snapshot", "trace", "exact", "representation"];
  const rows = { ...rowsOf("r00", 2, columns), ...rowsOf("r01", 2, columns) };
  const discarded = { "mnist/r02/a0/s01": ["snapshot", "trace"], "mnist/r02/a0/s02": ["the end"] };
  const found = publishedRows({
    rows: { ...rows, ...discarded },
    measures: ["exact", "representation"],
    training: training("Bottleneck-2"),
    // The last one, since the tenth, which the figure shows, is not there.
    repeats: 2,
  });
  assertEquals([...found], [
    ["representation r01 1", "measure/mnist/r01/a0/s01/representation occupied"],
    ["representation r01 2", "measure/mnist/r01/a0/s02/representation occupied"],
    ["the end", "train/mnist/r02/a0/s02 trace"],
  ]);
});

Deno.test("publishedRows() finds representations in whatever column they are", () => {
  const columns = ["snapshot", "trace", "representation", "exact"];
  const measures = ["representation", "exact"], rows = rowsOf("r00", 1, columns);
  const found = publishedRows({
    ...{ rows, measures, repeats: 1 },
    training: training("Bottleneck-2"),
  });
  assertEquals([...found.keys()], ["representation r00 1"]);
  const without = publishedRows({
    rows,
    measures: ["exact", "binned"],
    training: training("Conv"),
    repeats: 1,
  });
  assertEquals(without.size, 0);
});
