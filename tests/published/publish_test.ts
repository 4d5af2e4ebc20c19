import { assert, assertEquals, assertRejects } from "@std/assert";
import { brotliDecompressSync } from "node:zlib";
import { sha256 } from "../../lib/bits/digest.ts";
import { publishedDigests } from "../../lib/published/contents.ts";
import { decodeExperimentLock, decodeLock } from "../../lib/published/lock/codec.ts";
import { MissingResultError, publish } from "../../lib/published/publish.ts";
import type { ResultSource } from "../../lib/steps/result_source.ts";
import { CODE, MadeUp, requestOf } from "./made_up.ts";

const lockOf = (files: ReadonlyMap<string, Uint8Array>) => decodeLock(files.get("lock/lock.json")!);

Deno.test("publish() names no file before it is there: blobs and rows first, lock.json last", async () => {
  const files = await publish(requestOf("fig2", "fig3"), new MadeUp(), CODE);
  const paths = [...files.keys()];
  assertEquals(paths.indexOf("lock/lock.json"), paths.length - 1);
  const lock = lockOf(files), names = ["SYN-ReLU-8", "SYN-Tanh-8"];
  assertEquals(Object.keys(lock.experiments), names);
  const experiments = names.map((name) => decodeExperimentLock(files.get(`lock/${name}.json`)!));
  for (const name of names) {
    assertEquals(lock.experiments[name].rows, sha256(files.get(`lock/${name}.json`)!));
    assertEquals(lock.experiments[name].code, { table: CODE.table, train: CODE.train });
  }
  const digests = publishedDigests(lock, experiments);
  assertEquals(paths.filter((path) => path.startsWith("paper/")).length, digests.size);
  for (const digest of digests) {
    const packed = files.get(`paper/${digest}.br`)!;
    assertEquals(sha256(new Uint8Array(brotliDecompressSync(packed))), digest);
  }
});

Deno.test("publish() gives each experiment its own rows and results, discarded attempts among them", async () => {
  const source = new MadeUp((id) => /r01.a0.s01/.test(id));
  const files = await publish(requestOf("fig2", "fig3"), source, CODE), lock = lockOf(files);
  for (const [experiment, seed] of [["SYN-ReLU-8", "syn-relu-8"], ["SYN-Tanh-8", "syn-tanh-8"]]) {
    const { rows, measures } = decodeExperimentLock(files.get(`lock/${experiment}.json`)!);
    assertEquals(measures, ["exact", "binned"]);
    const lengths = Object.entries(rows).map(([name, { length }]) => [name, length]);
    assertEquals(lengths, [
      [`${seed}/r00/a0/s01`, 4],
      [`${seed}/r01/a0/s01`, 1],
      [`${seed}/r01/a1/s01`, 4],
    ]);
    const [trace] = rows[`${seed}/r01/a0/s01`];
    assert(files.has(`paper/${trace}.br`), "the end of a discarded attempt has its bytes");
    const ids = Object.keys(lock.experiments[experiment].results);
    assertEquals(ids, [
      `aggregate/${seed}/n2/e50/binned`,
      `information/${seed}/r00/a0/e50/binned`,
      `information/${seed}/r00/a0/e50/exact-output`,
      `information/${seed}/r01/a1/e50/binned`,
      `information/${seed}/r01/a1/e50/exact-output`,
    ]);
  }
  assertEquals(Object.keys(lock.figures.fig2.results), ["table/fig2/smoke"]);
  assertEquals(lock.figures.fig3.experiments, ["SYN-ReLU-8"]);
});

