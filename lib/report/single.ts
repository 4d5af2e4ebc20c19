/**
 * A single repeat in the place of a figure's means: rows of the figure's own columns, by the repeat's curves.
 *
 * @module
 */
import type { Curves } from "../study/steps/curves.ts";
import { decimal } from "../study/steps/tables/text.ts";
import type { PanelRepeats } from "./contents.ts";

/** Forms of tables that a single repeat can stand in. */
export const SINGLE_FORMS = ["plane", "panels", "phases", "spread", "accuracy"] as const;

/** Curves of one repeat for a panel of a figure. */
export interface PanelCurves extends Pick<PanelRepeats, "panel" | "phase" | "states"> {
  readonly curves: Curves;
}

/**
 * Rows of a table with the values of one repeat: where the table has mean, median, quantiles or ends of an interval, all of
 * them are the repeat's own value.
 *
 * @param form of the table
 * @param columns of the table
 * @param panels curves of the repeat: of each panel by binned states, and of some the output layer's by exact ones
 * @returns cells as the table would spell them
 */
export function singleRows(
  form: string,
  columns: readonly string[],
  panels: readonly PanelCurves[],
): string[][] {
  const rows = form === "accuracy" ? accuracies(panels) : informations(form, panels);
  return rows.map((row) => columns.map((column) => row[column] ?? ""));
}

type Row = Readonly<Record<string, string>>;

function accuracies(panels: readonly PanelCurves[]): Row[] {
  return panels.flatMap(({ panel = "", curves }) =>
    (["train", "test"] as const).flatMap((part) => {
      const series = part === "train" ? curves.trainAccuracy : curves.testAccuracy;
      return Array.from(curves.epochs, (epoch, k): Row => {
        const value = decimal(series[k]);
        return { network: panel, part, epoch: String(epoch), mean: value, low: value, high: value };
      });
    })
  );
}

function informations(form: string, panels: readonly PanelCurves[]): Row[] {
  const binned = panels.filter(({ states }) => states === "binned");
  if (form === "spread") return binned.flatMap((one) => spread(one, panels));
  return binned.flatMap((one) => [
    ...pointsOf(one, one.curves.layers, one.curves.layers),
    ...panels.filter(({ states, panel, phase }) =>
      states === "exact" && panel === one.panel && phase === one.phase
    ).flatMap((exact) => pointsOf(exact, one.curves.layers, 1)),
  ]);
}

/** @param layers Number of layers of the network; curves of one alone are of the last. */
function pointsOf({ panel = "", phase, states, curves }: PanelCurves, layers: number, of: number) {
  const rows: Row[] = [];
  curves.epochs.forEach((epoch, k) => {
    for (let l = 0; l < of; l++) {
      rows.push({
        ...{ panel, phase, states, epoch: String(epoch), layer: String(layers - of + l + 1) },
        ixt: decimal(curves.ixt[k * of + l]),
        ity: decimal(curves.ity[k * of + l]),
      });
    }
  });
  return rows;
}

function spread({ curves }: PanelCurves, panels: readonly PanelCurves[]): Row[] {
  const exact = panels.find(({ states }) => states === "exact")?.curves, { layers } = curves;
  return Array.from({ length: curves.epochs.length * layers }, (_, at): Row => {
    const k = Math.floor(at / layers), isOutput = at % layers === layers - 1;
    const row: Record<string, string> = {
      epoch: String(curves.epochs[k]),
      layer: String(1 + at % layers),
    };
    for (const quantity of ["ixt", "ity"] as const) {
      const value = decimal(curves[quantity][at]);
      for (const what of ["mean", "low", "high", "median"]) row[`${quantity}_${what}`] = value;
      row[`${quantity}_exact`] = isOutput && exact ? decimal(exact[quantity][k]) : value;
    }
    return row;
  });
}
