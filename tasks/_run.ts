/** What the commands that run steps share: plan, conformance, progress, Ctrl-C, files. */
import type { Digests } from "../lib/steps/mismatch.ts";
import type { Outputs, Step } from "../lib/steps/step.ts";
import type { ShardReport } from "../lib/cluster/chains.ts";
import { type Damage, type Remote, Store, type Traffic } from "../lib/store/mod.ts";
import { workersFor } from "../lib/plan/engine.ts";
import { isPicture } from "../lib/plan/standings.ts";
import { printable } from "../lib/bits/printable.ts";
import type { Drawn } from "../lib/drawing.ts";
import type { Failure } from "../lib/failures.ts";
import { Predictor } from "../lib/forecast/predictor.ts";
import { pullRequest, pushRequest } from "../lib/remote_results.ts";
import { Study } from "../lib/study.ts";
import {
  type FlagTable,
  jobsOf,
  MNIST_FLAG,
  reportDamage,
  reportNotice,
  STORE_FLAG,
  storeFolder,
  type Words,
} from "./_command.ts";
import { FORMAT_FLAG, writeFigure } from "./_figures.ts";
import { OUT_FLAG, recordFailures, writeWhole } from "./_files.ts";
import { planText } from "./_plan.ts";
import { ProgressLine } from "./_progress.ts";
import { REMOTE_FLAGS, remoteOf, trafficText } from "./cluster/_remote.ts";
import { SHARD_FLAGS, shardOf, shardText } from "./cluster/_shard.ts";
import type { Request } from "../lib/plan/request.ts";
import { say } from "./_output.ts";

export const RUN_FLAGS: FlagTable = {
  jobs: {
    help: "number of workers (default: the number of cores)",
    value: "N",
    check: jobsOf,
  },
  "dry-run": { help: "say what would run, and run nothing" },
  ...SHARD_FLAGS,
  ...REMOTE_FLAGS,
  ...FORMAT_FLAG,
  fresh: { help: "recompute everything; fail if bits differ from what is stored" },
  ...MNIST_FLAG,
  ...STORE_FLAG,
  ...OUT_FLAG,
};

/** Number of workers for a request. */
function workersOf({ engine }: Request, words: Words): number {
  const jobs = jobsOf(words);
  return engine === undefined ? jobs : workersFor(engine, jobs);
}

/** Says what a request would take; `about` goes before it in JSON. */
export async function sayPlan(request: Request, words: Words, about: object): Promise<void> {
  const store = await Store.open(storeFolder(words), { readOnly: true, onDamage: reportDamage });
  const study = await Study.open(store), { standings } = await study.inspect(request);
  const predictor = await Predictor.open(standings, store, {
    workers: workersOf(request, words),
    measured: true,
  });
  const plan = predictor.predict(standings, words.on.fresh);
  say(words.on.json ? JSON.stringify({ ...about, ...plan }) : planText(plan));
}

/** The store that is named, with what is said of it said. */
export async function openStore(words: Words, readOnly = false): Promise<Store> {
  const onDamage = reportDamage, onNotice = reportNotice;
  return await Store.open(storeFolder(words), { readOnly, onDamage, onNotice });
}

/** What a run came to. */
export interface Ran {
  readonly store: Store;
  readonly study: Study;
  readonly drawn: readonly Drawn[];
  /** Steps by what became of them; `imported`: of those restored, how many came with an archive. */
  readonly counts: {
    readonly restored: number;
    readonly computed: number;
    readonly imported: number;
  };
  readonly damages: number;
  readonly seconds: number;
  /** Repeats and figures that could not be finished: the exit code is 1 if there are any. */
  readonly failed: readonly Failure[];
  /** What has become of the chains, if a shard of them was asked for; nothing is drawn while some are unfinished. */
  readonly shard?: ShardReport;
  /** What has passed between the store and the remote, if there is one. */
  readonly remote?: { readonly pulled: Traffic; readonly pushed: Traffic };
}

/**
 * Runs what is missing of a request, with progress.
 *
 * @param see Told of every step and what it made.
 * @param published What must come out, by id, where somebody has published it.
 * @throws {ConformanceError} If this machine would not give the published bits.
 */
