/**
 * Carrying the lock over to changed code, by proof: once a whole repeat of each experiment and everything that is made of
 * repeats has come out the same, today's code digests stand in the lock, with a record of what that rests on. No digest
 * of a result changes. docs/architecture.md, section 7.
 *
 * @module
 */
import { digestOf } from "../bits/digest.ts";
import type { Json } from "../bits/canonical.ts";
import type { CodeDigester } from "../steps/code/digest.ts";
import type { Digests } from "../steps/mismatch.ts";
import { codeDigests } from "../plan/code_digests.ts";
import { parseAttemptName } from "../plan/ids.ts";
import { ENTRIES } from "../plan/kinds.ts";
import type { Request } from "../plan/request.ts";
import type { PublishedFolder } from "./folder.ts";
import type { Carried, Lock } from "./lock/lock.ts";
import { lockedRequest } from "./lock/request.ts";
import { codeBehind } from "./publish.ts";
import { faultsOf } from "./verify/probability.ts";
import { resultOf } from "./verify/receipt.ts";
import type { LevelReport } from "./verify/report.ts";
import { verify } from "./verify/verify.ts";

/** How a lock is carried over. */
export interface CarryOptions {
  /** Figures and their runs: all of the lock. */
  readonly request?: Request;
  readonly digester: CodeDigester;
  /** Any text that chooses the repeats. */
  readonly nonce: string;
  /** Workers. */
  readonly jobs: number;
  /** Told how many segments will be replayed, before any is. */
  onSegments?(segments: number): void;
  /** Told of each segment that was replayed. */
  onSegment?(id: string): void;
}

/** What came of it. */
export interface CarryReport {
  /** Levels 0 and `carry`; none if the lock had today's digests already. */
  readonly reports: readonly LevelReport[];
  /** The new lock, if all agrees. */
  readonly lock?: Lock;
}

/**
 * Verifies what the lock is carried over by, and makes the new one.
 *
 * @throws {Error} If a file of the code changes meanwhile.
 */
export async function carry(
  published: PublishedFolder,
  { digester, request = lockedRequest(published.lock), ...options }: CarryOptions,
): Promise<CarryReport> {
  const code = await codeDigests(digester), next = renewed(published.lock, request, code);
  if (isSame(next.experiments, published.lock.experiments)) return { reports: [] };
  const reports = await verify({
    ...{ ...options, published, request, level: "carry" },
    ...{ goal: { budget: Infinity }, clock: () => 0 },
  });
  const changed = await digester.changed(Object.values(ENTRIES));
  if (changed !== undefined) {
    throw new Error(
      `Cannot carry over: ${changed.path} must stay as it was at the start, current value is ${changed.how}`,
    );
  }
  const whole = undrawn(published.lock, reports) === undefined;
  if (!whole || resultOf(reports) !== "agrees") return { reports };
  const carried = recordOf(published.digest, next, reports.at(-1)!);
  const { experiments } = next, all = [...published.lock.carried ?? [], carried];
  return { reports, lock: { ...published.lock, experiments, carried: all } };
}

/** An experiment of which no repeat was replayed: no figure shows it, or its rows could not be read. */
function undrawn({ experiments }: Lock, reports: readonly LevelReport[]): string | undefined {
  const strata = reports.at(-1)?.sample?.strata ?? [];
  return Object.keys(experiments).find((name) =>
    !strata.some(({ experiment, drawn }) => experiment === name && drawn > 0)
  );
}

function recordOf(
  lock: string,
  { from, to }: Pick<Carried, "from" | "to">,
  { sample, checked }: LevelReport,
): Carried {
  const { nonce, units, assurances } = sample!, [{ segments }] = assurances;
  const { faults, seen } = assurances.find(({ faults }) => faults === faultsOf(0.01, segments))!;
  return {
    ...{ lock, from, to, nonce, repeats: repeatsOf(units), checked },
    seen: { faults, segments, probability: seen },
  };
}

/** Experiments with today's digests, and all digests before and after by kind of step. */
function renewed(
  lock: Lock,
  { runs }: Request,
  code: Readonly<Digests>,
): Pick<Lock, "experiments"> & Pick<Carried, "from" | "to"> {
  const from: Record<string, string[]> = {};
  const experiments: Record<string, Lock["experiments"][string]> = {},
    to: Record<string, string> = {};
  for (const [name, one] of Object.entries(lock.experiments)) {
    const now = codeBehind(runs(name).training.data, code);
    experiments[name] = { ...one, code: now };
    Object.assign(to, now);
    for (const [kind, digest] of Object.entries(one.code)) {
      const known = from[kind] ??= [];
      if (!known.includes(digest)) known.push(digest);
    }
  }
  return { experiments, from, to };
}

/** Numbers of the repeats whose attempts these are, by seed. */
function repeatsOf(attempts: readonly string[]): Record<string, number[]> {
  const repeats: Record<string, number[]> = {};
  for (const name of attempts) {
    const { seed, repeat } = parseAttemptName(name)!, own = repeats[seed] ??= [];
    if (!own.includes(repeat)) own.push(repeat);
  }
  return repeats;
}

function isSame(a: Lock["experiments"], b: Lock["experiments"]): boolean {
  return digestOf(a as unknown as Json) === digestOf(b as unknown as Json);
}
