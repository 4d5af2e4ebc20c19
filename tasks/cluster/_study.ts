/** A study named on a command line, for whoever hands it to a cluster: figures under a preset, or a file of one's own. */
import { presetRequest } from "../../lib/paper/request.ts";
import type { Request } from "../../lib/plan/request.ts";
import { type FlagTable, typedPath, type Words } from "../_command.ts";
import { figuresOf, FORMAT_FLAG, formatsOf, presetOf } from "../_figures.ts";

/** A study, and the words that compute it. */
export interface NamedStudy {
  /** For names of jobs and folders. */
  readonly name: string;
  /** Task and words, with nothing that says which part. */
  readonly words: readonly string[];
  readonly request: Request;
}

export const STUDY_FLAGS: FlagTable = {
  preset: { help: "of figures: smoke, quick or paper", value: "NAME", check: presetOf },
  ...FORMAT_FLAG,
};

/** What the words name. */
export async function studyOf(words: Words): Promise<NamedStudy> {
  const { positional: [first, ...more], text: { format } } = words, formats = formatsOf(words);
  if (first?.endsWith(".json") && more.length === 0) {
    const path = typedPath(first);
    const { readExperiment } = await import("../../lib/runs/file.ts");
    const { ownRequest } = await import("../../lib/runs/request.ts");
    const own = await readExperiment(path);
    return {
      name: own.name,
      words: ["run", await Deno.realPath(path), "--format", format],
      request: ownRequest(own, formats),
    };
  }
  const figures = figuresOf(words.positional), preset = presetOf(words);
  const few = words.positional.length > 0 && words.positional.length < 4;
  return {
    name: `${few ? words.positional.join("-") : "figures"}-${preset}`,
    words: ["reproduce", ...words.positional, "--preset", preset, "--format", format],
    request: presetRequest(figures, preset, formats),
  };
}
