/**
 * Tables as text: CSV for a figure and its reader, the caption that says what the data are.
 *
 * @module
 */
import { halfWidth } from "../../../statistics/student.ts";
import { decodeTensors, type Tensor } from "../../../bits/safetensors.ts";

/** One decimal string for every number: six places, never -0. */
export function decimal(value: number): string {
  const text = value.toFixed(6);
  return text === "-0.000000" ? "0.000000" : text;
}

/** CSV of a header and rows; numbers that are no counts come as {@linkcode decimal} texts. */
export function csvOf(header: string, rows: Iterable<readonly (string | number)[]>): Uint8Array {
  const lines = [header];
  for (const row of rows) lines.push(row.join(","));
  return new TextEncoder().encode(lines.join("\n") + "\n");
}

/** The tensors of an aggregate that tables show. */
export interface Aggregate {
  readonly epochs: Uint32Array;
  readonly layers: number;
  /** Tensor by name, as `runAggregate` writes it. */
  series(name: string): Float64Array;
  readonly repeats: number;
  readonly medianRepeat: number;
  /** What a reader must know of the data: repeats, epochs, discarded attempts. */
  readonly caption: string;
}

/** Decodes the output of an `aggregate` step. */
export function decodeAggregate(bytes: Uint8Array): Aggregate {
  const { tensors } = decodeTensors(bytes);
  return {
    epochs: tensors.epochs.data as Uint32Array,
    layers: tensors.ixt_mean.shape[1],
    series: (name) => tensors[name].data as Float64Array,
    repeats: Number(tensors.repeats.data[0]),
    medianRepeat: Number(tensors.median_repeat.data[0]),
    caption: captionOf(tensors),
  };
}

function captionOf(tensors: Readonly<Record<string, Tensor>>): string {
  const repeats = Number(tensors.repeats.data[0]);
  const [epochs, restartFrom] = tensors.run.data as Uint32Array;
  const ends = tensors.discarded_epoch_and_accuracy.data as Float64Array;
  const all = Number(tensors.of?.data[0] ?? repeats),
    part = all === repeats ? "" : `${repeats} of `;
  const mean = `Mean of ${part}${all} repeat${all === 1 ? "" : "s"}, ` +
    `${epochs} epoch${epochs === 1 ? "" : "s"}`;
  if (epochs <= restartFrom) return `${mean}; restart rule (from epoch ${restartFrom}) not reached`;
  return `${mean}; ${discardsText(ends)}`;
}

/** What became of attempts that the restart rule ended: after which epochs, at which training accuracies. */
function discardsText(ends: Float64Array): string {
  const count = ends.length / 2, byEpoch = new Map<number, string[]>();
  if (count === 0) return "no attempt discarded";
  for (let k = 0; k < count; k++) {
    const of = byEpoch.get(ends[2 * k]) ?? [];
    byEpoch.set(ends[2 * k], [...of, ends[2 * k + 1].toFixed(3)]);
  }
  const list = Array.from(
    byEpoch,
    ([epoch, accuracies]) => `after epoch ${epoch}, training accuracy ${accuracies.join(", ")}`,
  );
  return `${count} attempt${count === 1 ? "" : "s"} discarded ${list.join(", and ")}`;
}

/** One caption for several panels: what holds of all of them is said once. */
export function jointCaption(labels: readonly string[], captions: readonly string[]): string {
  if (captions.every((caption) => caption === captions[0])) return captions[0];
  // Repeats and epochs; then what became of the attempts.
  const parts = captions.map((caption) => caption.split("; ")), [[, attempts]] = parts;
  const alike = parts.every((part) => part[1] === attempts);
  const own = labels.map((label, k) => `${label}: ${alike ? parts[k][0] : captions[k]}`).join(". ");
  return alike && attempts !== undefined ? `${own}. All: ${attempts}` : own;
}

/**
 * Half the width of a 95% interval of a mean, by Student's t. The paper's 1.96 standard errors would be 4% narrower at 50
 * repeats, and half as wide at four. Of one repeat nobody knows; its interval has no width, so that it can be drawn.
 *
 * @param sd standard deviation over the repeats, ddof 0 as aggregates have it
 */
export function halfInterval(sd: number, repeats: number): number {
  return repeats < 2 ? 0 : halfWidth(sd, repeats);
}

/**
 * Quantile of numbers in ascending order, linear between them (Hyndman and Fan 1996, type 7).
 *
 * @param share from 0 to 1
 */
export function quantile(ascending: ArrayLike<number>, share: number): number {
  const at = share * (ascending.length - 1), below = Math.floor(at);
  const above = Math.min(below + 1, ascending.length - 1);
  return ascending[below] + (at - below) * (ascending[above] - ascending[below]);
}
