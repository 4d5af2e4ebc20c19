/** deno task cache fsck: is every object what its name promises? */
import { fsck, Store } from "../../lib/store/mod.ts";
import { type CacheAction, noWords } from "./_action.ts";
import { existingStore, reportDamage, reportNotice, type Words } from "../_command.ts";
import { ProgressLine } from "../_progress.ts";
import { say } from "../_output.ts";

export const fsckAction: CacheAction = {
  name: "fsck",
  summary:
    "hashes every object of the store, names and puts aside what is damaged; the next run repairs it.",
  flags: {},
  run,
};

async function run(words: Words): Promise<number> {
  noWords("fsck", words);
  const store = await Store.open(await existingStore(words, "check store"), {
    onDamage: reportDamage,
    onNotice: reportNotice,
  });
  const line = new ProgressLine("listing objects");
  let seen = 0;
  const report = await fsck(store, ({ done, total }) => {
    if (seen === 0) line.plan(total);
    line.add(done - seen, `${done} of ${total} objects`);
    seen = done;
  }).finally(() => line.end());
  const { blobs, actions, bytes, absent, temps, bad } = report;
  bad.forEach(reportDamage);
  if (words.on.json) say(JSON.stringify(report));
  else {
    say(
      `${blobs} blobs and ${actions} action entries, ${bytes} bytes; ${bad.length} damaged, ` +
        `${absent} blobs absent, ${temps} leftovers removed`,
    );
  }
  return bad.length === 0 ? 0 : 1;
}
