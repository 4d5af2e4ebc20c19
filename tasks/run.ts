/** deno task run: an experiment of the user's own, from its file to its information planes. */
import { experimentJsonSchema } from "../lib/runs/schema.ts";
import type { OwnExperiment } from "../lib/runs/experiment.ts";
import { readExperiment } from "../lib/runs/file.ts";
import { recordResults } from "../lib/runs/listing.ts";
import { type Labelled, labelOf, registeredRuns, registerRun } from "../lib/runs/registry.ts";
import { ownRequest, type Picture } from "../lib/runs/request.ts";
import type { Request } from "../lib/plan/request.ts";
import { type Command, main, noPositional, typedPath, UsageError, type Words } from "./_command.ts";
import { formatsOf, formOf } from "./_figures.ts";
import {
  countsText,
  exitCode,
  failedText,
  openStore,
  RUN_FLAGS,
  runRequest,
  sayPlan,
  writeDrawn,
} from "./_run.ts";
import { PICTURES_FLAG, picturesOf } from "./runs/_pictures.ts";
import { planeAlone } from "../lib/drawing.ts";
import { drawLoss } from "../lib/own_pictures.ts";
import { say } from "./_output.ts";

export const command: Command = {
  name: "run",
  words: "<experiment.json>",
  summary: "Trains and measures an experiment of your own and draws its information planes.",
  examples: [
    ["run examples/tanh-relu.json", "trains and draws an example, in seconds"],
    ["run --schema", "every field of such a file, for an editor"],
  ],
  flags: {
    ...PICTURES_FLAG,
    ...RUN_FLAGS,
    schema: { help: "print the JSON Schema of such a file, and run nothing" },
  },
  run,
};

async function run(words: Words): Promise<number> {
  if (words.on.schema) {
    noPositional("run --schema", words);
    say(JSON.stringify(experimentJsonSchema(), null, 2));
    return 0;
  }
  const own = await readOwn(words.positional), { name } = own, formats = formatsOf(words);
  const pictures = picturesOf(words), form = formOf(words);
  if (words.on["dry-run"]) {
    const { label } = labelOf(own, await registeredRuns(await openStore(words, true)));
    await sayPlan(trainedRequest(own, label, words), words, { name, run: label });
    return 0;
  }
  const { label, before } = await registerRun(await openStore(words), own);
  if (before !== undefined && !words.on.json) say(otherText(name, label, before));
  const request = { ...trainedRequest(own, label, words), form };
  const ran = await runRequest(request, words);
  const drawn = ran.drawn.map(planeAlone)
    .filter(({ figure }) => pictures.some((one) => one === figure.spec));
  if (!ran.shard?.unfinished.length) {
    const results = await recordResults(ran.store, { own, label }, ran.study.results());
    if (pictures.includes("loss")) {
      drawn.push(...await drawLoss(own, label, results, { formats, form }));
    }
  }
  const figures = await writeDrawn(drawn, words);
  const { counts, damages, seconds, failed, shard, remote } = ran;
  if (words.on.json) {
    const summary = {
      name,
      run: label,
      ...counts,
      damages,
      seconds,
      failed,
      ...(shard && { shard }),
      ...(remote && { remote }),
    };
    say(JSON.stringify({ ...summary, figures }));
  } else {
    const steps = countsText(counts);
    say(`${label}: ${steps}, ${seconds.toFixed(1)} s`);
    if (failed.length > 0) say(failedText(failed, words.text.out, shard));
  }
  return exitCode(failed, shard);
}

/** Planes are always asked for, drawn or not: every estimator is measured, whatever is looked at. */
function trainedRequest(own: OwnExperiment, label: string, words: Words): Request {
  const wanted = picturesOf(words), pictures = [...new Set<Picture>(["plane", ...wanted])];
  const drawn = wanted.some((one) => one !== "loss");
  return ownRequest(own, drawn ? formatsOf(words) : [], { label, pictures });
}

/** A name that another configuration has is said to be so. */
function otherText(name: string, label: string, { label: old, differs }: Before): string {
  return `${name} was another run so far (${old}: ${differs}): this one is ${label}`;
}

type Before = NonNullable<Labelled["before"]>;

async function readOwn(paths: readonly string[]): Promise<OwnExperiment> {
  if (paths.length !== 1) {
    throw new UsageError(
      `Cannot run: file must be one experiment.json, current value is ${paths.join(" ") || "none"}`,
    );
  }
  return await readExperiment(typedPath(paths[0])).catch((error: Error) => {
    throw error instanceof TypeError ? new UsageError(error.message) : error;
  });
}

if (import.meta.main) await main(command);
