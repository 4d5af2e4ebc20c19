/** deno task lock: writes the lock and the published results from a finished run. */
import { Store } from "../lib/store/mod.ts";
import { MissingResultError } from "../lib/published/publish.ts";
import { PUBLISHED, PublishedFolder } from "../lib/published/folder.ts";
import { Study } from "../lib/study.ts";
import {
  type Command,
  existingStore,
  folderUrl,
  main,
  reportDamage,
  STORE_FLAG,
  UsageError,
  type Words,
} from "./_command.ts";
import { CARRY_FLAGS, carryOver } from "./lock/carry.ts";
import { requireFolder } from "./_files.ts";
import { figuresOf, presetOf } from "./_figures.ts";
import { PARTIAL_FLAGS, partOfRequest } from "./_partial.ts";
import { writePublished } from "./_published.ts";
import { presetRequest } from "../lib/paper/request.ts";
import { say } from "./_output.ts";

export const command: Command = {
  name: "lock",
  words: "[figure...]",
  summary:
    "Writes digests (lock/) and published results (paper/) of the figures (all, if none is named) from a finished run in the store.",
  examples: [
    ["lock --repeats 4 --finished", "locks the first four repeats, if they are finished"],
    ["lock --carry", "proves that changed code makes the same bits, in some 40 minutes"],
  ],
  flags: {
    preset: { help: "smoke, quick or paper", value: "NAME", default: "paper", check: presetOf },
    ...PARTIAL_FLAGS,
    into: {
      help: "another folder than fixtures; must be named for another preset",
      value: "DIR",
      check: async ({ text: { into } }) => into && await requireFolder(into, "--into"),
    },
    carry: {
      help: "after a change of code that alters no bits: prove it on whole repeats, " +
        "drawn at random, then write today's code digests into the lock",
    },
    ...CARRY_FLAGS,
    ...STORE_FLAG,
  },
  run,
};

async function run(words: Words): Promise<number> {
  if (words.on.carry) return await carryOver(words);
  const figures = figuresOf(words.positional);
  const preset = presetOf(words);
  if (preset !== "paper" && words.text.into === undefined) {
    throw new UsageError(
      `Cannot write lock: --preset must be paper unless --into names a folder, current value is ${preset}`,
    );
  }
  const folder = words.text.into === undefined ? PUBLISHED : folderUrl(words.text.into);
  const store = await Store.open(await existingStore(words, "write lock"), {
    readOnly: true,
    onDamage: reportDamage,
  });
  const study = await Study.open(store), old = await PublishedFolder.open(folder);
  if (old !== undefined && old.lock.preset !== preset) {
    throw new Error(
      `Cannot write lock: --preset must be ${old.lock.preset} as in ${folder.pathname}, current value is ${preset}`,
    );
  }
  const request = await partOfRequest(presetRequest(figures, preset), words);
  const files = await study.publish(request, old, request.known).catch((error) => {
    if (!(error instanceof MissingResultError)) throw error;
    const words = figures.map(({ id }) => id).join(" ");
    throw new Error(
      `${error.message}; deno task reproduce ${words} --preset ${preset} computes it`,
    );
  });
  const { written, removed } = await writePublished(folder, files);
  const { digest } = (await PublishedFolder.open(folder))!;
  const bytes = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  const summary = { lock: digest, files: files.size, bytes, written, removed };
  if (words.on.json) say(JSON.stringify(summary));
  else {
    say(
      `${preset}: ${files.size} files, ${bytes} bytes; ${written} written, ${removed} removed\n` +
        `lock ${digest}`,
    );
  }
  return 0;
}

if (import.meta.main) await main(command);
