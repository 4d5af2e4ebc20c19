import { assert, assertEquals, assertThrows } from "@std/assert";
import { chainsOf, readableChain } from "../lib/cluster/deal.ts";
import type { Failure } from "../lib/failures.ts";
import { FIGURES } from "../lib/paper/figures.ts";
import { presetRequest } from "../lib/paper/request.ts";
import { membershipOf } from "../lib/plan/membership.ts";
import {
  finishChains,
  reportOn,
  requireFinishedChains,
  standingsOfShard,
} from "../lib/sharding.ts";
import type { Planned } from "../lib/steps/inspector.ts";
import { StepError } from "../lib/steps/step_error.ts";
import type { Step } from "../lib/steps/step.ts";
import { resolver } from "./plan/support.ts";

const request = presetRequest(Object.values(FIGURES), "smoke");
const SHARDS = [1, 2, 3].map((index) => ({ index, of: 3 }));
const CHAINS = chainsOf(request).map(({ name }) => readableChain(name));
const groupOf = (id: string) => membershipOf(id).group;

Deno.test("finishChains() asks for every chain of the shard to its curves, and for nothing of several", async () => {
  const asked: string[][] = [];
  for (const shard of SHARDS) {
    const asks = resolver();
    await finishChains(request, shard, asks);
    asked.push([...new Set(asks.asked)]);
  }
  assertEquals(asked.flat().filter((id) => groupOf(id) === undefined), []);
  const groups = asked.map((ids) => [...new Set(ids.map((id) => groupOf(id)!))].sort());
  assertEquals(groups.flat().sort(), CHAINS.toSorted());
  const ends = asked.flat().filter((id) => membershipOf(id).last);
  assert(ends.length > groups.flat().length, "every chain has curves, some of several estimators");
});

Deno.test("finishChains() goes on with the other chains where one fails, and says which", async () => {
  const one = { index: 1, of: 1 }, failures: Failure[] = [], asks = resolver();
  const bad = (step: Step) => {
    if (step.id.startsWith("train/syn-relu-8/r01/")) throw new StepError(step, new Error("no"));
    return asks.resolve(step);
  };
  await finishChains(request, one, { resolve: async (step) => await bad(step) }, (failure) => {
    failures.push(failure);
  });
  assertEquals(failures.map(({ missing }) => missing), ["syn-relu-8 r01"]);
  assert(asks.asked.some((id) => id.startsWith("information/syn-relu-8/r00/")));
});

/** A plan of which some steps are missing. */
function planned(missing: (id: string) => boolean): Map<string, Planned> {
  const ids = [
    ...CHAINS.map((name) => `train/${name}/a0/s01`),
    "dataset/synthetic",
    "table/fig3/smoke",
  ];
  return new Map(ids.map((id) => {
    const standing = missing(id) ? "missing" as const : "restored" as const;
    return [id, { step: { id } as Step, standing }];
  }));
}

Deno.test("reportOn() tells whether all chains are finished, whoever was dealt them", () => {
  const all = planned((id) => id.startsWith("table/"));
  assertEquals(reportOn(request, SHARDS[0], all).unfinished, []);
  const some = planned((id) => id.includes("syn-relu-8/r01"));
  for (const shard of SHARDS) {
    const { index, of, unfinished } = reportOn(request, shard, some);
    assertEquals({ index, of }, shard);
    assertEquals(unfinished.map(readableChain), ["syn-relu-8/r01"]);
  }
});

Deno.test("standingsOfShard() leaves out the chains of others alone", () => {
  const plan = planned(() => true),
    parts = SHARDS.map((one) => standingsOfShard(request, plan, one));
  const shared = ["dataset/synthetic", "table/fig3/smoke"];
  for (const part of parts) for (const id of shared) assert(part.has(id), id);
  const own = parts.flatMap((part) => [...part.keys()].filter((id) => !shared.includes(id)));
  assertEquals(own.sort(), [...plan.keys()].filter((id) => !shared.includes(id)).sort());
  assertEquals(standingsOfShard(request, plan, undefined), plan);
});

Deno.test("requireFinishedChains() refuses while a chain is unfinished, and names one", () => {
  requireFinishedChains(request, planned((id) => id.startsWith("table/")));
  assertThrows(
    () => requireFinishedChains(request, planned((id) => id.includes("syn-relu-8/"))),
    Error,
    "Cannot gather: every chain must be finished, current value is 2 that are not, syn-relu-8/r00 the first",
  );
});
