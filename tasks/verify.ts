/** deno task verify: is what this machine computes what was published? */
import { dirname } from "node:path";
import expected from "../fixtures/conformance.json" with { type: "json" };
import { type Damage, Store } from "../lib/store/mod.ts";
import { codeStanding, standingText } from "../lib/published/code_standing.ts";
import { firstDifference } from "../lib/published/conformance.ts";
import { experimentsOf } from "../lib/plan/figure.ts";
import { Published } from "../lib/published/published.ts";
import { Study } from "../lib/study.ts";
import { lockedRequest } from "../lib/published/verify/plan.ts";
import { agrees, receipt } from "../lib/published/verify/receipt.ts";
import type { LevelReport } from "../lib/published/verify/report.ts";
import { type Level, verify } from "../lib/published/verify/verify.ts";
import {
  type Command,
  main,
  MNIST_FLAG,
  oneOf,
  readMnistFrom,
  STORE_FLAG,
  storeFolder,
  UsageError,
  wholeNumber,
  type Words,
} from "./_command.ts";
import { figuresOf, writeWhole } from "./_figures.ts";
import { ProgressLine } from "./_progress.ts";
import { levelText, secondsOf } from "./_verification.ts";
import type { Request } from "../lib/plan/request.ts";

const LEVELS = ["conformance", "0", "1", "2", "3", "4"];

const command: Command = {
  name: "verify",
  words: "[figure...]",
  summary:
    "Compares published results with what this code computes on this machine; needs no store and writes none.",
  flags: {
    level: {
      help:
        "conformance: functions and tiny segments; 0: lock against bytes; 1: and tables from repeats; " +
        "2: and sampled segments; 3: whole experiments; 4: everything",
      value: "NAME",
      default: "2",
    },
    preset: { help: "the preset that must be the published one", value: "NAME" },
    budget: { help: "time for level 2, as 90s, 10m or 2h", value: "TIME", default: "10m" },
    nonce: { help: "any text that chooses the sample (default: drawn and printed)", value: "TEXT" },
    receipt: { help: "file for a receipt, canonical JSON", value: "FILE" },
    jobs: { help: "number of workers (default: the number of cores)", value: "N" },
    ...MNIST_FLAG,
    ...STORE_FLAG,
  },
  run,
};

async function run(words: Words): Promise<number> {
  const level = oneOf("--level", words.text.level, LEVELS), budget = secondsOf(words.text.budget);
  if (budget === undefined) {
    throw new UsageError(
      `Cannot read flags: --budget must be a time such as 90s, 10m or 2h, current value is ${words.text.budget}`,
    );
  }
  // Read even where level 4 widens them to all: a figure that does not exist is wrong usage.
  const named = figuresOf(words.positional), figures = level === "4" ? figuresOf([]) : named;
  const jobs = wholeNumber(words, "jobs", 1, navigator.hardwareConcurrency);
  if (level === "conformance") return conformance(words);
  readMnistFrom(words);
  const published = await Published.open();
  const request = published && lockedRequest(published.lock, figures);
  if (request === undefined || request.figures.length === 0) {
    return nothing(words, published, level);
  }
  if (words.text.preset !== undefined && words.text.preset !== request.preset) {
    return nothing(words, published, level, `preset ${words.text.preset}`);
  }
  return await check(words, published!, request, Number(level) as Level, { budget, jobs });
}

function conformance(words: Words): number {
  const difference = firstDifference(expected), checked = Object.keys(expected).length;
  if (words.on.json) console.log(JSON.stringify({ checked, difference: difference ?? null }));
  else if (difference === undefined) {
    console.log(`conformance: ${checked} digests agree; this machine reproduces the bits`);
  } else {
    const { name, expected, found } = difference;
    console.log(`conformance: ${name} differs: must be ${expected}, current value is ${found}`);
  }
  return difference === undefined ? 0 : 3;
}

/** Asked before anything is replayed: a difference names the cause of those that follow. */
function conformanceReport(): LevelReport {
  const difference = firstDifference(expected), digests = Object.keys(expected).length;
  const differences = difference === undefined ? [] : [{
    id: difference.name,
    what: `digest must be ${difference.expected}, current value is ${difference.found}`,
  }];
  return { level: "conformance", checked: { digests }, differences, unchecked: [] };
}

