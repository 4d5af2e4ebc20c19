/**
 * Level 0: the lock against the published bytes, today's configuration and the store.
 *
 * @module
 */
import { canonical, type Json } from "../../bits/canonical.ts";
import type { ResultSource } from "../../steps/result_source.ts";
import type { Step } from "../../steps/step.ts";
import { Comparison } from "../lock/comparison.ts";
import type { LockResolver } from "../lock/resolver.ts";
import { hasBytes, publishedRows } from "../contents.ts";
import type { PublishedFolder } from "../folder.ts";
import { kindOf } from "../../plan/kinds.ts";
import type { Request } from "../../plan/request.ts";
import { foreignNames } from "./completeness.ts";
import type { Findings } from "./findings.ts";
import type { ReadableLocks } from "./readable_locks.ts";
import { type FigurePlan, stepsBehind } from "./plan.ts";
import { type Discrepancy, discrepancyOf, type LevelReport } from "./report.ts";

/**
 * Checks what is published of the plans. What cannot be read is named, and the rest is checked.
 *
 * @param request Figures that were asked for, with today's runs by experiment.
 * @param store Results under today's keys; undefined: no store to compare with.
 */
export async function level0(
  published: PublishedFolder,
  locked: LockResolver,
  { experiments, aside, findings }: ReadableLocks,
  plans: readonly FigurePlan[],
  request: Request,
  store: ResultSource | undefined,
): Promise<LevelReport> {
  const { differences, unchecked } = findings;
  const checked = { files: 1 + experiments.length, configurations: 0, "store rows": 0 };
  for (const { experiment, training } of experiments) {
    const now = request.runs(experiment).training as unknown as Json;
    const path = firstPath(training, now, "training");
    checked.configurations++;
    if (path !== undefined) differences.push({ id: experiment, ...path });
  }
  const steps = stepsBehind(plans);
  differences.push(...foreignNames(published.lock, experiments, request, steps));
  const rows = experiments.flatMap((lock) => [...publishedRows(lock).keys()]);
  const behind = digestsBehind(steps, locked, differences);
  for (const digest of new Set([...behind, ...rows, ...aside])) {
    checked.files++;
    await published.bytes(digest).catch((error) => findings.refused("paper", error));
  }
  if (store !== undefined) {
    const { differing, agreed } = await compared(steps, locked, store, findings);
    checked["store rows"] = agreed + differing.length;
    differences.push(
      ...differing.map((one) => discrepancyOf(one, "the store has other bytes than the lock")),
    );
  }
  return { level: 0, checked, differences, unchecked };
}

/** Compares what the store has of the steps with the lock. */
async function compared(
  steps: readonly Step[],
  locked: LockResolver,
  store: ResultSource,
  findings: Findings,
): Promise<Comparison> {
  const comparison = new Comparison(locked), met = new Set<unknown>();
  for (const step of steps) {
    try {
      const outputs = await store.resolve(step);
      if (outputs !== undefined) comparison.see(step, outputs);
    } catch (error) {
      // What builds on an entry that cannot be read fails with the very same error.
      if (!met.has(error)) findings.unread(step.id, error);
      met.add(error);
    }
  }
  return comparison;
}

/** Digests whose bytes must be published; an id that the lock does not know is a difference. */
function digestsBehind(
  steps: readonly Step[],
  locked: LockResolver,
  differences: Discrepancy[],
): string[] {
  const behind = steps.filter((step) => kindOf(step)?.locked === "result");
  return behind.flatMap(({ id }) => {
    const found = locked.digests(id);
    if (found === undefined) {
      differences.push({ id, what: "must be in the lock, current value is none" });
    }
    return hasBytes(id) ? Object.values(found ?? {}) : [];
  });
}

/** The first field in which two configurations differ. */
function firstPath(a: Json, b: Json, path: string): { what: string; where: string } | undefined {
  if (isObject(a) && isObject(b)) {
    for (const key of [...new Set([...Object.keys(a), ...Object.keys(b)])].sort()) {
      const found = firstPath(a[key], b[key], `${path}.${key}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const [was, is] = [a, b].map((value) => value === undefined ? "absent" : canonical(value));
  if (was === is) return undefined;
  const where = "the configuration has changed since publication";
  return { what: `${path} must be ${was}, current value is ${is}`, where };
}

function isObject(value: Json | undefined): value is Record<string, Json> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
