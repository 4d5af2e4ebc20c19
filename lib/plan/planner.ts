/**
 * From figures to the steps of their tables.
 *
 * @module
 */
import { EXACT } from "../information/estimator.ts";
import type { Phase } from "../network/training.ts";
import type { Ref, Resolver, Step } from "../steps/step.ts";
import {
  exactTwin,
  experimentsOf,
  type Figure,
  type Panel,
  type Shown,
  tableId,
} from "./figure.ts";
import {
  aggregateStep,
  engineParams,
  informationStep,
  type Repeat,
  type Run,
  settleRun,
  type View,
} from "./graph.ts";
import { settleStacked } from "./repeat_groups.ts";
import type { TableParams } from "../study/steps/table.ts";

/** The run behind an experiment's name. */
export type Runs = (experiment: string) => Run;

interface Settled {
  readonly run: Run;
  readonly repeats: readonly Repeat[];
}

/** The name of a repeat in a table. */
const repeatName = ({ repeat }: Repeat): string => `r${String(repeat).padStart(2, "0")}`;

const viewOf = ({ estimator }: Shown, phase: Phase = "train"): View => ({
  estimator,
  phase,
  layers: "all",
});

/** Plans tables over runs. With a resolver that runs, all training is done when a table's step is known. */
export class Planner {
  readonly #runs: Runs;
  readonly #preset: string;
  readonly #resolver: Resolver;
  readonly #settled = new Map<string, Promise<Settled>>();

  /** @param preset Name of the runs, for the ids of tables. */
  constructor(runs: Runs, preset: string, resolver: Resolver) {
    this.#runs = runs;
    this.#preset = preset;
    this.#resolver = resolver;
  }

  /** An experiment's run, and which attempt of each repeat counts. */
  settled(experiment: string): Promise<Settled> {
    let settled = this.#settled.get(experiment);
    if (settled === undefined) {
      const run = this.#runs(experiment), { engine } = run;
      const repeats = engine === undefined
        ? settleRun(run, this.#resolver)
        : settleStacked({ ...run, engine }, this.#resolver);
      settled = repeats.then((repeats) => ({ run, repeats }));
      this.#settled.set(experiment, settled);
    }
    return settled;
  }

  /** The table of a figure. */
  async table(figure: Figure): Promise<Step> {
    return await this.#step(figure, false);
  }

  /** The table with the exact states beside it; undefined where there is none. */
  async twin(figure: Figure): Promise<Step | undefined> {
    const twin = exactTwin(figure);
    return twin && await this.#step(twin, true);
  }

  async #step(figure: Figure, twin: boolean): Promise<Step> {
    const { params, inputs } = await this.#content(figure);
    const estimators = twin ? "exact" : "drawn", [experiment] = experimentsOf(figure);
    const engine = engineParams(this.#runs(experiment));
    const all = { ...params, estimators, ...engine } as TableParams;
    return {
      kind: "table",
      id: tableId(figure, this.#preset, twin),
      params: all as unknown as Step["params"],
      inputs,
      weight: 0,
      rank: 0,
    };
  }

  async #content({ content }: Figure): Promise<{ params: object; inputs: Record<string, Ref> }> {
    if ("of" in content) {
      if (content.form === "spread") return await this.#spread(content.of);
      if (content.form === "representation") return await this.#representation(content.of);
      const inputs = { aggregate: await this.#aggregate(content.of) };
      return { params: { form: content.form }, inputs };
    }
    if (content.form === "output") return await this.#output(content.panels);
    const { form } = content,
      labels = content.panels.map(({ label }) => label),
      inputs: Record<string, Ref> = {};
    const phases: Phase[] = form === "phases" ? ["prefit", "train"] : ["train"];
    for (const [k, panel] of content.panels.entries()) {
      for (const phase of phases) {
        inputs[`${phase}-${k + 1}`] = await this.#aggregate(panel, phase);
      }
    }
    return { params: { form, labels }, inputs };
  }

  async #aggregate(shown: Shown, phase?: Phase): Promise<Ref> {
    const { run, repeats } = await this.settled(shown.experiment);
    return { step: aggregateStep(run, repeats, viewOf(shown, phase)), output: "aggregate" };
  }

  async #spread(shown: Shown): Promise<{ params: object; inputs: Record<string, Ref> }> {
    const { run, repeats } = await this.settled(shown.experiment);
    const inputs: Record<string, Ref> = { aggregate: await this.#aggregate(shown) };
    for (const repeat of repeats) {
      const step = informationStep(run, repeat, viewOf(shown));
      inputs[repeatName(repeat)] = { step, output: "curves" };
    }
    return { params: { form: "spread", repeats: repeats.map(repeatName) }, inputs };
  }

  /** Of the first repeat: what the other ones look like is another picture. */
  async #representation(
    { experiment }: Shown,
  ): Promise<{ params: object; inputs: Record<string, Ref> }> {
    const { run: { representation }, repeats: [first] } = await this.settled(experiment);
    const inputs: Record<string, Ref> = {};
    for (const { number, extent: { from, to }, measures } of first.survivor.segments) {
      if (!representation!.epochs.some((epoch) => from <= epoch && epoch < to)) continue;
      inputs[`occupied-${number}`] = { step: measures.representation, output: "occupied" };
    }
    return { params: { form: "representation", repeat: repeatName(first) }, inputs };
  }

  async #output(
    panels: readonly Panel[],
  ): Promise<{ params: object; inputs: Record<string, Ref> }> {
    const inputs: Record<string, Ref> = {}, networks = [];
    for (const [k, panel] of panels.entries()) {
      const { run, repeats } = await this.settled(panel.experiment);
      inputs[`aggregate-${k + 1}`] = await this.#aggregate(panel);
      // Of the exact states only the output layer's are others than those of `binned`.
      const exact: View = { estimator: EXACT, phase: "train", layers: "output" };
      for (const [name, view] of [["binned", viewOf(panel)], ["exact", exact]] as const) {
        for (const repeat of repeats) {
          const step = informationStep(run, repeat, view);
          inputs[`${name}-${k + 1}-${repeatName(repeat)}`] = { step, output: "curves" };
        }
      }
      networks.push({ label: panel.label, repeats: repeats.map(repeatName) });
    }
    return { params: { form: "output", networks }, inputs };
  }
}
