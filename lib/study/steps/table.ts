/**
 * The `table` step: results of experiments to the table of a figure, in one of several forms.
 *
 * @module
 */
import type { Bytes } from "./io.ts";
import { accuracyTable } from "./tables/accuracy.ts";
import { type OutputNetwork, outputTable } from "./tables/output.ts";
import { panelsTable, phasesTable, planeTable } from "./tables/plane.ts";
import { representationTable } from "./tables/representation.ts";
import { runsTable } from "./tables/runs.ts";
import { spreadTable } from "./tables/spread.ts";

/** Parameters of a `table` step: its form, and labels in the order of the inputs. */
export type TableParams =
  & (
    | { readonly form: "plane"; readonly exact?: readonly string[] }
    | {
      readonly form: "panels" | "phases";
      readonly labels: readonly string[];
      readonly exact?: readonly (readonly string[])[];
    }
    | { readonly form: "accuracy"; readonly labels: readonly string[] }
    | {
      readonly form: "spread";
      readonly repeats: readonly string[];
      readonly exact?: readonly string[];
    }
    | { readonly form: "output" | "runs"; readonly networks: readonly OutputNetwork[] }
    | { readonly form: "representation"; readonly repeat: string }
  )
  & {
    /** Not read: where tables of two estimators are the same, their steps stay two all the same. */
    readonly estimators: string;
  };

/** The table of a figure. Outputs: `csv`, `caption`, and whatever else the form has. */
export function runTable(params: TableParams, inputs: Bytes): Bytes {
  switch (params.form) {
    case "plane":
      return planeTable(inputs, params.exact);
    case "panels":
      return panelsTable(params.labels, inputs, params.exact);
    case "phases":
      return phasesTable(params.labels, inputs, params.exact);
    case "accuracy":
      return accuracyTable(params.labels, inputs);
    case "spread":
      return spreadTable(params.repeats, inputs, params.exact);
    case "output":
      return outputTable(params.networks, inputs);
    case "runs":
      return runsTable(params.networks, inputs);
    case "representation":
      return representationTable(params.repeat, inputs);
  }
}
