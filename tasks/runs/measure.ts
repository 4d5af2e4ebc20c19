/** deno task measure: information planes of activations from anybody's framework. */
import { readActivations, readArray } from "../../lib/data/activation_files.ts";
import { type At, epochsAt } from "../../lib/information/estimators/records.ts";
import {
  type ActivationEstimator,
  activationEstimatorName,
  ESTIMATOR_KINDS,
  parseEstimator,
} from "../../lib/information/estimators/settings.ts";
import { type Measured, measureIn } from "../../lib/measured.ts";
import { drawMeasured, measuredCsv } from "../../lib/measured_pictures.ts";
import {
  type Command,
  jobsOf,
  main,
  STORE_FLAG,
  typedPath,
  UsageError,
  type Words,
} from "../_command.ts";
import { FORMAT_FLAG, formatsOf, formOf, writeFigure } from "../_figures.ts";
import { makeFolder, OUT_FLAG, writeWhole } from "../_files.ts";
import { complain, say } from "../_output.ts";
import { ProgressLine } from "../_progress.ts";
import { openStore } from "../_run.ts";

export const command: Command = {
  name: "measure",
  words: "<activations.npz or folder>",
  summary:
    "Draws information planes of activations from PyTorch, Keras or JAX: an npz file with arrays by layer of shape (epochs, rows, units) or (rows, units), codes or floats, or a folder with a file an epoch. README has the lines of Python that write one.\n" +
    `  Estimators: ${
      ESTIMATOR_KINDS.join(", ")
    }, with settings as kde:0.1, uniform:30:bounds=-1/1, knn:5:noise=0, edge:epsilon=0.2/0.2; those left out are their authors'. The last two look at the rows of the data set, too. What the store has is not computed again.`,
  examples: [
    ["measure net.npz --labels y.npy", "exact states, bins and kernel densities"],
    ["measure epochs/ --labels y.npy --at log=50", "50 of the epochs, log-uniform"],
    ["measure net.npz --labels y.npy --estimators edge --inputs x.npy", "EDGE"],
  ],
  flags: {
    labels: { help: "npy file of a label a row (default: array labels of the npz)", value: "FILE" },
    inputs: {
      help: "npy file of the rows of the data set (default: array inputs)",
      value: "FILE",
    },
    estimators: {
      help: "separated by commas",
      value: "LIST",
      default: "exact,uniform,kde",
      check: estimatorsOf,
    },
    at: { help: "epochs: all, every=N or log=N", value: "WHICH", default: "all", check: atOf },
    name: {
      help: "begins the names of the files (default: the activations' own)",
      value: "NAME",
      check: nameFlag,
    },
    jobs: { help: "number of workers (default: the number of cores)", value: "N", check: jobsOf },
    ...FORMAT_FLAG,
    ...STORE_FLAG,
    ...OUT_FLAG,
  },
  run,
};

async function run(words: Words): Promise<number> {
  if (words.positional.length !== 1) {
    throw new UsageError(
      `Cannot measure: activations must be one npz file or folder, current value is ${
        words.positional.join(" ") || "none"
      }`,
    );
  }
  const path = typedPath(words.positional[0]), estimators = estimatorsOf(words);
  const measured = await measuredOf(path, estimators, words), name = nameOf(path, words);
  const drawn = await drawMeasured(measured, estimators, { name, of: baseOf(path) }, {
    formats: formatsOf(words),
    form: formOf(words),
  });
  const figures: Record<string, unknown> = {}, lines: string[] = [];
  for (const one of drawn) {
    const files = await writeFigure(one, words.text.out);
    figures[one.figure.id] = { files, digests: one.digests, caption: one.caption };
    lines.push(`${one.figure.title}\n  ${Object.values(files).join(" ")}`);
  }
  const table = `${words.text.out}/data/measure~${name}.csv`;
  await makeFolder(`${words.text.out}/data`);
  await writeWhole(table, measuredCsv(measured));
  const { layers, epochs, rows, classes, failed } = measured;
  if (words.on.json) {
    say(JSON.stringify({ name, layers, epochs, rows, classes, table, figures, failed }));
  } else say([...lines, `all numbers: ${table}`].join("\n"));
  for (const { message } of failed) complain(message);
  return failed.length > 0 ? 1 : 0;
}

async function measuredOf(
  path: string,
  estimators: readonly ActivationEstimator[],
  words: Words,
): Promise<Measured> {
  const { labels, inputs } = words.text, activations = await readActivations(path);
  const line = new ProgressLine("reading activations", "Interrupted: what is computed is kept.");
  let counting = false;
  try {
    return await measureIn(() => openStore(words), activations, {
      estimators,
      at: atOf(words),
      jobs: jobsOf(words),
      ...(labels !== undefined && { labels: await readArray(labels) }),
      ...(inputs !== undefined && { inputs: await readArray(inputs) }),
      onProgress: ({ total, id, restored }) => {
        if (!counting) line.plan(total);
        counting = true;
        line.add(1, restored ? `${id}, restored` : id);
      },
    });
  } finally {
    line.end();
  }
}

const baseOf = (path: string) => path.replace(/[/\\]+$/, "").split(/[/\\]/).at(-1)!;

/** Begins the names of files: of the activations' own name what every system has in names. */
function nameOf(path: string, { text }: Words): string {
  return text.name ??
    (baseOf(path).replace(/\.npz$/, "").replaceAll(/[^\w-]+/g, "-") || "activations");
}

function nameFlag({ text: { name } }: Words): void {
  if (name === undefined || /^[\w-]{1,60}$/.test(name)) return;
  throw new UsageError(
    `Cannot read flags: --name must be letters, digits, dashes and underscores, current value is ${name}`,
  );
}

/** Estimators by the flag, each once. */
function estimatorsOf({ text }: Words): ActivationEstimator[] {
  const estimators = usage("--estimators", () => text.estimators.split(",").map(parseEstimator));
  return [...new Map(estimators.map((one) => [activationEstimatorName(one), one])).values()];
}

function atOf({ text: { at } }: Words): At {
  const [, what, count] = /^(?:all|(every|log)=(\d{1,7}))$/.exec(at) ?? [undefined, at];
  if (at === "all") return "all";
  if (count === undefined) {
    throw new UsageError(
      `Cannot read flags: --at must be all, every=N or log=N, current value is ${at}`,
    );
  }
  const chosen = { [what!]: Number(count) } as unknown as At;
  usage("--at", () => epochsAt([0, 1], chosen));
  return chosen;
}

function usage<T>(flag: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { message } = error as Error;
    throw error instanceof RangeError
      ? new UsageError(message.replace(/^Cannot [^:]+:/, `Cannot read flags: ${flag}:`))
      : error;
  }
}

if (import.meta.main) await main(command);
