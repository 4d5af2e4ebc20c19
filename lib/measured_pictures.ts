/**
 * Tables and pictures of measured activations.
 *
 * @module
 */
import { printable } from "./bits/printable.ts";
import { type Drawn, drawTables, type Pictures } from "./drawing.ts";
import { seriesNames } from "./information/estimators/estimate.ts";
import type { ActivationEstimator } from "./information/estimators/settings.ts";
import type { Measured, MeasuredPlane } from "./measured.ts";
import { csvOf, decimal } from "./study/steps/tables/text.ts";

/** An estimator in words, as titles have it. */
function estimatorWords(estimator: ActivationEstimator): string {
  switch (estimator.kind) {
    case "exact":
      return "exact states";
    case "binned":
      return `binned as released, ${estimator.bits} bits`;
    case "uniform": {
      const { bins, bounds } = estimator;
      const where = typeof bounds === "string" ? `${bounds} bounds` : `from ${bounds.join(" to ")}`;
      return `${bins} uniform bins, ${where}`;
    }
    case "adaptive":
      return `${estimator.bins} adaptive bins`;
    case "width":
      return `bins of width ${estimator.width}`;
    case "kde":
      return `kernel densities, noise variance ${estimator.variance}`;
    case "knn":
      return `nearest neighbours, k = ${estimator.k}`;
    case "edge":
      return `EDGE, capped at ${estimator.cap} bits`;
  }
}

/** Title of each plane that an estimator gives. */
function titlesOf(estimator: ActivationEstimator): [name: string, title: string][] {
  const words = estimatorWords(estimator);
  return seriesNames(estimator).map((name, k) => {
    const bound = estimator.kind === "kde" ? [", upper bound", ", lower bound"][k] : "";
    return [name, `${words}${bound}`];
  });
}

const counted = (n: number, what: string) => `${n} ${what}${n === 1 ? "" : "s"}`;

/** Layers as pictures call them, T1 the first, and their names where these are others. */
function layersText(layers: readonly string[]): string {
  const names = layers.map((name, k) => `T${k + 1} ${name}`).join(", ");
  const isPlain = layers.every((name, k) => name === `T${k + 1}`);
  return counted(layers.length, "layer") + (isPlain ? "" : ` (${printable(names)})`);
}

/** What a reader must know of the data, in one line. */
function captionOf({ rows, classes, epochs, layers }: Measured, of: string): string {
  return `Activations of ${printable(of)}: ${counted(epochs.length, "epoch")}, ` +
    `${layersText(layers)}, ${rows} rows, ${classes} classes`;
}

/** A plane as the figure of planes reads it. */
function planeCsv({ points }: MeasuredPlane): Uint8Array {
  return csvOf(
    "epoch,layer,ixt,ity",
    points.map(({ epoch, layer, ixt, ity }) => [epoch, layer, decimal(ixt), decimal(ity)]),
  );
}

/** A field of CSV, quoted where it must be. */
function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** All planes as one tidy table, `estimator,epoch,layer,name,ixt,ity`: every digit that there is. */
export function measuredCsv({ planes, layers }: Measured): Uint8Array {
  return csvOf(
    "estimator,epoch,layer,name,ixt,ity",
    planes.flatMap(({ name, points }) =>
      points.map(({ epoch, layer, ixt, ity }) => [
        ...[name, epoch, layer, field(layers[layer - 1])],
        ...[String(ixt), String(ity)],
      ])
    ),
  );
}

/**
 * Draws every plane.
 *
 * @param name Begins the names of files and titles: letters, digits, dashes, underscores.
 * @param of What the caption calls the activations.
 */
export async function drawMeasured(
  measured: Measured,
  estimators: readonly ActivationEstimator[],
  { name, of }: { readonly name: string; readonly of: string },
  pictures: Pictures,
): Promise<Drawn[]> {
  const titles = new Map(estimators.flatMap(titlesOf)), drawn: Drawn[] = [];
  const caption = captionOf(measured, of);
  for (const plane of measured.planes) {
    const figure = {
      id: `measure~${name}-${plane.name}`,
      title: `${name}: ${titles.get(plane.name)}`,
      spec: "plane",
    };
    drawn.push(await drawTables(figure, { csv: planeCsv(plane) }, caption, pictures));
  }
  return drawn;
}
