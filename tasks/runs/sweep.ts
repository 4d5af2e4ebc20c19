/** deno task sweep: many runs from one file. */
import { type Drawn, drawTables } from "../../lib/drawing.ts";
import type { ShardReport } from "../../lib/cluster/chains.ts";
import type { Failure } from "../../lib/failures.ts";
import { listedRuns } from "../../lib/runs/listing.ts";
import { registeredRuns } from "../../lib/runs/registry.ts";
import { tableFile } from "../../lib/plan/figure.ts";
import { sweepFigure } from "../../lib/runs/request.ts";
import type { Cell } from "../../lib/runs/sweep.ts";
import { multiplesCsv, sweepCsv, type SweptRun } from "../../lib/runs/sweep_table.ts";
import { type RunTable, runTable } from "../../lib/runs/table.ts";
import { shardOfAll } from "../../lib/cluster/deal.ts";
import { pullRequest, pushRequest } from "../../lib/remote_results.ts";
import type { Remote, Store } from "../../lib/store/mod.ts";
import { Study } from "../../lib/study.ts";
import { planSweep, runSweep, sweepRequests } from "../../lib/sweeps.ts";
import { type Command, jobsOf, main, MNIST_FLAG, STORE_FLAG, type Words } from "../_command.ts";
import { FORMAT_FLAG, formatsOf, formOf, writeFigure } from "../_figures.ts";
import { OUT_FLAG, recordFailures, writeWhole } from "../_files.ts";
import { say } from "../_output.ts";
import { bytesText, secondsText } from "../_plan.ts";
import { ProgressLine } from "../_progress.ts";
import { countsText, exitCode, failedText, openStore, type Ran, trafficOf } from "../_run.ts";
import { REMOTE_FLAGS, remoteOf, trafficText } from "../cluster/_remote.ts";
import { SHARD_FLAGS, shardOf, shardText } from "../cluster/_shard.ts";
import { readSweep } from "./_grid.ts";
import { tableText } from "./_table.ts";

export const command: Command = {
  name: "sweep",
  words: "<grid.json or experiment.json...>",
  summary:
    "Trains and measures every run of a grid, what is missing of it, and draws its planes as small multiples. Each is a run of your own from then on.\n" +
    '  A grid is {"base": "own.json", "over": {"network.layers": [[8], [16]], "seed": [1, 2, 3]}}: every combination, the last field fastest; base may be a list. All runs of a base draw from one set of random streams, that of its seed or name, unless seed varies.',
  examples: [
    ["sweep examples/sweep.json --dry-run", "says what it would take, and what exists already"],
    ["sweep examples/sweep.json", "runs it, or goes on with it"],
    ["sweep a.json b.json c.json", "several experiments at once"],
  ],
  flags: {
    jobs: { help: "number of workers (default: the number of cores)", value: "N", check: jobsOf },
    "dry-run": { help: "say what would run, and run nothing" },
    ...SHARD_FLAGS,
    ...REMOTE_FLAGS,
    ...FORMAT_FLAG,
    ...MNIST_FLAG,
    ...STORE_FLAG,
    ...OUT_FLAG,
  },
  run,
};

async function run(words: Words): Promise<number> {
  const { name, cells } = await readSweep(words.positional), jobs = jobsOf(words);
  const store = await openStore(words, words.on["dry-run"]), study = await Study.open(store);
  if (words.on["dry-run"]) {
    const plan = await planSweep(study, store, cells, jobs);
    const { runs, trainings, trained, seconds, bytes, steps } = plan;
    say(
      words.on.json
        ? JSON.stringify({ name, ...plan })
        : `${name}: ${runs} runs of ${trainings} trainings, ${trained} of which exist already; at most ` +
          `${steps} steps to run; predicted with ${jobs} workers: at most ${
            secondsText(seconds)
          }, ` +
          `${bytesText(bytes)} to write`,
    );
    return 0;
  }
  const start = performance.now(), failed: Failure[] = [];
  const counts = { restored: 0, computed: 0, imported: 0 };
  const shard: { report?: ShardReport } = {}, remote = await remoteOf(words, store);
  if (remote !== undefined) await pullSweep(remote, store, cells, words);
  const swept = await sweep(study, store, cells, words, { counts, failed, shard });
  if (remote !== undefined) await pushSweep(remote, study, store, cells, words);
  const seconds = (performance.now() - start) / 1000;
  const traffic = remote && { remote: trafficOf(remote) };
  if (shard.report !== undefined && shard.report.unfinished.length > 0) {
    say(
      words.on.json
        ? JSON.stringify({
          ...{ name, runs: [], ...counts, seconds, failed, files: {} },
          ...{ shard: shard.report, ...traffic },
        })
        : `${shardText(shard.report)}\n${name}: ${countsText(counts)}, ${seconds.toFixed(1)} s`,
    );
    return exitCode(failed, shard.report);
  }
  await recordFailures(failed, words.text.out);
  const files = await written(name, swept, words);
  const table = await tableOf(store, study, swept);
  if (words.on.json) {
    const runs = swept.map(({ label }) => label);
    say(JSON.stringify({ name, runs, ...counts, seconds, failed, files, ...traffic }));
  } else {
    say(tableText(table));
    say(Object.values(files).join("\n"));
    say(`${name}: ${swept.length} runs, ${countsText(counts)}, ${seconds.toFixed(1)} s`);
    if (failed.length > 0) say(failedText(failed, words.text.out));
  }
  return exitCode(failed, shard.report);
}

