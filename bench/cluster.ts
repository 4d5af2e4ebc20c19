/**
 * How a study scales on a cluster, simulated with what was measured: 3000 repeats on 10, 100 and 1000 workers, the
 * operations that they ask of a shared store, and the most workers that a store carries. The assumptions are the constants
 * below; docs/cluster.md has what this prints.
 *
 *     deno run --allow-read bench/cluster.ts
 */
import { deal, leastOf } from "../lib/cluster/deal.ts";
import { runOf } from "../lib/paper/experiments.ts";
import { attemptSteps } from "../lib/plan/attempt.ts";

/** Repeats, and of how many configurations they are. */
const CHAINS = 3000, CONFIGURATIONS = 30;
/** Seconds of a mean repeat: of a small network, and of one that takes four days on two cores. */
const SECONDS = [12, 230];
const WORKERS = [10, 100, 1000];

/** Seconds from a task's start to its first step: checking the machine, reading the plan (measured: 4 to 6). */
const START = 5;
/** Seconds of the job that gathers: aggregates, tables and pictures of 30 configurations (measured: 1 to 2 each). */
const GATHER = 45;
/** Objects that a step writes: its outputs and its entry (measured: 117 of 39 steps). */
const OBJECTS = 3;
/** Operations of the file system for an object: create, write, fsync, link or rename, fsync of the folder, unlink, look-ups. */
const OPERATIONS = 10;
/** Requests for an object that is sent to a remote: HEAD and PUT. */
const REQUESTS = 2;

/**
 * Operations a second that a store is taken to carry. Of nginx: one process on loopback answered 1,465 HEAD, 717 PUT and
 * 575 GET of 3 kB a second, client on the same two cores, which had twenty other processes to serve.
 */
const CARRIES = { "a small NFS server": 2_000, "a fast NFS server, or Lustre": 20_000 };
const NGINX = 1_000;

/** Steps of a repeat of the paper's first network. */
function stepsOfChain(): number {
  const { segments } = attemptSteps(runOf("SYN-ReLU-8", "paper"), 0, 0);
  return segments.reduce((sum, { measures }) => sum + 1 + Object.keys(measures).length, 3);
}

/** Configurations take from half to one and a half times the mean. */
function chainsOf(mean: number) {
  return Array.from({ length: CHAINS }, (_, k) => ({
    name: `c${k}`,
    seconds: mean * (0.5 + (k % CONFIGURATIONS) / (CONFIGURATIONS - 1)),
  }));
}

/** Seconds until all is drawn. */
function makespan(mean: number, workers: number): number {
  const chains = chainsOf(mean), total = CHAINS * mean;
  // Tasks of 45 minutes at most, as many for each worker.
  const shards = Math.min(CHAINS, workers * Math.ceil(total / 2700 / workers));
  const dealt = deal(chains, shards), loads = new Float64Array(shards).fill(START);
  for (const { name, seconds } of chains) loads[dealt.get(name)! - 1] += seconds;
  const ends = new Float64Array(workers);
  for (const load of loads.toSorted().toReversed()) ends[leastOf(ends)] += load;
  return Math.max(...ends) + START + GATHER;
}

const steps = stepsOfChain(), number = (value: number) => Math.round(value).toLocaleString("en");

console.log(`a repeat: ${steps} steps, ${steps * OBJECTS} objects`);
for (const mean of SECONDS) {
  console.log(`\nrepeats of ${mean} s in the mean, ${number(CHAINS * mean / 3600)} core-hours`);
  console.log("workers   minutes   efficiency   store ops/s   requests/s with a remote");
  for (const workers of WORKERS) {
    const seconds = makespan(mean, workers), rate = workers * steps * OBJECTS / mean;
    console.log([
      String(workers).padStart(7),
      (seconds / 60).toFixed(1).padStart(9),
      `${(100 * CHAINS * mean / workers / seconds).toFixed(0)} %`.padStart(12),
      number(OPERATIONS * rate).padStart(13),
      number(REQUESTS * rate).padStart(12),
    ].join(" "));
  }
  const each = steps * OBJECTS / mean;
  for (const [store, carries] of Object.entries(CARRIES)) {
    console.log(
      `${store} (${number(carries)}/s): up to ${number(carries / (OPERATIONS * each))} workers`,
    );
  }
  console.log(`one nginx (${number(NGINX)}/s): up to ${number(NGINX / (REQUESTS * each))} workers`);
}
