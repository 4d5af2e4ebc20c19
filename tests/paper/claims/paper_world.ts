/** A world in which everything is as the paper says, wherever it does not contradict itself. */
import type { Curves } from "../../../lib/study/steps/curves.ts";
import { type Contents, curvesOf, momentsOf, repeatOf, representationOf } from "./made_up.ts";
import { mnistCurves } from "./mnist_world.ts";

/** Records, 20 epochs apart, and repeats: as few as leave every verdict certain. */
const RECORDS = 400;
export const REPEATS = 50;

/** I(X;T) and I(T;Y) of a layer, counted from 0, at an epoch. */
type Plane = (layer: number, epoch: number) => readonly [ixt: number, ity: number];

const ramp = (epoch: number, from: number, to: number) =>
  Math.min(1, Math.max(0, (epoch - from) / (to - from)));

const TANH_8: Plane = (layer, epoch) => {
  if (layer < 4) return [12, 0.999];
  const fifth = Math.floor(epoch / 1600), ity = [0.3, 0.5, 0.7, 0.9, 0.95][fifth];
  if (layer === 4) return [[10, 11, 10.5, 11.5, 8][fifth], ity];
  return [[4, 5, 6, 4, 3][fifth], ity - 0.05];
};

const RELU_8: Plane = (layer, epoch) => {
  const early = ramp(epoch, 0, 1000) - 1, rise = layer === 4 ? ramp(epoch, 1800, 3800) : 0;
  const fall = layer === 5 ? ramp(epoch, 4000, 7000) : 0;
  const ixt = [11.5, 11, 10, 9, 6, 3.5][layer] + early + 0.3 * rise - fall;
  const fit = layer === 5 ? 0.5 : 0.3;
  return [ixt, [0.95, 0.9, 0.85, 0.8, 0.65, 0.62][layer] + fit * early + 0.03 * rise];
};

/** Less by fewer bins, for Tanh more so; by 30 ReLU's second layer less than its third. */
function byBins(relu: boolean, bins: number): Plane {
  const lost = { 256: [0.2, 0.2], 100: [1, 0.6], 30: [2.5, 1.2] }[bins]![relu ? 1 : 0];
  return (layer, epoch) => {
    const [ixt, ity] = (relu ? RELU_8 : TANH_8)(layer, epoch), coarse = bins === 30;
    const own = coarse && relu && layer === 1 ? 1.8 : 0;
    const phases = coarse && !relu && layer < 4
      ? [ramp(epoch, 4000, 7000), 0.05 * ramp(epoch, 0, 1000) - 0.05]
      : [0, 0];
    return [ixt - lost - own - phases[0], ity - 0.01 * lost - 0.06 * own + phases[1]];
  };
}

function prefit(relu: boolean): Plane {
  return (layer, epoch) => {
    if (!relu && layer < 4) return [12, 0.999];
    const grown = ramp(epoch, 0, 4000), base = relu ? 11 - 1.5 * layer : 14 - 2 * layer;
    const ity = 0.7 - 0.1 * layer + (layer === 5 ? 0 : 0.1 * grown);
    return [base + 0.2 * (12 - base) * grown, ity];
  };
}

const FOUR: Record<string, readonly number[]> = {
  tanh: [11.5, 11, 10, 8, 6, 2],
  relu: [11, 10, 8.5, 7, 4, 1],
};

function planeOf(id: string): Plane {
  const relu = id.includes("/syn-relu-"), bins = /uniform-(\d+)/.exec(id)?.[1];
  if (bins !== undefined) return byBins(relu, Number(bins));
  if (id.includes("/prefit/")) return prefit(relu);
  const eight = relu ? RELU_8 : TANH_8;
  const late = (epoch: number) => 0.6 * ramp(epoch, 4000, 7000);
  const early = (epoch: number) => 0.3 * (ramp(epoch, 0, 1000) - 1);
  if (/-32\//.test(id)) {
    return (layer, epoch) => [
      [12, 12, 12, 12, 11.95, 11.9][layer] - late(epoch),
      0.999 + early(epoch),
    ];
  }
  if (!/-4\//.test(id)) return eight;
  return (layer, epoch) => [
    FOUR[relu ? "relu" : "tanh"][layer] - (layer === 5 ? late(epoch) : 0),
    0.75 - 0.02 * layer + early(epoch),
  ];
}

/** Repeats differ in the last two layers of the 8-bit networks, for ReLU more so. */
function offOf(id: string, layer: number): number {
  if (id.startsWith("aggregate/") || !/-8\//.test(id)) return 0;
  const own = 0.016 * (repeatOf(id) - (REPEATS - 1) / 2);
  return own * (layer < 4 ? 0.001 : id.includes("relu") ? 2 : 1);
}

function accuracyOf(id: string): number {
  if (id.includes("/prefit/")) return 0.52;
  return /-4\//.test(id) ? 0.95 : /-32\//.test(id) ? 0.975 : 0.97;
}

function curves(id: string): Curves {
  const plane = planeOf(id), layers = id.endsWith("/exact-output") ? [5] : [0, 1, 2, 3, 4, 5];
  const of = (k: 0 | 1) =>
    layers.map((layer) => {
      const off = offOf(id, layer) / (k === 0 ? 1 : 10);
      return Array.from({ length: RECORDS }, (_, r) => plane(layer, 20 * r)[k] + off);
    });
  const made = curvesOf(of(0), of(1), Array(RECORDS).fill(accuracyOf(id)));
  return { ...made, epochs: made.epochs.map((epoch) => 4 * epoch) };
}

/** What a holding of this world has. */
export const paperWorld: Contents = (id) => {
  if (id.startsWith("train/")) return "trained";
  if (id.startsWith("measure/")) return representationOf(4 + repeatOf(id) % 2, 1);
  const made = id.includes("/mnist-") ? mnistCurves(id, REPEATS) : curves(id);
  if (id.startsWith("information/")) return made;
  const small = (series: Float64Array) => series.map(() => 1e-4);
  const sd = { ...made, ixt: small(made.ixt), ity: small(made.ity) };
  return momentsOf(made, sd);
};
