/**
 * Trust and provenance as a report says them: lock, code, conformance, receipts, packages, sources.
 *
 * @module
 */
import { sha256 } from "./bits/digest.ts";
import { citation } from "./package/about.ts";
import { codeDigests } from "./plan/code_digests.ts";
import { COMMITTED, conformanceMismatch } from "./published/conformance.ts";
import { PUBLISHED, type PublishedFolder } from "./published/folder.ts";
import { type Merged, mergeReceipts, type NamedReceipt } from "./published/verify/merge.ts";
import { decodeReceipt, resultOf } from "./published/verify/receipt.ts";
import type {
  CodeStanding,
  ReportFigure,
  ReportProvenance,
  ReportReceipt,
  ReportTrust,
} from "./report/contents.ts";
import { createCodeDigester } from "./steps/code/digest.ts";
import type { DenoLock } from "./steps/code/packages.ts";
import { projectRoot } from "./steps/code/project.ts";

/** A file of a receipt. */
export interface ReceiptFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * What results stand on.
 *
 * @param problems What was wrong while they were read.
 * @throws {TypeError} in one line, if a receipt is not one.
 */
export async function reportedTrust(
  published: PublishedFolder | undefined,
  receipts: readonly ReceiptFile[],
  problems: readonly string[],
): Promise<ReportTrust> {
  const difference = conformanceMismatch(),
    named = receipts.map(({ name, bytes }) => {
      return { name, verified: decodeReceipt(bytes, name) };
    });
  const { merged, problem } = mergedOf(named, published);
  return {
    lock: published?.digest,
    experiments: published === undefined ? [] : await experimentsOf(published),
    code: published === undefined ? [] : await codeStandings(published),
    conformance: {
      digests: Object.keys(COMMITTED).length,
      difference: difference &&
        `${difference.id} must be ${difference.expected}, current value is ${difference.found}`,
    },
    receipts: named.map((one, k) => receiptOf(one, receipts[k].bytes)),
    merged,
    problems: [...problems, ...problem === undefined ? [] : [problem]],
  };
}

function mergedOf(
  receipts: readonly NamedReceipt[],
  published: PublishedFolder | undefined,
): { merged: Merged | undefined; problem?: string } {
  if (receipts.length === 0 || published === undefined) return { merged: undefined };
  try {
    return { merged: mergeReceipts(receipts, published.digest) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { merged: undefined, problem: error.message };
  }
}

function receiptOf({ name, verified }: NamedReceipt, bytes: Uint8Array): ReportReceipt {
  const { reports, versions } = verified;
  return {
    ...{ name, sha256: sha256(bytes), result: resultOf(reports), versions },
    levels: reports.map(({ level, checked, differences, unchecked }) => ({
      level: level === "conformance" ? level : `level ${level}`,
      checked,
      differences: differences.length,
      unchecked: unchecked.length,
    })),
  };
}

async function experimentsOf(published: PublishedFolder): Promise<ReportTrust["experiments"]> {
  const all = Object.entries(published.lock.experiments);
  return await Promise.all(all.map(async ([name, { repeats, epochs, rows }]) => ({
    ...{ name, repeats, epochs, sha256: rows },
    rows: Object.keys((await published.experiment(name)).rows).length,
  })));
}

async function codeStandings({ lock }: PublishedFolder): Promise<CodeStanding[]> {
  const now = await codeDigests(await createCodeDigester());
  const codes = Object.values(lock.experiments).map(({ code }) => code);
  const kinds = [...new Set(codes.flatMap((code) => Object.keys(code)))];
  return kinds.map((kind) => ({
    kind,
    published: [...new Set(codes.flatMap((code) => code[kind] ?? []))],
    now: now[kind],
  }));
}

/** Files of the lock by their paths in a report. */
export async function lockFiles(published: PublishedFolder): Promise<Map<string, Uint8Array>> {
  const names = ["lock", ...Object.keys(published.lock.experiments)];
  const files = await Promise.all(names.map(async (name): Promise<[string, Uint8Array]> => {
    const path = `lock/${name}.json`;
    return [path, await Deno.readFile(new URL(path, PUBLISHED))];
  }));
  return new Map(files);
}

/** Packages, sources and how to cite. */
export async function reportedProvenance(
  figures: readonly ReportFigure[],
): Promise<ReportProvenance> {
  const lock: DenoLock = JSON.parse(await Deno.readTextFile(new URL("deno.lock", projectRoot)));
  const specs = new Map(
    figures.map(({ figure, spec }) => [`figures/${figure.spec}.vl.json`, spec]),
  );
  const theme = await Deno.readTextFile(new URL("figures/theme.json", projectRoot));
  return {
    packages: Object.entries(lock.npm ?? {}).flatMap(([name, { integrity }]) =>
      integrity === undefined ? [] : [{ name, integrity }]
    ),
    sources: [...specs.set("figures/theme.json", theme)].sort(([a], [b]) => a < b ? -1 : 1)
      .map(([path, text]) => ({ path, sha256: sha256(text) })),
    citation: citation(),
  };
}
