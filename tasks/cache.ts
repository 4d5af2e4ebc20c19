/** deno task cache: care of the store. */
import { fsck, Store } from "../lib/store/mod.ts";
import {
  type Command,
  existingStore,
  main,
  oneOf,
  reportDamage,
  STORE_FLAG,
  UsageError,
  type Words,
} from "./_command.ts";
import { ProgressLine } from "./_progress.ts";

const command: Command = {
  name: "cache",
  words: "fsck",
  summary:
    "fsck: hashes every object of the store, names and puts aside what is damaged; the next run repairs it.",
  flags: STORE_FLAG,
  run,
};

async function run(words: Words): Promise<number> {
  if (words.positional.length !== 1) {
    throw new UsageError(
      `Cannot run cache: action must be fsck, current value is ${
        words.positional.join(" ") || "none"
      }`,
    );
  }
  oneOf("action", words.positional[0], ["fsck"]);
  const store = await Store.open(await existingStore(words, "check store"), {
    onDamage: reportDamage,
  });
  let line: ProgressLine | undefined, seen = 0;
  const report = await fsck(store, ({ done, total }) => {
    line ??= new ProgressLine(total);
    line.add(done - seen, `${done} of ${total} objects`);
    seen = done;
  }).finally(() => line?.end());
  const { blobs, actions, bytes, absent, temps, bad } = report;
  bad.forEach(reportDamage);
  if (words.on.json) console.log(JSON.stringify(report));
  else {
    console.log(
      `${blobs} blobs and ${actions} action entries, ${bytes} bytes; ${bad.length} damaged, ` +
        `${absent} blobs absent, ${temps} leftovers removed`,
    );
  }
  return bad.length === 0 ? 0 : 1;
}

await main(command);
