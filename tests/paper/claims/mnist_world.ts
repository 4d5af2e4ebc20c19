/** MNIST in a world in which everything is as the paper says, wherever it does not contradict itself. */
import type { Curves } from "../../../lib/study/steps/curves.ts";
import { curvesOf, repeatOf } from "./made_up.ts";

/** Records, 10 epochs apart. */
const RECORDS = 300;

/** A network's curves: I(X;T) and I(T;Y) of a layer, counted from 0, at an epoch, and its accuracy. */
interface Network {
  readonly layers: number;
  readonly plane: (layer: number, epoch: number) => readonly [ixt: number, ity: number];
  readonly accuracy: number;
}

const ramp = (epoch: number, from: number, to: number) =>
  Math.min(1, Math.max(0, (epoch - from) / (to - from)));

/** Fits up to epoch 600, and compresses at epoch 1500. */
function bottleneck(
  ixt: readonly number[],
  ity: readonly number[],
  depth: number,
): Network["plane"] {
  return (layer, epoch) => {
    const fit = ramp(epoch, 0, 600) - 1;
    const dip = layer < 4 ? depth * ramp(epoch, 1400, 1600) : 0.6 * ramp(epoch, 2000, 2500);
    return [ixt[layer] + 0.7 * fit - dip, ity[layer] + 1.5 * fit];
  };
}

const TWO = bottleneck([16, 15, 13, 10, 5], [3.2, 3.1, 2.9, 2.6, 2.5], 0.8);

/** The bottleneck's information in the layers behind it, but for hardly anything. */
const HOURGLASS: Network["plane"] = (layer, epoch) => {
  if (layer === 6) return TWO(4, epoch);
  const behind = Math.max(0, layer - 3), [ixt, ity] = TWO(Math.min(3, layer), epoch);
  return [ixt - 0.02 * behind, ity - 0.005 * behind];
};

/** All there can be, but for the output, which fits a little and compresses. */
function trivial(output: number): Network["plane"] {
  return (layer, epoch) =>
    layer < output
      ? [16.09 - 0.001 * layer, 3.3198 - 0.0002 * layer + 0.01 * (ramp(epoch, 0, 600) - 1)]
      : [9 - ramp(epoch, 1000, 2500), 3 + 0.1 * ramp(epoch, 0, 600)];
}

const NETWORKS: Readonly<Record<string, Network>> = {
  "bottleneck-2": { layers: 5, plane: TWO, accuracy: 0.9 },
  "bottleneck-4": {
    layers: 5,
    plane: bottleneck([16.05, 15.5, 14.5, 12, 9], [3.3, 3.2, 3.1, 2.9, 2.8], 0.3),
    accuracy: 0.96,
  },
  "hourglass": { layers: 7, plane: HOURGLASS, accuracy: 0.92 },
  "4x10": { layers: 5, plane: trivial(4), accuracy: 0.955 },
  "conv": { layers: 6, plane: trivial(5), accuracy: 0.97 },
};

/** Curves of a step by its id; repeats differ in the last two layers of Bottleneck-2, and in narrow networks' accuracy. */
export function mnistCurves(id: string, repeats: number): Curves {
  const name = /\/mnist-([^/]+)\//.exec(id)![1], { layers, plane, accuracy } = NETWORKS[name];
  const own = 0.032 * (repeatOf(id) - (repeats - 1) / 2);
  const off = (layer: number) => name === "bottleneck-2" && layer >= 3 ? own : 0;
  const shown = Array.from({ length: layers }, (_, layer) => layer);
  const of = (k: 0 | 1) =>
    (id.endsWith("/exact-output") ? shown.slice(-1) : shown).map((layer) =>
      Array.from(
        { length: RECORDS },
        (_, r) => plane(layer, 10 * r)[k] + off(layer) / (k === 0 ? 1 : 5),
      )
    );
  const narrow = name === "bottleneck-2" || name === "hourglass" ? 0.01 * own : 0;
  const made = curvesOf(of(0), of(1), Array(RECORDS).fill(accuracy + narrow));
  return { ...made, epochs: made.epochs.map((epoch) => 2 * epoch) };
}
