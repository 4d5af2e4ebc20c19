/** A study named on a command line, for whoever hands it to a cluster: figures under a preset, or a file of one's own. */
import { presetRequest } from "../../lib/paper/request.ts";
import type { Request } from "../../lib/plan/request.ts";
import { Store } from "../../lib/store/mod.ts";
import { type FlagTable, reportDamage, storeFolder, typedPath, type Words } from "../_command.ts";
import { figuresOf, FORMAT_FLAG, formatsOf, formOf, presetOf } from "../_figures.ts";

/** A study, and the words that compute it. */
export interface NamedStudy {
  /** For names of jobs and folders. */
  readonly name: string;
  /** Task and words, with nothing that says which part. */
  readonly words: readonly string[];
  /** One, or that of each run of a sweep. */
  readonly requests: readonly Request[];
}

export const STUDY_FLAGS: FlagTable = {
  preset: { help: "of figures: smoke, quick or paper", value: "NAME", check: presetOf },
  ...FORMAT_FLAG,
};

/** What the words name: figures, the file of an experiment, the grid of a sweep. */
export async function studyOf(words: Words): Promise<NamedStudy> {
  const { positional: [first, ...more] } = words, formats = formatsOf(words);
  if (first?.endsWith(".json") && more.length === 0) return await studyIn(first, words);
  const figures = figuresOf(words.positional), preset = presetOf(words);
  const few = words.positional.length > 0 && words.positional.length < 4;
  return {
    name: `${few ? words.positional.join("-") : "figures"}-${preset}`,
    words: ["reproduce", ...words.positional, "--preset", preset, ...pictureWords(words)],
    requests: [{ ...presetRequest(figures, preset, formats), form: formOf(words) }],
  };
}

/** What says which pictures are drawn. */
function pictureWords(words: Words): string[] {
  return ["--for", formOf(words), "--format", formatsOf(words).join(",")];
}

/** The study of a file. Here alone: whoever names figures has no use for the schema of an experiment. */
async function studyIn(file: string, words: Words): Promise<NamedStudy> {
  const path = typedPath(file),
    { readExperiment, readJson } = await import("../../lib/runs/file.ts");
  const formats = formatsOf(words), form = formOf(words);
  const wordsOf = async (task: string) => [
    ...[task, await Deno.realPath(path)],
    ...pictureWords(words),
  ];
  const json = await readJson(path);
  if (typeof json === "object" && json !== null && "base" in json) {
    const { readSweep } = await import("../runs/_grid.ts");
    const { sweepRequests } = await import("../../lib/sweeps.ts");
    const { name, cells } = await readSweep([file]);
    const store = await Store.open(storeFolder(words), { readOnly: true, onDamage: reportDamage });
    const requests = await sweepRequests(store, cells);
    return { name: `sweep-${name}`, words: await wordsOf("sweep"), requests };
  }
  const { ownRequest } = await import("../../lib/runs/request.ts");
  const own = await readExperiment(path);
  return {
    name: own.name,
    words: await wordsOf("run"),
    requests: [{ ...ownRequest(own, formats), form }],
  };
}