async function pullSweep(
  remote: Remote,
  store: Store,
  cells: readonly Cell[],
  words: Words,
): Promise<void> {
  const requests = await sweepRequests(store, cells), part = shardOf(words);
  const shard = part && shardOfAll(requests, part);
  for (const request of requests) await pullRequest(request, store, remote, shard);
}

async function pushSweep(
  remote: Remote,
  study: Study,
  store: Store,
  cells: readonly Cell[],
  { on }: Words,
): Promise<void> {
  if (on.push) {
    for (const request of await sweepRequests(store, cells)) {
      await pushRequest(await study.inspect(request), remote);
    }
  }
  if (on.json) return;
  say(trafficText("taken from the remote", remote.pulled));
  if (on.push) say(trafficText("sent to the remote", remote.pushed));
}

async function sweep(
  study: Study,
  store: Store,
  cells: readonly Cell[],
  words: Words,
  { counts, failed, shard }: {
    counts: Record<keyof Ran["counts"], number>;
    failed: Failure[];
    shard: { report?: ShardReport };
  },
): Promise<SweptRun[]> {
  const line = new ProgressLine("looking at what the store has", INTERRUPTED);
  const part = shardOf(words), isRemote = words.text.remote !== undefined;
  return await runSweep(study, store, cells, {
    ...{
      jobs: jobsOf(words),
      gather: words.on.gather,
      takesImported: isRemote,
      ...(part && { shard: part }),
    },
    onShard: (report) => shard.report = report,
    onPlanned: (work) => line.plan(work),
    progress: ({ step, how, imported }) => {
      counts[how]++;
      if (imported) counts.imported++;
      if (how === "computed") line.add(step.weight, step.id);
    },
    onFailure: (failure) => {
      if (!failure.split) failed.push(failure);
      line.say(`Failed: ${failure.missing}: ${failure.message}`);
    },
    onLabelled: (name, { label, before }) =>
      line.say(`${name} was another run so far (${before!.differs}): this one is ${label}`),
  }).finally(() => line.end());
}

/** Said at Ctrl-C: what is finished is in the store, what runs is lost. */
const INTERRUPTED = "Interrupted: finished segments are kept, the same command goes on from there.";

/** A picture of more panels would be none to look at. */
const MOST_PANELS = 400;

async function written(
  name: string,
  swept: readonly SweptRun[],
  words: Words,
): Promise<Record<string, string>> {
  const { out } = words.text,
    figure = sweepFigure(name, swept.map(({ cell }) => cell.own)),
    files: Record<string, string> = {};
  const finished = swept.filter(({ results }) => results.repeats.length > 0);
  if (finished.length > 0 && finished.length <= MOST_PANELS) {
    const [{ results }] = finished, caption = `Means over the repeats by ${results.estimators[0]}`;
    const csv = multiplesCsv(finished);
    const drawn: Drawn = await drawTables(figure, { csv }, caption, {
      formats: formatsOf(words),
      form: formOf(words),
    });
    Object.assign(files, await writeFigure(drawn, out));
  }
  files.runs = `${out}/data/${tableFile(figure, "runs")}`;
  await Deno.mkdir(`${out}/data`, { recursive: true });
  await writeWhole(files.runs, sweepCsv(swept));
  return files;
}

/** The runs of the sweep as deno task runs shows them. */
async function tableOf(
  store: Store,
  study: Study,
  swept: readonly SweptRun[],
): Promise<RunTable> {
  const labels = new Set(swept.map(({ label }) => label));
  const runs = (await registeredRuns(store)).filter(({ label }) => labels.has(label));
  return runTable(await listedRuns(store, runs, () => study.results()));
}

if (import.meta.main) await main(command);