Deno.test("publish() makes every figure anew that shares an experiment, however indirectly, and no other", async () => {
  // fig1 shares SYN-Tanh-32 with figF14, that SYN-Tanh-8 with output-layer, that SYN-ReLU-8 with figB8.
  const chain = ["figB8", "output-layer", "figF14", "fig1"], apart = "figD12";
  const request = requestOf(...chain, apart);
  const old = lockOf(await publish(request, new MadeUp(), CODE));
  const earlier = { lock: old, packed: () => Promise.resolve(undefined) };
  const shifted = new MadeUp(undefined, 1);
  const now = lockOf(await publish(requestOf("fig1"), shifted, CODE, earlier));
  assertEquals(Object.keys(now.figures), [...chain, apart].sort());
  const digests = ({ figures }: typeof old, id: string) =>
    Object.values(figures[id].results)[0].csv;
  for (const id of chain) {
    // A table of accuracies does not show what was shifted.
    assertEquals(digests(now, id) !== digests(old, id), id !== "figF14", id);
  }
  const aggregates = ({ experiments }: typeof old, name: string) => {
    const { results } = experiments[name];
    return Object.keys(results).filter((id) => id.startsWith("aggregate/")).map((id) =>
      results[id]
    );
  };
  for (const name of ["SYN-Tanh-32", "SYN-Tanh-4", "SYN-Tanh-8", "SYN-ReLU-8", "MNIST-Conv"]) {
    assert(aggregates(now, name).length > 0);
    assert(aggregates(now, name).every((one, k) => one !== aggregates(old, name)[k]), name);
  }
  assertEquals(digests(now, apart), digests(old, apart));
  for (const name of ["SYN-ReLU-8-Prefit", "SYN-Tanh-8-Prefit"]) {
    assertEquals(now.experiments[name], old.experiments[name]);
  }
});

Deno.test("publish() names what is missing: a step, or its bytes", async () => {
  const made = new MadeUp();
  const without = (id: string): ResultSource => ({
    resolve: async (step) => step.id === id ? undefined : await made.resolve(step),
    get: (digest) => made.get(digest),
  });
  for (
    const id of [
      "information/syn-relu-8/r01/a0/e50/binned",
      "measure/syn-relu-8/r00/a0/s01/exact",
      "table/fig3/smoke",
    ]
  ) {
    const message = `Cannot write lock: ${id} must be in the store, current value is missing`;
    const publishing = () => publish(requestOf("fig3"), without(id), CODE);
    await assertRejects(publishing, MissingResultError, message);
  }
  const blind = { resolve: made.resolve.bind(made), get: () => Promise.resolve(undefined) };
  const publishing = () => publish(requestOf("fig3"), blind, CODE);
  await assertRejects(publishing, MissingResultError, "current value is without its bytes");
});

Deno.test("publish() asks for no data set and no first snapshot: published repeats go without", async () => {
  const made = new MadeUp(), asked: string[] = [];
  const source: ResultSource = {
    resolve: (step) => {
      asked.push(step.kind);
      return step.kind === "init" || step.kind === "dataset" || step.kind === "split"
        ? Promise.resolve(undefined)
        : made.resolve(step);
    },
    get: (digest) => made.get(digest),
  };
  const files = await publish(requestOf("fig3"), source, CODE);
  assertEquals([...files], [...await publish(requestOf("fig3"), new MadeUp(), CODE)]);
  assert(asked.includes("train") && !asked.includes("init"));
});

Deno.test("publish() takes files that are there as they are, and asks for no other's bytes", async () => {
  const source = new MadeUp(), files = await publish(requestOf("fig3"), source, CODE);
  const [kept, ...others] = [...files.keys()].filter((path) => path.startsWith("paper/"));
  const own = new Uint8Array([1, 2, 3]), asked: string[] = [];
  const earlier = {
    lock: { experiments: {}, figures: {} },
    packed: (digest: string) => Promise.resolve(kept.includes(digest) ? own : undefined),
  };
  const again = await publish(
    requestOf("fig3"),
    {
      resolve: source.resolve.bind(source),
      get: (digest) => (asked.push(`paper/${digest}.br`), source.get(digest)),
    },
    CODE,
    earlier,
  );
  assertEquals(again.get(kept), own);
  assertEquals(asked.sort(), others.sort());
  assertEquals([...again.keys()].sort(), [...files.keys()].sort());
});
