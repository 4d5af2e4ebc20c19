/** deno task cache rekey: carries results over to the keys of changed code, by proof. */
import { Store } from "../../lib/store/mod.ts";
import type { Candidate } from "../../lib/published/rekey/predecessors.ts";
import type { RekeyReport } from "../../lib/published/rekey/rekey.ts";
import { parseId } from "../../lib/plan/ids.ts";
import { Study } from "../../lib/study.ts";
import { type CacheAction, PRESET_FLAG } from "./_action.ts";
import {
  existingStore,
  jobsOf,
  reportDamage,
  reportNotice,
  wholeNumber,
  type Words,
} from "../_command.ts";
import { figuresOf, presetOf } from "../_figures.ts";
import { ProgressLine } from "../_progress.ts";
import { assuranceLines } from "../_verification.ts";
import { presetRequest } from "../../lib/paper/request.ts";
import { complain, say } from "../_output.ts";

export const rekeyAction: CacheAction = {
  name: "rekey",
  words: "[figure...]",
  summary:
    "after a change of code that should alter no bits: computes the cheap steps of the figures (all, if none is named) and a sample of their segments again; if all bytes agree, carries the results over to their new keys and records why.",
  flags: {
    ...PRESET_FLAG,
    sample: {
      help: "rekey: segments to compute again, one of each kind at least",
      value: "N",
      check: sampleOf,
    },
    nonce: { help: "rekey: any text that chooses the sample", value: "TEXT" },
    jobs: {
      help: "rekey: number of workers (default: the number of cores)",
      value: "N",
      check: jobsOf,
    },
  },
  run,
};

function sampleOf(words: Words): number {
  return wholeNumber(words, "sample", 0, 20);
}

async function run(words: Words): Promise<number> {
  const figures = figuresOf(words.positional), preset = presetOf(words);
  const sample = sampleOf(words), jobs = jobsOf(words);
  const nonce = words.text.nonce ?? crypto.randomUUID();
  const store = await Store.open(await existingStore(words, "rekey"), {
    onDamage: reportDamage,
    onNotice: reportNotice,
  });
  const study = await Study.open(store);
  const { candidates, others } = await study.predecessors(presetRequest(figures, preset));
  const carryOver = async () => {
    const line = new ProgressLine("computing again what is cheap");
    line.plan(sample);
    const onChecked = (id: string) => line.add(parseId(id)?.role === "train" ? 1 : 0, id);
    return await study.rekey(candidates, { jobs, nonce, sample, onChecked })
      .finally(() => line.end());
  };
  const report = candidates.length === 0 ? undefined : await carryOver();
  if (words.on.json) say(JSON.stringify({ preset, others: others.size, ...report }));
  else say(textOf(candidates, others.size, report));
  if (report?.disagreement === undefined) return 0;
  const { id, output, expected, found } = report.disagreement;
  complain(
    `Cannot rekey: ${id} ${output} must be ${expected} as under its old key, current value is ${found}; nothing was carried over`,
  );
  return 1;
}

function textOf(
  candidates: readonly Candidate[],
  others: number,
  report: RekeyReport | undefined,
): string {
  const rest = others === 0
    ? []
    : [`${others} results differ from their last ones in more than the code: they will run`];
  if (report === undefined) {
    return ["nothing to carry over: no result lies under a key of older code", ...rest].join("\n");
  }
  const { carried, code, cheap, segments, ofSegments, nonce } = report;
  const kinds = Object.entries(code).map(([kind, { old, now }]) =>
    `  ${kind}: code ${old.map((one) => one.slice(0, 12)).join(", ")} to ${now.slice(0, 12)}`
  );
  return [
    `${candidates.length} results under keys of older code`,
    ...kinds,
    `computed again: ${cheap} cheap results, ${segments.length} of ${ofSegments} segments (nonce ${nonce})`,
    ...(report.disagreement === undefined ? assuranceLines(report.assurances) : []),
    `carried over: ${carried}`,
    ...(report.justification === undefined ? [] : [`justification ${report.justification}`]),
    ...rest,
  ].join("\n");
}
