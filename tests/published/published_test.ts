import { assertEquals } from "@std/assert";
import type { Json } from "../../lib/bits/canonical.ts";
import { sha256 } from "../../lib/bits/digest.ts";
import { mnistTraining } from "../../lib/paper/mnist_trainings.ts";
import { pack, PUBLISHED, Published, publishedRows } from "../../lib/published/published.ts";

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
  const conv = publishedRows({ rows, measures, training: training("Conv") });
  assertEquals([...conv], [
    ["snapshot r00 6", "train/mnist/r00/a0/s06 snapshot"],
    ["snapshot r00 12", "train/mnist/r00/a0/s12 snapshot"],
  ]);
  assertEquals(publishedRows({ rows, measures, training: training("Bottleneck-2") }).size, 0);
});

Deno.test("publishedRows() has representations of the first repeat alone, and ends of discarded attempts", () => {
  const columns = ["snapshot", "trace", "exact", "representation"];
  const rows = { ...rowsOf("r00", 2, columns), ...rowsOf("r01", 2, columns) };
  const discarded = { "mnist/r02/a0/s01": ["snapshot", "trace"], "mnist/r02/a0/s02": ["the end"] };
  const found = publishedRows({
    rows: { ...rows, ...discarded },
    measures: ["exact", "representation"],
    training: training("Bottleneck-2"),
  });
  assertEquals([...found], [
    ["representation r00 1", "measure/mnist/r00/a0/s01/representation occupied"],
    ["representation r00 2", "measure/mnist/r00/a0/s02/representation occupied"],
    ["the end", "train/mnist/r02/a0/s02 trace"],
  ]);
});

Deno.test("Published.packed() gives a file that holds its digest, and nothing else", async () => {
  const dir = await Deno.makeTempDir({ prefix: "published-" });
  try {
    for (const sub of ["lock", "paper"]) await Deno.mkdir(`${dir}/${sub}`);
    await Deno.copyFile(new URL("lock/lock.json", PUBLISHED), `${dir}/lock/lock.json`);
    const bytes = new TextEncoder().encode("curves"), digest = sha256(bytes), packed = pack(bytes);
    const published = (await Published.open(new URL(`file://${dir}/`)))!;
    assertEquals(await published.packed(digest), undefined);
    await Deno.writeFile(`${dir}/paper/${digest}.br`, pack(new TextEncoder().encode("others")));
    assertEquals(await published.packed(digest), undefined);
    await Deno.writeFile(`${dir}/paper/${digest}.br`, packed);
    assertEquals(await published.packed(digest), packed);
    assertEquals(await published.bytes(digest), bytes);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
