/** deno task lock --carry: today's code digests in the lock, by proof. */
import { createCodeDigester } from "../../lib/steps/code/digest.ts";
import { carry } from "../../lib/published/carry.ts";
import { PUBLISHED, PublishedFolder } from "../../lib/published/folder.ts";
import { encodeLock } from "../../lib/published/lock/codec.ts";
import { resultOf } from "../../lib/published/verify/receipt.ts";
import {
  type FlagTable,
  folderUrl,
  jobsOf,
  MNIST_FLAG,
  UsageError,
  type Words,
} from "../_command.ts";
import { writeWhole } from "../_files.ts";
import { say } from "../_output.ts";
import { ProgressLine } from "../_progress.ts";
import { EXIT_CODES, levelText } from "../_verification.ts";

/** Flags of carrying over alone. */
export const CARRY_FLAGS: FlagTable = {
  nonce: { help: "with --carry: any text that chooses the repeats", value: "TEXT" },
  jobs: {
    help: "with --carry: number of workers (default: the number of cores)",
    value: "N",
    check: jobsOf,
  },
  ...MNIST_FLAG,
};

/** Proves that today's code makes the bits of the lock, and writes its digests; 3 if it does not. */
export async function carryOver(words: Words): Promise<number> {
  refuseOthers(words);
  const folder = words.text.into === undefined ? PUBLISHED : folderUrl(words.text.into);
  const published = await PublishedFolder.open(folder);
  if (published === undefined) {
    throw new Error(
      `Cannot carry over: there must be a lock, current value is none in ${folder.pathname}`,
    );
  }
  const nonce = words.text.nonce ?? crypto.randomUUID();
  const line = new ProgressLine("looking at what is published");
  const { reports, lock } = await carry(published, {
    digester: await createCodeDigester(),
    ...{ nonce, jobs: jobsOf(words) },
    onSegments: (segments) => line.plan(segments),
    onSegment: (id) => line.add(1, id),
  }).finally(() => line.end());
  if (lock !== undefined) {
    const bytes = new TextEncoder().encode(encodeLock(lock));
    await writeWhole(new URL("lock/lock.json", folder), bytes, "--into");
  }
  const { digest } = (await PublishedFolder.open(folder))!;
  const result = reports.length === 0
    ? "current"
    : lock === undefined
    ? resultOf(reports)
    : "carried";
  if (words.on.json) say(JSON.stringify({ lock: digest, result, nonce, levels: reports }));
  else say([...reports.map(levelText), `${TEXTS[result]}; lock ${digest}`].join("\n"));
  return result === "current" || result === "carried" ? 0 : EXIT_CODES[result];
}

const TEXTS = {
  current: "nothing to carry over: the lock has today's code digests",
  carried: "carried over to today's code",
  agrees: "not carried over: an experiment of the lock is shown by no figure",
  differs: "not carried over: today's code makes other bits",
  incomplete: "not carried over: not everything could be checked",
  nothing: "not carried over: nothing could be compared",
};

function refuseOthers({ positional, text, on }: Words): void {
  const flag = ["finished", "published"].find((name) => on[name]) ??
    ["repeats"].find((name) => text[name] !== undefined);
  const found = flag === undefined ? positional[0] : `--${flag}`;
  if (found === undefined && text.preset === "paper") return;
  throw new UsageError(
    `Cannot carry over: --carry must be for the whole lock, current value is ${
      found ?? `--preset ${text.preset}`
    }`,
  );
}
