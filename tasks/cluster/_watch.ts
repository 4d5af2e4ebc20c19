/** Following what was handed to Slurm: how its tasks stand, how much is finished, which logs say why something failed. */
import { chainsOf } from "../../lib/cluster/deal.ts";
import { unfinishedChains } from "../../lib/cluster/chains.ts";
import { Store } from "../../lib/store/mod.ts";
import { Study } from "../../lib/study.ts";
import { reportDamage, storeFolder, type Words } from "../_command.ts";
import { say } from "../_output.ts";
import { studyOf } from "./_study.ts";
import {
  standingLines,
  standingOf,
  type Submission,
  submissionsIn,
  type SubmissionStanding,
} from "./_submission.ts";

/** Milliseconds between two looks, at least. */
const PAUSE = 5000;
/** A look at a study of many repeats takes long: of the time at most so much is spent on it. */
const SHARE = 0.1;

/** Milliseconds until the next look, after one that took some. */
export function pauseAfter(milliseconds: number): number {
  return Math.max(PAUSE, milliseconds * (1 / SHARE - 1));
}

/** Follows all that was submitted until Slurm has nothing of it to do any more. Returns the exit code. */
export async function watch(words: Words): Promise<number> {
  const { out } = words.text, submissions = await submissionsIn(out);
  if (submissions.length === 0) {
    throw new Error(
      `Cannot watch: something must have been submitted with results in ${out}, current value is nothing; ` +
        "deno task submit --help says how",
    );
  }
  let said = "";
  for (;;) {
    const standings: SubmissionStanding[] = [], lines: string[] = [];
    let unfinished = 0;
    const start = performance.now();
    for (const one of submissions) {
      const standing = await standingOf(out, one), chains = await chainsFinished(one, words);
      standings.push(standing);
      lines.push(
        ...standingLines(standing),
        `  ${chains.finished} of ${chains.all} repeats finished`,
      );
      unfinished += chains.all - chains.finished;
    }
    const text = lines.join("\n"), took = performance.now() - start;
    if (text !== said && !words.on.json) say(said = text);
    if (!standings.some(({ goesOn }) => goesOn)) {
      if (words.on.json) say(JSON.stringify({ submissions: standings, unfinished }));
      const isFailed = standings.some(({ gather }) =>
        gather.some(({ state }) => state === "failed")
      );
      return unfinished > 0 || isFailed ? 1 : 0;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseAfter(took)));
  }
}

async function chainsFinished(
  { words: [, ...rest], store: folder, mnist }: Submission,
  words: Words,
): Promise<{ readonly finished: number; readonly all: number }> {
  const at = rest.findIndex((word) => word.startsWith("--")), text: Record<string, string> = {};
  for (let k = at; k < rest.length; k += 2) text[rest[k].slice(2)] = rest[k + 1];
  // The jobs write where they were told to, whatever this command would use.
  const places = { store: folder ?? words.text.store, mnist: mnist ?? words.text.mnist };
  for (const [name, path] of Object.entries(places)) if (path !== undefined) text[name] = path;
  const own = { positional: rest.slice(0, at), text, on: {} };
  const { requests } = await studyOf(own);
  const store = await Store.open(storeFolder(own), { readOnly: true, onDamage: reportDamage });
  const study = await Study.open(store), unfinished = new Set<string>();
  for (const request of requests) {
    const { standings } = await study.inspect(request);
    for (const name of unfinishedChains(request, standings)) unfinished.add(name);
  }
  const all = chainsOf(...requests).length;
  return { finished: all - unfinished.size, all };
}