/** A level without anything to check is no success. */
function nothing(
  words: Words,
  published: Published | undefined,
  level: string,
  what?: string,
): number {
  const found = published === undefined
    ? "there is no lock"
    : `the lock has no results of ${what ?? words.positional.join(" ")}`;
  console.error(`Cannot verify level ${level}: something must be published, ${found}`);
  return 1;
}

async function check(
  words: Words,
  published: Published,
  request: Request,
  level: Level,
  { budget, jobs }: { budget: number; jobs: number },
): Promise<number> {
  await requirePlace(words.text.receipt);
  const damages: Damage[] = [], onDamage = (damage: Damage) => void damages.push(damage);
  const store = await Store.open(storeFolder(words), { readOnly: true, onDamage });
  const study = await Study.open(store), code = await study.code();
  const nonce = words.text.nonce ?? crypto.randomUUID();
  const line = new ProgressLine(
    level >= 3 ? await segmentsOf(published, request) : level === 2 ? budget : 0,
  );
  let seen = 0;
  Deno.addSignalListener("SIGINT", () => {
    line.end();
    Deno.exit(130);
  });
  const before = level < 2 ? [] : [conformanceReport()];
  const reports = await verify({
    ...{ published, request, level, store: study.results(), nonce, jobs },
    damaged: () => damages.splice(0),
    left: () => budget - performance.now() / 1000,
    clock: () => performance.now(),
    onSegment: (id) => {
      // Of a sample the time is known, not how much it will be.
      const now = performance.now() / 1000;
      line.add(level === 2 ? now - seen : 1, id);
      seen = now;
    },
  }).then((levels) => [...before, ...levels]).finally(() => line.end());
  const versions = { ...Deno.version, os: Deno.build.os, arch: Deno.build.arch };
  const figures = request.figures.map(({ id }) => id), { preset } = request;
  const text = receipt({ lock: published.digest, preset, figures, code, reports, versions });
  if (words.on.json) console.log(text.trimEnd());
  else {
    console.log(`lock ${published.digest}, ${preset}: ${figures.join(" ")}`);
    for (const { id } of request.figures) {
      console.log(`${id}: ${standingText(codeStanding(published.lock, id, code))}`);
    }
    for (const report of reports) console.log(levelText(report));
    const left = words.positional.filter((id) => !figures.includes(id));
    if (left.length > 0) {
      console.log(`not checked, since nothing of it is published: ${left.join(" ")}`);
    }
  }
  if (words.text.receipt !== undefined) {
    await writeWhole(words.text.receipt, new TextEncoder().encode(text), "--receipt");
  }
  return exitCode(reports, budget);
}

/** Refuses a receipt that cannot be written, before anything is replayed for it. */
async function requirePlace(receipt: string | undefined): Promise<void> {
  if (receipt === undefined) return;
  const info = await Deno.stat(dirname(receipt)).catch(() => undefined);
  if (info?.isDirectory === true) return;
  throw new Error(
    `Cannot write ${receipt}: --receipt must be in a folder, current value is in none`,
  );
}

/** Segments of whole experiments, for the progress; a lock that cannot be read is the business of level 0. */
async function segmentsOf(published: Published, { figures }: Request): Promise<number> {
  const names = [...new Set(figures.flatMap(experimentsOf))];
  const locks = await Promise.all(
    names.map((name) => published.experiment(name).catch(() => ({ rows: {} }))),
  );
  return locks.reduce((sum, { rows }) => sum + Object.keys(rows).length, 0);
}

function exitCode(reports: readonly LevelReport[], budget: number): number {
  if (!agrees(reports)) return 3;
  const unchecked = reports.reduce((sum, report) => sum + report.unchecked.length, 0);
  if (unchecked > 0) {
    console.error(
      `Cannot verify everything: what could not be checked must be 0, current value is ${unchecked}`,
    );
    return 1;
  }
  const sample = reports.at(-1)!.sample;
  if (sample === undefined || sample.units.length > 0) return 0;
  console.error(
    `Cannot verify level 2: --budget must leave time for one replay, current value is ${budget} s`,
  );
  return 1;
}

await main(command);
