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
import { spreadTable } from "./tables/spread.ts";

/** Parameters of a `table` step: its form, and labels in the order of the inputs. */
export type TableParams =
  & (
    | { readonly form: "plane" }
    | { readonly form: "panels" | "phases" | "accuracy"; readonly labels: readonly string[] }
    | { readonly form: "spread"; readonly repeats: readonly string[] }
    | { readonly form: "output"; readonly networks: readonly OutputNetwork[] }
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
      return planeTable(inputs);
    case "panels":
      return panelsTable(params.labels, inputs);
    case "phases":
      return phasesTable(params.labels, inputs);
    case "accuracy":
      return accuracyTable(params.labels, inputs);
    case "spread":
      return spreadTable(params.repeats, inputs);
    case "output":
      return outputTable(params.networks, inputs);
    case "representation":
      return representationTable(params.repeat, inputs);
  }
}
