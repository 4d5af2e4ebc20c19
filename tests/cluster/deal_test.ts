import { assert, assertEquals } from "@std/assert";
import {
  chainOf,
  chainsOf,
  chainsOfShard,
  deal,
  parseShard,
  readableChain,
  type Shard,
  shardOfAll,
} from "../../lib/cluster/deal.ts";
import { FIGURES } from "../../lib/paper/figures.ts";
import { presetRequest } from "../../lib/paper/request.ts";
import { engineOf } from "../../lib/plan/engine.ts";
import { engineRequest } from "../../lib/plan/request.ts";

const paper = presetRequest(Object.values(FIGURES), "paper");

Deno.test("chainsOf() has each repeat once, also where experiments share it, and knows what takes longer", () => {
  const names = (figures: string[]) =>
    chainsOf(presetRequest(figures.map((id) => FIGURES[id]), "smoke")).map(({ name }) => name);
  assertEquals(names(["fig3"]).map(readableChain), ["syn-relu-8/r00", "syn-relu-8/r01"]);
  assertEquals(names(["fig3", "fig3"]), names(["fig3"]));
  const chains = chainsOf(paper);
  const seconds = new Map(chains.map((one) => [readableChain(one.name), one.seconds]));
  assertEquals(seconds.size, chains.length);
  assert(chains.length > 300 && chains.every(({ seconds }) => seconds > 1), `${chains.length}`);
  assertEquals(seconds.get("syn-relu-8/r00"), seconds.get("syn-relu-8/r49"));
  const mnist = chains.filter(({ name }) => name.startsWith("mnist"));
  assert(mnist.length > 0 && mnist.every((one) => one.seconds > seconds.get("syn-relu-8/r00")!));
});

Deno.test("chains of an engine that trains many repeats at once are its groups", () => {
  const identity = { engine: "tfjs", backend: "wasm", version: "4.22.0" } as const;
  const request = engineRequest(presetRequest([FIGURES.fig3], "paper"), engineOf(identity));
  assertEquals(
    chainsOf(request).map(({ name }) => readableChain(name)),
    [0, 1, 2, 3, 4].map((tens) => `syn-relu-8@tfjs-wasm/r${tens}0`),
  );
  const run = request.runs("SYN-ReLU-8");
  assertEquals(readableChain(chainOf(run, 37)), "syn-relu-8@tfjs-wasm/r30");
  const whole = { ...run, engine: { ...run.engine!, stack: Infinity } };
  assertEquals(readableChain(chainOf(whole, 37)), "syn-relu-8@tfjs-wasm/r00");
  assertEquals(
    readableChain(chainOf(presetRequest([], "paper").runs("SYN-ReLU-8"), 37)),
    "syn-relu-8/r37",
  );
});

Deno.test("deal() lets shards end together, and depends on no order", () => {
  const chains = [5, 1, 4, 2, 3, 3].map((seconds, k) => ({ name: `c${k}`, seconds }));
  const dealt = deal(chains, 2);
  assertEquals([...dealt.entries()].sort(), [
    ["c0", 1],
    ["c1", 1],
    ["c2", 2],
    ["c3", 2],
    ["c4", 2],
    ["c5", 1],
  ]);
  assertEquals([...deal(chains.toReversed(), 2)].sort(), [...dealt].sort());
  assertEquals([...deal([], 3)], []);
});

Deno.test("the shards of the paper have each chain once, and end within the longest of each other", () => {
  const chains = chainsOf(paper), seconds = new Map(chains.map((one) => [one.name, one.seconds]));
  const shards = Array.from({ length: 7 }, (_, k): Shard => ({ index: k + 1, of: 7 }))
    .map((shard) => [...chainsOfShard(paper, shard)]);
  assertEquals(shards.flat().sort(), chains.map(({ name }) => name).sort());
  const loads = shards.map((names) => names.reduce((sum, name) => sum + seconds.get(name)!, 0));
  assert(Math.max(...loads) - Math.min(...loads) <= Math.max(...seconds.values()), `${loads}`);
});

Deno.test("parseShard() takes K/N alone, with K from 1 to N", () => {
  assertEquals(parseShard("1/1"), { index: 1, of: 1 });
  assertEquals(parseShard("12/300"), { index: 12, of: 300 });
  for (const text of ["0/3", "4/3", "1", "1/0", "1/2/3", " 1/2", "1/2x", "-1/2", "1.5/2", "01/2"]) {
    assertEquals(parseShard(text), undefined, text);
  }
});

Deno.test("runs that draw from the same random streams are dealt together, and are different chains", () => {
  const request = presetRequest([FIGURES.fig3], "smoke"), run = request.runs("SYN-ReLU-8");
  const other = { ...run, training: { ...run.training, quantization: null } };
  const requests = [request, { ...request, runs: () => other }];
  const names = chainsOf(...requests).map(({ name }) => name);
  assertEquals(names.map(readableChain).sort(), [0, 0, 1, 1].map((k) => `syn-relu-8/r0${k}`));
  const shards = [1, 2, 3].map((index) => shardOfAll(requests, { index, of: 3 }));
  assertEquals(shards.flatMap(({ chains }) => [...chains!]).sort(), names.sort());
  assertEquals(chainsOfShard(request, shards[0]), shards[0].chains!);
});
