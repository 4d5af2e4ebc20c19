/** deno task reproduce: computes what is missing of the figures and draws them. */
import type { EngineIdentity } from "../lib/engines/tfjs/backend.ts";
import { provenanceOf } from "../lib/published/provenance.ts";
import type { Drawn } from "../lib/drawing.ts";
import type { ShardReport } from "../lib/cluster/chains.ts";
import type { Failure } from "../lib/failures.ts";
import { experimentsOf, type Figure } from "../lib/plan/figure.ts";
import { Comparison } from "../lib/published/lock/comparison.ts";
import { LockResolver, otherTables } from "../lib/published/lock/resolver.ts";
import type { Mismatch } from "../lib/steps/mismatch.ts";
import { PublishedFolder } from "../lib/published/folder.ts";
import type { Study } from "../lib/study.ts";
import { type Command, main, UsageError, type Words } from "./_command.ts";
import { chosenEngine, ENGINE_FLAG, requestWith } from "./_engine.ts";
import { figuresOf, formatsOf, formOf, presetOf } from "./_figures.ts";
import { PARTIAL_FLAGS, partOfRequest } from "./_partial.ts";
import {
  countsText,
  exitCode,
  failedText,
  RUN_FLAGS,
  runRequest,
  sayPlan,
  writeDrawn,
} from "./_run.ts";
import { presetRequest } from "../lib/paper/request.ts";
import type { Request } from "../lib/plan/request.ts";
import { complain, say } from "./_output.ts";

export const command: Command = {
  name: "reproduce",
  words: "[figure...]",
  summary:
    "Plans the figures (all, if none is named), runs the steps that are missing and draws them.",
  examples: [
    ["reproduce fig3", "computes figure 3 in small, in minutes, and draws it"],
    ["reproduce fig3 --preset paper --dry-run", "says how long the paper's size would take"],
    ["status", "what is done and what is missing, figure by figure"],
  ],
  flags: {
    preset: {
      help: "how much is run: smoke, quick or paper",
      value: "NAME",
      default: "quick",
      check: presetOf,
    },
    ...ENGINE_FLAG,
    ...PARTIAL_FLAGS,
    locked: { help: "fail with 4 if nothing of the run can be compared with the lock" },
    ...RUN_FLAGS,
  },
  run,
};

async function run(words: Words): Promise<number> {
  refuseFreshFinished(words);
  const figures = figuresOf(words.positional);
  const preset = presetOf(words);
  const formats = formatsOf(words), engine = await chosenEngine(words);
  const pictures = { ...presetRequest(figures, preset, formats), form: formOf(words) };
  const all = requestWith(pictures, engine, words);
  const request = await partOfRequest(all, words);
  const about = engine === undefined ? { preset } : { preset, engine: engine.identity };
  if (words.on["dry-run"]) {
    await sayPlan(request, words, about);
    return 0;
  }
  // What another engine makes is never what was published.
  const lock = engine === undefined ? await lockedRows(request) : undefined;
  const ran = await runRequest(
    request,
    words,
    (step, outputs) => lock?.comparison.see(step, outputs),
    lock && ((id) => lock.comparison.digests(id)),
  );
  const { study, drawn, counts, damages, seconds, failed, shard, remote } = ran;
  const compared = lock && await comparedWith(lock, figures, study);
  const summary = {
    ...about,
    ...counts,
    damages,
    seconds,
    failed,
    ...(shard && { shard }),
    ...(remote && { remote }),
  };
  const different = compared !== undefined && compared.differing.length > 0;
  if (different) sayDifference(compared.differing[0]);
  try {
    await report(drawn, words, compared === undefined ? summary : { ...summary, lock: compared });
  } catch (error) {
    // Results that cannot be written must not hide that they are the wrong ones.
    if (!different) throw error;
    complain((error as Error).message);
  }
  if (different) return 3;
  const code = exitCode(failed, shard);
  if (code !== 0) return code;
  const nothing = compared === undefined || compared.agreed === 0;
  if (!words.on.locked || !nothing) return 0;
  complain(
    "Cannot compare: something of this run must be in the lock, current value is nothing",
  );
  return 4;
}

