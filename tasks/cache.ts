/** deno task cache: care of the store. */
import type { CacheAction } from "./cache/_action.ts";
import { exportAction } from "./cache/export.ts";
import { forgetAction } from "./cache/forget.ts";
import { fsckAction } from "./cache/fsck.ts";
import { gcAction } from "./cache/gc.ts";
import { importAction } from "./cache/import.ts";
import { rekeyAction } from "./cache/rekey.ts";
import { pullAction, pushAction } from "./cache/remote.ts";
import { pinAction, pinsAction, unpinAction } from "./cache/pin.ts";
import {
  type Command,
  type FlagTable,
  main,
  oneOf,
  STORE_FLAG,
  UsageError,
  type Words,
} from "./_command.ts";

const ACTIONS: readonly CacheAction[] = [
  fsckAction,
  gcAction,
  pinAction,
  unpinAction,
  pinsAction,
  exportAction,
  importAction,
  forgetAction,
  rekeyAction,
  pushAction,
  pullAction,
];

const NAMES = ACTIONS.map(({ name }) => name);
const FLAGS: FlagTable = Object.assign({}, ...ACTIONS.map(({ flags }) => flags));

export const command: Command = {
  name: "cache",
  words: `<${NAMES.join("|")}>`,
  summary: ACTIONS.map(({ name, words = "", summary }) =>
    `${`${name} ${words}`.trim()}: ${summary}`
  )
    .join("\n"),
  examples: [
    ["cache fsck", "checks every byte of the store"],
    ["cache gc --budget 2G --dry-run", "says what would go, and removes nothing"],
    ["cache export fig3.tar.gz fig3", "packs what figure 3 was made of"],
    ["cache pin thesis wide~2", "keeps a run of your own, as deno task runs calls it"],
    ["cache import fig3.tar.gz", "takes it over on another machine"],
    ["cache:remote push fig3 --remote http://host/cache", "sends it to a web server"],
  ],
  flags: { ...FLAGS, ...STORE_FLAG },
  run,
};

async function run(words: Words): Promise<number> {
  const [name = "none", ...positional] = words.positional;
  const action = ACTIONS[NAMES.indexOf(oneOf("action", name, NAMES))];
  for (const flag of Object.keys(FLAGS)) {
    // Not what a settings file says for all commands.
    if (!words.typed?.has(flag) || Object.hasOwn(action.flags, flag)) continue;
    throw new UsageError(
      `Cannot run cache ${name}: flag must be one that ${name} has, current value is --${flag}`,
    );
  }
  return await action.run({ ...words, positional });
}

if (import.meta.main) await main(command);
