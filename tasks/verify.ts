/** deno task verify: is what this machine computes what was published? */
import { type Damage, Store } from "../lib/store/mod.ts";
import { provenanceOf, provenanceText } from "../lib/published/provenance.ts";
import { COMMITTED, conformanceMismatch } from "../lib/published/conformance.ts";
import { experimentsOf } from "../lib/plan/figure.ts";
import { PublishedFolder } from "../lib/published/folder.ts";
import { Study } from "../lib/study.ts";
import { lockedRequest } from "../lib/published/lock/request.ts";
import type { Goal } from "../lib/published/verify/goal.ts";
import { encodeReceipt, resultOf } from "../lib/published/verify/receipt.ts";
import { discrepancyOf, type LevelReport } from "../lib/published/verify/report.ts";
import { type Level, verify } from "../lib/published/verify/verify.ts";
import {
  type Command,
  jobsOf,
  main,
  MNIST_FLAG,
  oneOf,
  STORE_FLAG,
  storeFolder,
  UsageError,
  type Words,
} from "./_command.ts";
import { figuresOf, presetOf } from "./_figures.ts";
import { requirePlace, writeWhole } from "./_files.ts";
import { ProgressLine } from "./_progress.ts";
import { targetsOf } from "./runs/_targets.ts";
import { verifyRuns } from "./runs/_verify.ts";
import { goalOf, mergedReceipts } from "./_receipts.ts";
import { EXIT_CODES, levelText, planText } from "./_verification.ts";
import type { Request } from "../lib/plan/request.ts";
import { complain, say } from "./_output.ts";

const LEVELS = ["conformance", "0", "1", "2", "3", "4"];

export const command: Command = {
  name: "verify",
  words: "[figure or run...]",
  summary:
    "Compares published results with what this code computes on this machine; needs no store and writes none.\n" +
    "  At level 2 it says what the time buys, then replays randomly drawn repeats and compares every segment of them.\n" +
    "  Of a run of your own, segments are replayed and compared with what the store has.",
  examples: [
    ["verify --level 1", "recomputes all published tables, in seconds"],
    ["verify --level 2 --budget 10m", "replays what ten minutes allow, drawn at random"],
    ["verify wide~2 --budget 1m", "segments of a run of your own, against your store"],
  ],
  flags: {
    level: {
      help:
        "conformance: functions and tiny segments; 0: lock against bytes; 1: and tables from repeats; " +
        "2: and sampled segments; 3: whole experiments; 4: everything",
      value: "NAME",
      default: "2",
      check: levelOf,
    },
    preset: { help: "the preset that must be the published one", value: "NAME", check: presetOf },
    budget: {
      help: "time for replaying at level 2, counted from its start, as 90s, 10m or 2h (10m)",
      value: "TIME",
      check: goalOf,
    },
    confidence: {
      help: "instead of a budget: replay until faults would be seen with this probability (0.95)",
      value: "P",
      check: goalOf,
    },
    faults: {
      help: "the share of wrong segments that this is about (10%)",
      value: "SHARE",
      check: goalOf,
    },
    nonce: { help: "any text that chooses the sample (default: drawn and printed)", value: "TEXT" },
    receipt: { help: "file for a receipt, canonical JSON", value: "FILE", check: checkReceipt },
    merge: {
      help: "the words are receipts, of several nonces or reviewers: what they say together",
    },
    jobs: { help: "number of workers (default: the number of cores)", value: "N", check: jobsOf },
    ...MNIST_FLAG,
    ...STORE_FLAG,
  },
  run,
};

async function run(words: Words): Promise<number> {
  if (words.on.merge) return await mergedReceipts(words);
  const level = levelOf(words), goal = goalOf(words);
  // Read even where level 4 widens them to all: a figure that does not exist is wrong usage.
  const { figures: named, runs } = await targetsOf(words.positional, words);
  if (runs.length > 0) {
    if (named.length === 0) return await verifyRuns(runs, level, goal, words);
    throw new UsageError(
      `Cannot verify: words must be figures or runs, current value is ${
        words.positional.join(" ")
      }`,
    );
  }
  const figures = level === "4" ? figuresOf([]) : named;
  const { preset } = words.text, published = await PublishedFolder.open();
  if (preset !== undefined && preset !== published?.lock.preset) {
    return nothing(words, published, level, `preset ${preset}`);
  }
  if (level === "conformance") return await conformance(words, published);
  const request = published && lockedRequest(published.lock, figures);
  if (request === undefined || request.figures.length === 0) {
    return nothing(words, published, level);
  }
  return await check(words, published!, request, Number(level) as Level, {
    goal,
    jobs: jobsOf(words),
  });
}

function levelOf({ text }: Words): string {
  return oneOf("--level", text.level, LEVELS);
}