export async function runRequest(
  request: Request,
  words: Words,
  see: (step: Step, outputs: Outputs) => void = () => {},
  published?: (id: string) => Digests | undefined,
): Promise<Ran> {
  const start = performance.now(), { fresh, finished, gather } = words.on, jobs = jobsOf(words);
  const part = shardOf(words);
  let shard: ShardReport | undefined;
  const damages: Damage[] = [];
  const store = await Store.open(storeFolder(words), {
    onDamage: (damage) => {
      damages.push(damage);
      reportDamage(damage);
    },
    onNotice: reportNotice,
  });
  const study = await Study.open(store), counts = { restored: 0, computed: 0, imported: 0 };
  const remote = await remoteOf(words, store);
  const line = new ProgressLine("looking at what the store has", INTERRUPTED),
    failed: Failure[] = [];
  const pull = async () => {
    if (remote !== undefined && !fresh) await pullRequest(request, store, remote, part);
  };
  await pull().catch((error) => {
    line.end();
    throw error;
  });
  const drawn = await study.reproduce(request, {
    ...{ jobs, fresh, finished, gather, confined: true, takesImported: remote !== undefined },
    ...(part && { shard: part }),
    onShard: (report) => shard = report,
    onPlanned: ({ work, pictures, first }) => {
      line.plan(work, pictures);
      line.add(0, first ?? "starting");
    },
    ...(published && { published }),
    onFailure: (failure) => {
      if (!failure.split) failed.push(failure);
      const then = failure.split ? "; its repeats are trained one by one" : "";
      line.say(`Failed: ${failure.missing}: ${failure.message}${then}`);
    },
    progress: ({ step, how, outputs, imported }) => {
      counts[how]++;
      if (imported) counts.imported++;
      see(step, outputs);
      if (how === "computed") line.add(step.weight, step.id, isPicture(step));
    },
  }).finally(() => line.end());
  const seconds = (performance.now() - start) / 1000;
  failed.sort((a, b) => a.missing < b.missing ? -1 : 1);
  // Of a part of a run that draws as well, what fails in the part fails again in the pictures.
  const known = new Set<string>(), each = failed.splice(0);
  failed.push(...each.filter(({ missing }) => !known.has(missing) && known.add(missing)));
  // Of a part of a run the log says what failed: the file is that of whoever draws.
  if (!shard?.unfinished.length) await recordFailures(failed, words.text.out);
  if (shard !== undefined && !words.on.json) say(shardText(shard));
  if (remote !== undefined) await exchanged(remote, study, request, words);
  const ran = { store, study, drawn, counts, damages: damages.length, seconds, failed };
  return { ...ran, ...(shard && { shard }), ...(remote && { remote: trafficOf(remote) }) };
}

/** Sends what was computed, if that is wanted, and says what has passed. */
async function exchanged(
  remote: Remote,
  study: Study,
  request: Request,
  { on }: Words,
): Promise<void> {
  if (on.push) await pushRequest(await study.inspect(request), remote);
  if (on.json) return;
  say(trafficText("taken from the remote", remote.pulled));
  if (on.push) say(trafficText("sent to the remote", remote.pushed));
}

/** What has been exchanged with a remote, for a summary. */
export function trafficOf({ pulled, pushed }: Remote): NonNullable<Ran["remote"]> {
  return { pulled, pushed };
}

/** What a summary says of failures; empty if there are none. */
export function failedText(failed: readonly Failure[], out: string, shard?: ShardReport): string {
  if (failed.length === 0) return "";
  const names = failed.map(({ missing }) => missing).join(", ");
  // Of a part of a run it was said as it happened, and no file is written.
  if (shard !== undefined && shard.unfinished.length > 0) return `failed: ${printable(names)}`;
  return `failed: ${printable(names)} (${out}/failed.json says why); all else is finished`;
}

/**
 * The exit code. A part of a run has done its work where its repeats are finished: what cannot be made of them fails again
 * for whoever gathers, which waits for all parts to end well.
 */
export function exitCode(failed: readonly Failure[], shard?: ShardReport): number {
  if (shard === undefined) return failed.length > 0 ? 1 : 0;
  return shard.chains.some((name) => shard.unfinished.includes(name)) ? 1 : 0;
}

/** Steps restored and computed, in words. */
export function countsText({ restored, computed, imported }: Ran["counts"]): string {
  const own = imported === 0 ? "" : ` (${imported} of them imported, not recomputed)`;
  return `${restored} steps restored${own}, ${computed} computed`;
}

/** Said at Ctrl-C: what is finished is in the store, what runs is lost. */
const INTERRUPTED = "Interrupted: finished segments are kept, the next run goes on from there.";

/** More figures than these are named in one line. */
const MOST_TOLD = 3;

/** Writes drawn figures and, unless JSON is wanted, says where. Returns what JSON says of them, by id. */
export async function writeDrawn(
  drawn: readonly Drawn[],
  words: Words,
): Promise<Record<string, unknown>> {
  const figures: Record<string, unknown> = {}, digests = new Map<string, string>();
  const { json, verbose } = words.on, { out } = words.text;
  if (drawn.length === 0) return figures;
  for (const one of drawn) {
    const files = await writeFigure(one, out);
    figures[one.figure.id] = { files, digests: one.digests, caption: one.caption };
    for (const [format, path] of Object.entries(files)) {
      digests.set(path.slice(out.length + 1), one.digests[format]);
    }
    if (json || (drawn.length > MOST_TOLD && !verbose)) continue;
    say(`${one.figure.id}  ${one.figure.title}. ${one.caption}`);
    const paths = Object.entries(files);
    if (verbose) {
      for (const [name, path] of paths) say(`  ${path}  sha256 ${one.digests[name]}`);
    } else say(`  ${paths.map(([, path]) => path).join(" ")}`);
  }
  await writeDigests(digests, out);
  if (!json && drawn.length > MOST_TOLD && !verbose) {
    say(`${drawn.length} figures in ${out}/figures, their tables in ${out}/data`);
  }
  if (!json) say(`digests in ${out}/sha256.txt, which sha256sum -c reads`);
  return figures;
}

/** Adds the digests of files, by path within the folder, to those of earlier runs. */
async function writeDigests(digests: ReadonlyMap<string, string>, out: string): Promise<void> {
  const path = `${out}/sha256.txt`, old = await Deno.readTextFile(path).catch(() => "");
  const rows = [...old.matchAll(/^([0-9a-f]{64}) {2}(.+)$/gm)]
    .map(([, digest, file]): [string, string] => [file, digest]);
  const all = [...new Map([...rows, ...digests])].sort(([a], [b]) => a < b ? -1 : 1);
  if (all.length === 0) return;
  const text = all.map(([file, digest]) => `${digest}  ${file}\n`).join("");
  await writeWhole(path, new TextEncoder().encode(text));
}
