/** Verification of runs of one's own. */
import { verifyRun } from "../../lib/own_verification.ts";
import { requireConformance } from "../../lib/published/conformance.ts";
import type { Goal } from "../../lib/published/verify/goal.ts";
import { resultOf } from "../../lib/published/verify/receipt.ts";
import type { LevelReport } from "../../lib/published/verify/report.ts";
import type { NamedRun } from "../../lib/runs/named.ts";
import { Store } from "../../lib/store/mod.ts";
import { Study } from "../../lib/study.ts";
import { existingStore, jobsOf, reportDamage, UsageError, type Words } from "../_command.ts";
import { complain, say } from "../_output.ts";
import { ProgressLine } from "../_progress.ts";
import { EXIT_CODES, levelText } from "../_verification.ts";
import { requestOf } from "./_targets.ts";

/** Levels that a run of one's own has: a sample of its segments, or all. */
const LEVELS = ["2", "3", "4"];

/** Replays what the level asks for of each run. Returns the exit code. */
export async function verifyRuns(
  runs: readonly NamedRun[],
  level: string,
  goal: Goal,
  words: Words,
): Promise<number> {
  requireOwn(runs, level, words);
  const store = await Store.open(await existingStore(words, "verify"), {
    readOnly: true,
    onDamage: reportDamage,
  });
  requireConformance();
  const study = await Study.open(store), nonce = words.text.nonce ?? crypto.randomUUID();
  const reports: Record<string, LevelReport> = {};
  for (const run of runs) {
    const line = new ProgressLine(`replaying ${run.label}`);
    const report = await verifyRun(run.label, await study.inspect(requestOf(run)), {
      ...{ store, nonce, jobs: jobsOf(words), goal: level === "2" ? goal : undefined },
      clock: () => performance.now(),
      onSegment: (id) => line.add(0, id),
    }).finally(() => line.end());
    reports[run.label] = report;
    if (!words.on.json) say(`${run.label}: ${levelText(report)}`);
  }
  const result = resultOf(Object.values(reports));
  if (words.on.json) say(JSON.stringify({ nonce, result, runs: reports }));
  if (result === "nothing") complain("Cannot verify: runs must have results, there are none");
  return EXIT_CODES[result];
}

function requireOwn(runs: readonly NamedRun[], level: string, { text }: Words): void {
  const paper = runs.find(({ registered }) => registered === undefined);
  if (paper !== undefined) {
    throw new UsageError(
      `Cannot verify: run must be one of your own, published results are verified by figure, ` +
        `current value is ${paper.label}`,
    );
  }
  if (!LEVELS.includes(level)) {
    throw new UsageError(
      `Cannot verify: --level must be one of ${
        LEVELS.join(" ")
      } for a run of your own, current value is ${level}`,
    );
  }
  if (text.receipt !== undefined) {
    throw new UsageError(
      `Cannot verify: --receipt must be left out, since it is about published results, current value is ${text.receipt}`,
    );
  }
}
