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
import { requireFolder } from "./_files.ts";
import { figuresOf, presetOf } from "./_figures.ts";
import { PARTIAL_FLAGS, partOfRequest } from "./_partial.ts";
import { writePublished } from "./_published.ts";
import { presetRequest } from "../lib/paper/request.ts";

const command: Command = {
  name: "lock",
  words: "[figure...]",
  summary:
    "Writes digests (lock/) and published results (paper/) of the figures (all, if none is named) from a finished run in the store.",
  examples: [
    ["lock --repeats 4 --finished", "locks the first four repeats, if they are finished"],
  ],
  flags: {
    preset: { help: "smoke, quick or paper", value: "NAME", default: "paper", check: presetOf },
    ...PARTIAL_FLAGS,
    into: {
      help: "another folder than fixtures; must be named for another preset",
      value: "DIR",
      check: async ({ text: { into } }) => into && await requireFolder(into, "--into"),
    },
    ...STORE_FLAG,
  },
  run,
};

async function run(words: Words): Promise<number> {
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
  if (words.on.json) console.log(JSON.stringify(summary));
  else {
    console.log(
      `${preset}: ${files.size} files, ${bytes} bytes; ${written} written, ${removed} removed\n` +
        `lock ${digest}`,
    );
  }
  return 0;
}

await main(command);
