/** What a reviewer asks of verify, and several reviewers' receipts together. */
import { type Goal, USUAL } from "../lib/published/verify/goal.ts";
import { type Merged, mergeReceipts, type NamedReceipt } from "../lib/published/verify/merge.ts";
import { decodeReceipt, MOST_RECEIPT_BYTES } from "../lib/published/verify/receipt.ts";
import { PublishedFolder } from "../lib/published/folder.ts";
import { readRegular } from "../lib/store/regular_file.ts";
import { typedPath, UsageError, type Words } from "./_command.ts";
import { assuranceLines, EXIT_CODES, secondsOf } from "./_verification.ts";
import { complain, say } from "./_output.ts";

const BUDGET = "10m";

/** How far level 2 goes: a budget of time, or a probability for a share of wrong segments. */
export function goalOf({ text }: Words): Goal {
  const { budget, confidence, faults } = text;
  if (confidence === undefined && faults === undefined) {
    return {
      budget: numberOf("budget", budget ?? BUDGET, "a time such as 90s, 10m or 2h", secondsOf),
    };
  }
  if (budget !== undefined) {
    throw new UsageError(
      `Cannot read flags: --budget must be left out beside --confidence and --faults, current value is ${budget}`,
    );
  }
  const below = (text: string) => fraction(text, (value) => value > 0 && value < 1);
  const share = (text: string) => fraction(text, (value) => value > 0 && value <= 1);
  return {
    confidence: confidence === undefined
      ? USUAL.confidence
      : numberOf("confidence", confidence, "a probability below 1 such as 0.95", below),
    fraction: faults === undefined
      ? USUAL.fraction
      : numberOf("faults", faults, "a share such as 5% or 0.05", share),
  };
}

function numberOf(
  flag: string,
  text: string,
  rule: string,
  read: (text: string) => number | undefined,
): number {
  const value = read(text);
  if (value !== undefined) return value;
  throw new UsageError(`Cannot read flags: --${flag} must be ${rule}, current value is ${text}`);
}

/** `0.05` or `5%` as a number. */
function fraction(text: string, allowed: (value: number) => boolean): number | undefined {
  const [, digits, percent] = /^(\d{1,3}(?:\.\d{1,9})?)(%?)$/.exec(text) ?? [];
  const value = Number(digits) / (percent ? 100 : 1);
  return allowed(value) ? value : undefined;
}

/** Reads the receipts that are named and says what they come to together. Returns the exit code. */
export async function mergedReceipts({ positional, on }: Words): Promise<number> {
  if (positional.length === 0) {
    throw new UsageError("Cannot merge: words must be files of receipts, current value is none");
  }
  const published = await PublishedFolder.open();
  if (published === undefined) {
    complain("Cannot merge: there must be a lock that receipts are about, there is no lock");
    return EXIT_CODES.nothing;
  }
  const merged = mergeReceipts(
    await Promise.all(positional.map(typedPath).map(readReceipt)),
    published.digest,
  );
  say(on.json ? JSON.stringify(merged) : mergedText(merged));
  return EXIT_CODES[merged.result];
}

async function readReceipt(name: string): Promise<NamedReceipt> {
  const bytes = await readRegular(name, MOST_RECEIPT_BYTES, "followed").catch((error: Error) => {
    throw new Error(
      `Cannot read receipt ${name}: it must be a file that can be read, current value is ${error.message}`,
    );
  });
  return { name, verified: decodeReceipt(bytes, name) };
}

function mergedText(merged: Merged): string {
  const { lock, receipts, nonces, machines, segments, result, disagreeing, assurances } = merged;
  const others = disagreeing.length === 0 ? "" : ` (${disagreeing.join(", ")})`;
  return [
    `lock ${lock}: ${receipts} receipts, ${nonces} nonces, ${machines} kinds of machine: ${result}${others}`,
    `  ${segments} segments replayed, counted once for each nonce`,
    ...assuranceLines(assurances),
  ].join("\n");
}