async function conformance(words: Words, published: PublishedFolder | undefined): Promise<number> {
  const report = conformanceReport(), [difference] = report.differences;
  const text = encodeReceipt({
    ...(published && { lock: published.digest, preset: published.lock.preset }),
    ...{ figures: [], code: {}, reports: [report], versions: versions() },
  });
  if (words.on.json) say(text.trimEnd());
  else {
    say(levelText(report));
    if (difference === undefined) say("This machine reproduces the bits.");
  }
  await writeReceipt(words, text);
  return difference === undefined ? 0 : 3;
}

/** Asked before anything is replayed: a difference names the cause of those that follow. */
function conformanceReport(): LevelReport {
  const difference = conformanceMismatch(), digests = Object.keys(COMMITTED).length;
  const differences = difference === undefined ? [] : [discrepancyOf(difference)];
  return { level: "conformance", checked: { digests }, differences, unchecked: [] };
}

/** A level without anything to check is no success. */
function nothing(
  words: Words,
  published: PublishedFolder | undefined,
  level: string,
  what?: string,
): number {
  const found = published === undefined
    ? "there is no lock"
    : `the lock has no results of ${what ?? words.positional.join(" ")}`;
  complain(`Cannot verify level ${level}: something must be published, ${found}`);
  return EXIT_CODES.nothing;
}

async function check(
  words: Words,
  published: PublishedFolder,
  request: Request,
  level: Level,
  { goal, jobs }: { goal: Goal; jobs: number },
): Promise<number> {
  const damages: Damage[] = [], onDamage = (damage: Damage) => void damages.push(damage);
  const store = await Store.open(storeFolder(words), { readOnly: true, onDamage });
  const study = await Study.open(store), code = await study.code();
  const nonce = words.text.nonce ?? crypto.randomUUID();
  const line = new ProgressLine(`level ${level}`);
  if (level >= 3) line.plan(await segmentsOf(published, request));
  let seen = 0;
  const before = level < 2 ? [] : [conformanceReport()];
  const reports = await verify({
    ...{ published, request, level, store: study.results(), nonce, goal, jobs },
    damaged: () => damages.splice(0),
    clock: () => performance.now(),
    onPlan: (plan) => {
      line.clear();
      if (!words.on.json) say(planText(plan, goal));
      line.plan("budget" in goal ? goal.budget : plan.seconds);
      seen = performance.now() / 1000;
    },
    onSegment: (id) => {
      // Of a sample the time is known, not how much it will be.
      const now = performance.now() / 1000;
      line.add(level === 2 ? now - seen : 1, id);
      seen = now;
    },
  }).then((levels) => [...before, ...levels]).finally(() => line.end());
  const figures = request.figures.map(({ id }) => id), { preset } = request;
  const lock = published.digest;
  const text = encodeReceipt({ lock, preset, figures, code, reports, versions: versions() });
  if (words.on.json) say(text.trimEnd());
  else {
    say(`lock ${lock}, ${preset}: ${figures.join(" ")}`);
    for (const { id } of request.figures) {
      say(`${id}: ${provenanceText(provenanceOf(published.lock, id, code))}`);
    }
    for (const report of reports) say(levelText(report));
    const left = figuresOf(words.positional).filter(({ id }) => !figures.includes(id));
    if (left.length > 0) {
      const ids = left.map(({ id }) => id).join(" ");
      say(`not checked, since nothing of it is published: ${ids}`);
    }
  }
  await writeReceipt(words, text);
  return exitCode(reports);
}

function versions(): Record<string, string> {
  return { ...Deno.version, os: Deno.build.os, arch: Deno.build.arch };
}

async function writeReceipt({ text: { receipt } }: Words, text: string): Promise<void> {
  if (receipt !== undefined) await writeWhole(receipt, new TextEncoder().encode(text), "--receipt");
}

async function checkReceipt({ text: { receipt }, on }: Words): Promise<void> {
  if (receipt === undefined) return;
  if (on.merge) {
    throw new UsageError(
      `Cannot read flags: --receipt must be left out beside --merge, current value is ${receipt}`,
    );
  }
  await requirePlace(receipt, "--receipt");
}

/** Segments of whole experiments, for the progress; a lock that cannot be read is the business of level 0. */
async function segmentsOf(published: PublishedFolder, { figures }: Request): Promise<number> {
  const names = [...new Set(figures.flatMap(experimentsOf))];
  const locks = await Promise.all(
    names.map((name) => published.experiment(name).catch(() => ({ rows: {} }))),
  );
  return locks.reduce((sum, { rows }) => sum + Object.keys(rows).length, 0);
}

function exitCode(reports: readonly LevelReport[]): number {
  const result = resultOf(reports);
  if (result === "incomplete") {
    const unchecked = reports.reduce((sum, report) => sum + report.unchecked.length, 0);
    complain(
      `Cannot verify everything: what could not be checked must be 0, current value is ${unchecked}`,
    );
  } else if (result === "nothing") {
    const { undrawn = [] } = reports.at(-1)!.sample ?? {};
    const least = Math.min(...undrawn.map(({ seconds }) => seconds));
    complain(
      `Cannot verify level 2: --budget must leave time for one replay, the shortest takes some ${least} s`,
    );
  }
  return EXIT_CODES[result];
}

if (import.meta.main) await main(command);