function refuseFreshFinished({ on: { fresh, finished } }: Words): void {
  if (!fresh || !finished) return;
  throw new UsageError(
    "Cannot read flags: --fresh must be left out beside --finished, which computes nothing, current value is both",
  );
}

function sayDifference({ id, output, expected, found }: Mismatch): void {
  complain(
    `Differs from the lock: ${id} ${output} must be ${expected}, current value is ${found}`,
  );
}

interface LockedRows {
  readonly published: PublishedFolder;
  readonly comparison: Comparison;
}

/** What the lock has of these figures' experiments, if there is one; read before anything is run. */
async function lockedRows({ figures, runs }: Request): Promise<LockedRows | undefined> {
  const published = await PublishedFolder.open();
  if (published === undefined) return undefined;
  const { lock } = published, others = otherTables(lock, figures, runs);
  const names = new Set(
    figures.flatMap(experimentsOf).filter((name) => Object.hasOwn(lock.experiments, name)),
  );
  const locked = await LockResolver.of(published, [...names]);
  return { published, comparison: new Comparison(locked, others) };
}

/** How what was run compares with what was published. */
interface Compared {
  readonly agreed: number;
  readonly differing: readonly Mismatch[];
  /** Kinds of steps whose code is another than at publication. */
  readonly changed: readonly string[];
}

async function comparedWith(
  { published: { lock }, comparison }: LockedRows,
  figures: readonly Figure[],
  study: Study,
): Promise<Compared> {
  const code = await study.code(), { agreed, differing } = comparison;
  const locked = figures.filter(({ id }) => Object.hasOwn(lock.figures, id));
  const changed = locked.flatMap(({ id }) => provenanceOf(lock, id, code).changed);
  return { agreed, differing, changed: [...new Set(changed)] };
}

function comparedText({ agreed, differing, changed }: Compared): string {
  const all = agreed + differing.length;
  const code = changed.length === 0 ? "" : `, made with other code (${changed.join(", ")})`;
  return all === 0
    ? "lock: nothing of this run is in it"
    : `lock: ${agreed} of ${all} results agree with those published${code}`;
}

interface Summary {
  readonly preset: string;
  readonly engine?: EngineIdentity;
  readonly restored: number;
  readonly computed: number;
  readonly imported: number;
  readonly damages: number;
  readonly seconds: number;
  readonly failed: readonly Failure[];
  readonly shard?: ShardReport;
  readonly lock?: Compared;
}

async function report(drawn: readonly Drawn[], words: Words, summary: Summary): Promise<void> {
  const figures = await writeDrawn(drawn, words);
  if (words.on.json) say(JSON.stringify({ ...summary, figures }));
  else {
    const { seconds, preset, engine } = summary;
    const by = engine === undefined ? "" : `, tfjs:${engine.backend} ${engine.version}`;
    say(
      `${preset}${by}: ${countsText(summary)}, ${seconds.toFixed(1)} s`,
    );
    if (summary.failed.length > 0) say(failedText(summary.failed, words.text.out, summary.shard));
    if (summary.lock !== undefined) say(comparedText(summary.lock));
    else if (engine === undefined) say("no lock: nothing compared");
    if (summary.engine !== undefined) {
      say("lock: made with the default engine, not compared");
    }
    if (drawn.length === 0) return;
    const ids = drawn.length === 1 ? ` ${drawn[0].figure.id}` : "";
    say(
      preset === "paper"
        ? "next: deno task claims judges the paper's sentences by these results"
        : `next: deno task reproduce${ids} --preset paper --dry-run says what the paper's size takes`,
    );
  }
}

if (import.meta.main) await main(command);
