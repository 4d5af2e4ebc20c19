/** deno task cache:remote push and pull: results of a run to a cache over HTTP, and from there. */
import { pullRequest, pushRequest } from "../../lib/remote_results.ts";
import { ownRequest } from "../../lib/runs/request.ts";
import { presetRequest } from "../../lib/paper/request.ts";
import { FORMATS } from "../../lib/plan/kinds.ts";
import type { Request } from "../../lib/plan/request.ts";
import { Store } from "../../lib/store/mod.ts";
import { Study } from "../../lib/study.ts";
import type { CacheAction } from "./_action.ts";
import { PRESET_FLAG } from "./_action.ts";
import { REMOTE_FLAGS, remoteOf, trafficText } from "../cluster/_remote.ts";
import {
  existingStore,
  reportDamage,
  reportNotice,
  storeFolder,
  UsageError,
  type Words,
} from "../_command.ts";
import { presetOf } from "../_figures.ts";
import { studyOf } from "../cluster/_study.ts";
import { targetsOf } from "../runs/_targets.ts";
import { say } from "../_output.ts";

const { remote } = REMOTE_FLAGS, FLAGS = { ...PRESET_FLAG, remote };
const WORDS = "[figure...|run...|file.json]";

export const pushAction: CacheAction = {
  name: "push",
  words: WORDS,
  summary: "sends what the store has of a run to a cache over HTTP (task cache:remote).",
  flags: FLAGS,
  run: push,
};

export const pullAction: CacheAction = {
  name: "pull",
  words: WORDS,
  summary: "takes over what a cache over HTTP has of a run, checked as an import is.",
  flags: FLAGS,
  run: pull,
};

/** What the words name, a file or figures and runs. */
async function requestsOf(words: Words): Promise<readonly Request[]> {
  const { positional } = words, all = { ...words.text, format: FORMATS.join(",") };
  const isFile = positional.length === 1 && positional[0].endsWith(".json");
  if (isFile || positional.length === 0) {
    return (await studyOf({ ...words, text: all })).requests;
  }
  const { figures, runs } = await targetsOf(positional, words), preset = presetOf(words);
  const own = runs.map(({ own, label }) => ownRequest(own, FORMATS, { label }));
  return figures.length === 0 ? own : [presetRequest(figures, preset, FORMATS), ...own];
}

async function push(words: Words): Promise<number> {
  const requests = await requestsOf(words);
  const store = await Store.open(await existingStore(words, "push"), {
    ...{ readOnly: true, onDamage: reportDamage },
  });
  const remote = await requiredRemote("push", words, store);
  const study = await Study.open(store);
  for (const request of requests) await pushRequest(await study.inspect(request), remote, true);
  return report("sent to the remote", remote.pushed, words);
}

async function pull(words: Words): Promise<number> {
  const requests = await requestsOf(words);
  const store = await Store.open(storeFolder(words), {
    ...{ onDamage: reportDamage, onNotice: reportNotice },
  });
  const remote = await requiredRemote("pull", words, store);
  for (const request of requests) await pullRequest(request, store, remote);
  return report("taken from the remote", remote.pulled, words);
}

async function requiredRemote(action: string, words: Words, store: Store) {
  const remote = await remoteOf(words, store);
  if (remote !== undefined) return remote;
  throw new UsageError(
    `Cannot run cache ${action}: --remote must be an address, current value is none`,
  );
}

/** What was refused or failed is a failure: nothing else was asked for. */
function report(
  what: string,
  traffic: Parameters<typeof trafficText>[1],
  { on }: Words,
): number {
  say(on.json ? JSON.stringify(traffic) : trafficText(what, traffic));
  return traffic.refused > 0 ? 1 : 0;
}
