/**
 * The steps of what a run's repeats show: curves of one repeat, and their mean over the repeats.
 *
 * @module
 */
import { type Estimator, estimatorName } from "../information/estimator.ts";
import type { Phase } from "../network/training.ts";
import type { Ref, Step } from "../steps/step.ts";
import type { AggregateParams } from "../study/steps/aggregate.ts";
import type { InformationParams } from "../study/steps/information.ts";
import { lightStep } from "./attempt.ts";
import { discardedInput, idText, repeatName, segmentInput, type ViewName } from "./ids.ts";
import { engineParams, measurementName, nameOf, outputOf, type Run, sourcesOf } from "./run.ts";
import type { Repeat } from "./settle.ts";

/** Which curves of a repeat: by which estimator, of which phase, of all layers or of the output alone. */
export interface View {
  readonly estimator: Estimator;
  readonly phase: Phase;
  readonly layers: "all" | "output";
}

/** What ids say of a view. */
function viewName({ epochs }: Run, { estimator, phase, layers }: View): ViewName {
  const extent = phase === "prefit" ? phase : epochs;
  return { extent, estimator: estimatorName(estimator), layers };
}

/** Curves of one repeat. */
export function informationStep(run: Run, repeat: Repeat, view: View): Step {
  const { attempt } = repeat.survivor;
  const name = { ...nameOf(run), repeat: repeat.repeat, attempt, ...viewName(run, view) };
  const id = idText({ role: "information", ...name }), wired = () => wire(run, repeat, view, id);
  return repeat.recorded?.(id, wired) ?? wired();
}

function wire(run: Run, repeat: Repeat, view: View, id: string): Step {
  const { training, epochs } = run, { segments } = repeat.survivor;
  const counts = sourcesOf(training, view.estimator).map((one) => measurementName(one, epochs));
  const shown = segments.filter(({ extent }) => extent.phase === view.phase);
  const inputs: Record<string, Ref> = {};
  for (const { number, train, measures } of shown) {
    inputs[segmentInput("trace", number)] = {
      step: train,
      output: outputOf(run, "trace", repeat.repeat),
    };
    for (const name of counts) {
      const output = outputOf(run, "counts", repeat.repeat);
      inputs[segmentInput(name, number)] = { step: measures[name], output };
    }
  }
  const params: InformationParams = {
    segments: shown.map(({ number }) => number),
    counts,
    layers: view.layers,
  };
  return lightStep({
    role: "information",
    id,
    params: { ...params, ...engineParams(run) },
    inputs,
    rank: repeat.repeat,
  });
}

/** Mean, deviation and median repeat over the repeats of a run. */
export function aggregateStep(run: Run, repeats: readonly Repeat[], view: View): Step {
  const { training, epochs } = run, inputs: Record<string, Ref> = {}, discarded: string[] = [];
  for (const repeat of repeats) {
    const name = repeatName(repeat.repeat), output = outputOf(run, "trace", repeat.repeat);
    inputs[name] = { step: informationStep(run, repeat, view), output: "curves" };
    repeat.discarded.forEach((step, attempt) => {
      const ended = discardedInput(repeat.repeat, attempt);
      inputs[ended] = { step, output };
      discarded.push(ended);
    });
  }
  const params: AggregateParams = {
    // Not read: where two estimators give the same curves, their steps stay two all the same.
    estimator: estimatorName(view.estimator),
    repeats: repeats.map(({ repeat }) => repeatName(repeat)),
    discarded,
    epochs: view.phase === "train" ? epochs : training.protocol.prefit,
    restartFrom: training.protocol.restart.from,
    ...(run.of === undefined ? {} : { of: run.of }),
  };
  const name = { ...nameOf(run), repeats: repeats.length, ...viewName(run, view) };
  return lightStep({
    role: "aggregate",
    id: idText({ role: "aggregate", ...name }),
    params: { ...params, ...engineParams(run) },
    inputs,
  });
}
