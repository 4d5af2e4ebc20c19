/**
 * The lock files of experiments: those that can be trusted, and what is wrong with the others.
 *
 * @module
 */
import { experimentsOf } from "../../plan/figure.ts";
import type { ExperimentLock, Lock } from "../lock/lock.ts";
import type { PublishedFolder } from "../folder.ts";
import { publishedDigests } from "../contents.ts";
import { Findings } from "./findings.ts";
import type { Request } from "../../plan/request.ts";

/** What can be verified, as far as lock files can be trusted. */
export interface ReadableLocks {
  readonly experiments: readonly ExperimentLock[];
  /** The figures whose experiments are all among them. */
  readonly request: Request;
  /** Digests of what is published of the others: without rows the steps behind it are not known. */
  readonly aside: ReadonlySet<string>;
  /** What is wrong with files. */
  readonly findings: Findings;
}

/** Reads the lock files of all experiments behind figures. */
export async function readLocks(
  published: PublishedFolder,
  request: Request,
): Promise<ReadableLocks> {
  const experiments: ExperimentLock[] = [], bad: string[] = [], findings = new Findings();
  const needing = (name: string) =>
    request.figures.filter((figure) => experimentsOf(figure).includes(name)).map(({ id }) => id);
  for (const name of new Set(request.figures.flatMap(experimentsOf))) {
    try {
      experiments.push(await published.experiment(name));
    } catch (error) {
      bad.push(name);
      findings.refused("lock", error, `not checked without it: ${needing(name).join(" ")}`);
    }
  }
  const left = new Set(bad.flatMap(needing));
  const figures = request.figures.filter(({ id }) => !left.has(id));
  const aside = publishedDigests(partOf(published.lock, bad, [...left]), []);
  return { experiments, request: { ...request, figures }, aside, findings };
}

function partOf(lock: Lock, experiments: readonly string[], figures: readonly string[]): Lock {
  const pick = <T>(all: Readonly<Record<string, T>>, names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, all[name]]));
  return {
    ...lock,
    experiments: pick(lock.experiments, experiments),
    figures: pick(lock.figures, figures),
  };
}
