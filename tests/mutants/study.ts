/** Faults in plans, forecasts, runs of one's own and commands. */
import type { Mutant } from "./mutants.ts";

const IDS = ["tests/plan/ids_test.ts"];
const ATTEMPTS = ["tests/plan/attempt_test.ts", "tests/plan/settle_test.ts"];
const GROUPS = ["tests/plan/repeat_groups_test.ts"];
const TABLES = ["tests/plan/tables_test.ts", "tests/plan/results_test.ts"];
const COSTS = ["tests/forecast/costs_test.ts"];
const PREDICT = ["tests/forecast/predict_test.ts"];
const OWN = ["tests/runs/experiment_test.ts"];
const WORDS = ["tests/tasks/command_test.ts"];
const TEXTS = ["tests/tasks/verification_test.ts"];

/** From a run to its steps, what they will take, and what is asked for. */
export const STUDY: readonly Mutant[] = [
  {
    file: "lib/plan/settle.ts",
    text: "for (let number = 0; number < ATTEMPTS; number++) {",
    replacement: "for (let number = 0; number < ATTEMPTS - 1; number++) {",
    why: "the last attempt would never be made",
    tests: ATTEMPTS,
  },
  {
    file: "lib/plan/settle.ts",
    text: "if (outputs !== undefined && outputs.snapshot === undefined) return train;",
    replacement: "if (outputs?.snapshot === undefined) return train;",
    why: "a segment that is not known yet would count as discarded",
    tests: ATTEMPTS,
  },
  {
    file: "lib/plan/attempt.ts",
    text: "segments = first.map((segment) => secondPass(segment, inputs, global));",
    replacement:
      "segments = first.slice(0, 1).map((segment) => secondPass(segment, inputs, global));",
    why: "only the first segment would be measured with global bounds",
    tests: ATTEMPTS,
  },
  {
    file: "lib/plan/attempt.ts",
    text: "weight: k === 0 ? REPLAY * train.weight : 0,",
    replacement: "weight: REPLAY * train.weight,",
    why: "one replay would be counted for each measurement that it serves",
    tests: ATTEMPTS,
  },
  {
    file: "lib/plan/run.ts",
    text: "return repeats < run.repeats ? { ...run, repeats, of: run.of ?? run.repeats } : run;",
    replacement: "return repeats < run.repeats ? { ...run, repeats, of: run.repeats } : run;",
    why: "a part of a part would say that it is a part of the first part",
    tests: ["tests/plan/run_test.ts"],
  },
  {
    file: "lib/plan/run.ts",
    text: "return isGlobal(measurement) ? `${name}-e${epochs}` : name;",
    replacement: "return name;",
    why: "bins with bounds of runs of other lengths would have one id",
    tests: ["tests/plan/run_test.ts"],
  },
  {
    file: "lib/plan/run.ts",
    text: "estimators.flatMap((one) => sourcesOf(training, one).reverse());",
    replacement: "estimators.flatMap((one) => sourcesOf(training, one));",
    why: "columns of the lock would be in another order",
    tests: ["tests/plan/run_test.ts"],
  },
  {
    file: "lib/plan/ids.ts",
    text: 'digits.padStart(6, "0")',
    replacement: "digits",
    why: "indices sorted as text: segment 10 before segment 2",
    tests: IDS,
  },
  {
    file: "lib/plan/ids.ts",
    text: 'return `${attempt}/s${two(from)}${to > from ? `-s${two(to)}` : ""}`;',
    replacement: 'return `${attempt}/s${two(from)}${to >= from ? `-s${two(to)}` : ""}`;',
    why: "a unit of one segment would be named as a range",
    tests: IDS,
  },
  {
    file: "lib/plan/ids.ts",
    text: "return idText(id) === text ? id : undefined;",
    replacement: "return id;",
    why: "r1 and r01 would be one repeat under two names",
    tests: IDS,
  },
  {
    file: "lib/plan/kinds.ts",
    text: 'kind: variant === "tfjs" ? name : role };',
    replacement: "kind: name };",
    why: "the kind of MNIST's steps would be another, and so all their keys",
    tests: ["tests/plan/kinds_test.ts"],
  },
  {
    file: "lib/plan/repeat_groups.ts",
    text: "const length = Math.min(stack, run.repeats - from);",
    replacement: "const length = stack;",
    why: "the last group would have repeats that nobody asked for",
    tests: GROUPS,
  },
  {
    file: "lib/plan/repeat_groups.ts",
    text: "const repeats = [...stopped.keys()].sort((a, b) => a - b);",
    replacement: "const repeats = [...stopped.keys()].sort();",
    why: "repeats of a group that starts again would be sorted as text",
    tests: GROUPS,
  },
  {
    file: "lib/plan/repeat_groups.ts",
    text: "if (outputs === undefined || output in outputs) left.push([repeat, { step, output }]);",
    replacement:
      "if (outputs !== undefined && output in outputs) left.push([repeat, { step, output }]);",
    why: "a group that is not known yet would count as stopped",
    tests: GROUPS,
  },
  {
    file: "lib/plan/tables.ts",
    text: "if (!epochs.some((epoch) => from <= epoch && epoch < to)) continue;",
    replacement: "if (!epochs.some((epoch) => from <= epoch && epoch <= to)) continue;",
    why: "a representation would wait for a segment that has none of its epochs",
    tests: TABLES,
  },
  {
    file: "lib/plan/results.ts",
    text: 'epochs: view.phase === "train" ? epochs : training.protocol.prefit,',
    replacement: "epochs,",
    why: "a prefit would be said to be as long as the training",
    tests: TABLES,
  },
  {
    file: "lib/plan/results.ts",
    text: "repeat.discarded.forEach((step, attempt) => {",
    replacement: "repeat.discarded.slice(0, 1).forEach((step, attempt) => {",
    why: "a second discarded attempt of a repeat would not be counted",
    tests: TABLES,
  },
  {
    file: "lib/plan/figure.ts",
    text:
      'if (!shownBy(figure).every(({ estimator }) => estimator.kind === "binned")) return undefined;',
    replacement:
      'if (!shownBy(figure).some(({ estimator }) => estimator.kind === "binned")) return undefined;',
    why: "a figure of which one panel is binned would have an exact twin",
    tests: ["tests/plan/figure_test.ts"],
  },
  {
    file: "lib/plan/figure.ts",
    text: "return [...new Set(shownBy(figure).map(({ experiment }) => experiment))];",
    replacement: "return shownBy(figure).map(({ experiment }) => experiment);",
    why: "an experiment of two panels would be settled and counted twice",
    tests: ["tests/plan/figure_test.ts"],
  },
  {
    file: "lib/plan/finished_repeats.ts",
    text: "while (repeats < run.repeats && await isFinished(run, repeats, look)) repeats++;",
    replacement:
      "while (repeats < run.repeats) if (await isFinished(run, repeats++, look)) continue;",
    why: "unfinished repeats would be drawn",
  },
  {
    file: "lib/plan/finished_repeats.ts",
    text: "for (const step of [train, ...Object.values(measures)]) {",
    replacement: "for (const step of [train, ...Object.values(measures).slice(0, 1)]) {",
    why: "a repeat without one of its measurements would count as finished",
  },
  {
    file: "lib/plan/discarded_attempts.ts",
    text: "accuracy: trace.trainCorrect[trace.trainCorrect.length - 1] / trace.trainRows,",
    replacement: "accuracy: trace.trainCorrect[0] / trace.trainRows,",
    why: "a discarded attempt would be said to have ended as it began",
    tests: ["tests/plan/discarded_attempts_test.ts"],
  },
  {
    file: "lib/forecast/costs.ts",
    text: "return this.#over > 0 ? this.#sum / this.#over : undefined;",
    replacement: "return this.#over > 1 ? this.#sum / this.#over : undefined;",
    why: "a single result would teach nothing",
    tests: COSTS,
  },
  {
    file: "lib/forecast/costs.ts",
    text: "this.#learnPace(first, cost.seconds * number, replay(first, measures));",
    replacement: "this.#learnPace(first, cost.seconds, replay(first, measures));",
    why: "a pass would seem as quick as its share for each step",
    tests: COSTS,
  },
  {
    file: "lib/forecast/costs.ts",
    text: 'if (typeof from === "number" && typeof to === "number") return to - from;',
    replacement: 'if (typeof from === "number" && typeof to === "number") return to - from + 1;',
    why: "a segment would seem an epoch longer",
    tests: COSTS,
  },
  {
    file: "lib/forecast/predict.ts",
    text: 'const written = fresh && standing === "restored" ? 0 : costs.bytes(step);',
    replacement: "const written = costs.bytes(step);",
    why: "computing again what is stored would seem to need space",
    tests: PREDICT,
  },
  {
    file: "lib/forecast/predict.ts",
    text: "seconds: jobs.length === 0 ? 0 : STARTUP + seconds,",
    replacement: "seconds: STARTUP + seconds,",
    why: "a run with nothing to do would seem to take time",
    tests: PREDICT,
  },
  {
    file: "lib/forecast/predict.ts",
    text: "kinds[kind].seconds += jobs[k].seconds / steps.length;",
    replacement: "kinds[kind].seconds += jobs[k].seconds;",
    why: "a pass would be counted once for each of its steps",
    tests: PREDICT,
  },
  {
    file: "lib/runs/experiment.ts",
    text: "if (names.indexOf(names[k]) !== k) {",
    replacement: "if (k > 0 && names[k - 1] === names[k]) {",
    why: "an estimator that is listed twice apart would be measured twice",
    tests: OWN,
  },
  {
    file: "lib/runs/experiment.ts",
    text: "if (!(Math.fround(lower) < Math.fround(upper))) {",
    replacement: "if (!(lower < upper)) {",
    why: "bounds that are one float32 would give no bin",
    tests: OWN,
  },
  {
    file: "lib/runs/experiment.ts",
    text: "if (segmentEnds(training.protocol, epochs + 1).includes(epochs)) return;",
    replacement: "if (segmentEnds(training.protocol, epochs).includes(epochs)) return;",
    why: "a segment of another length would have the key of a paper's",
    tests: OWN,
  },
  {
    file: "lib/runs/experiment.ts",
    text: "if (repeats > most) {",
    replacement: "if (repeats >= most) {",
    why: "the largest run would be refused",
    tests: OWN,
  },
  {
    file: "lib/runs/experiment.ts",
    text: "if (protocol[field] % protocol.every !== 0) {",
    replacement: "if (protocol[field] < protocol.every) {",
    why: "segments would begin between recorded epochs",
    tests: OWN,
  },
  {
    file: "lib/runs/images.ts",
    text: "if (units <= MOST_FILTERS) return;",
    replacement: "if (units < MOST_FILTERS) return;",
    why: "four filters would be refused",
    tests: OWN,
  },
  {
    file: "lib/runs/images.ts",
    text: "if (dense > MOST_CONVOLUTIONS) {",
    replacement: "if (dense > MOST_CONVOLUTIONS + 1) {",
    why: "a map would be pooled to nothing",
    tests: OWN,
  },
  {
    file: "lib/runs/refusal.ts",
    text: "const short = text.length > 60 ? `${text.slice(0, 60)}…` : text;",
    replacement: "const short = text.length >= 60 ? `${text.slice(0, 60)}…` : text;",
    why: "a text of sixty letters would be said to go on",
    tests: ["tests/runs/refusal_test.ts"],
  },
  {
    file: "lib/runs/json.ts",
    text: "if (names.has(name)) {",
    replacement: "if (names.size > 1 && names.has(name)) {",
    why: "a field that is there twice would silently win",
  },
  {
    file: "lib/runs/title.ts",
    text: 'const activations = new Set(used).size === 1 ? used[0] : used.join(", ");',
    replacement: "const activations = used[0];",
    why: "a network of several activations would be titled by its first",
  },
  {
    file: "tasks/_command.ts",
    text: "if (!/^\\d+$/.test(text) || value < least) {",
    replacement: "if (!/^\\d+$/.test(text) || value <= least) {",
    why: "the least number that a flag takes would be refused",
    tests: WORDS,
  },
  {
    file: "tasks/_command.ts",
    text: 'const folder = words.text.store ?? Deno.env.get("EXACT_IB_STORE") ?? ".cache";',
    replacement: 'const folder = Deno.env.get("EXACT_IB_STORE") ?? words.text.store ?? ".cache";',
    why: "the environment would win over a flag",
    tests: ["tests/tasks/command_usage_test.ts"],
  },
  {
    file: "tasks/_command.ts",
    text: "if (error instanceof UsageError) return 2;",
    replacement: "if (error instanceof UsageError) return 1;",
    why: "wrong usage would exit as a failure",
    tests: WORDS,
  },
  {
    file: "tasks/_verification.ts",
    text: "const text = (Math.floor(value * 10000 + 1e-6) / 10000).toFixed(4);",
    replacement: "const text = value.toFixed(4);",
    why: "a probability would be rounded up to more than it is",
    tests: TEXTS,
  },
  {
    file: "tasks/_verification.ts",
    text: "...{ agrees: 0, differs: 3, incomplete: 1, nothing: 4 },",
    replacement: "...{ agrees: 0, differs: 3, incomplete: 4, nothing: 1 },",
    why: "exit codes would be swapped",
    tests: TEXTS,
  },
  {
    file: "tasks/_verification.ts",
    text: "return seconds > 0 ? seconds : undefined;",
    replacement: "return seconds >= 0 ? seconds : undefined;",
    why: "a budget of no time would be taken",
    tests: TEXTS,
  },
  {
    file: "tasks/_figures.ts",
    text:
      "if (old?.length === bytes.length && old.every((byte, k) => byte === bytes[k])) return false;",
    replacement: "if (old?.length === bytes.length) return false;",
    why: "a file of the same length would never be written anew",
    tests: ["tests/tasks/figures_test.ts"],
  },
  {
    file: "tasks/_figures.ts",
    text: "return [...new Set(names.length === 0 ? ids : names)]",
    replacement: "return [...(names.length === 0 ? ids : names)]",
    why: "a figure named twice would be drawn twice",
    tests: ["tests/tasks/figures_test.ts"],
  },
  {
    file: "tasks/_progress.ts",
    text: "const s = Math.round(seconds);\n  return s < 60",
    replacement: "const s = Math.round(seconds);\n  return s <= 60",
    why: "a minute would be 60 s",
    tests: ["tests/tasks/progress_test.ts"],
  },
  {
    file: "tasks/_engine.ts",
    text: 'for (const flag of ["published", "finished"]) {',
    replacement: 'for (const flag of ["published"]) {',
    why: "--finished with another engine would look for the default one's repeats",
    tests: ["tests/tasks/engine_test.ts"],
  },
];
