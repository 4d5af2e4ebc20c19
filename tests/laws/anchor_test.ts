/**
 * The anchor of docs/protocol.md, section 9: information of the ReLU 8-bit network after epoch 0, as an independent
 * NumPy model with its own random numbers found it, and what becomes of it with another range rule.
 */
import { assert } from "@std/assert";
import { syntheticSplit } from "../../lib/data/split.ts";
import { syntheticDataset } from "../../lib/data/synthetic.ts";
import { encodeDataset, encodeSplit } from "../../lib/data/codec.ts";
import { decodeCounts } from "../../lib/information/codec.ts";
import { mutualInformation } from "../../lib/information/entropy.ts";
import type { Quantization } from "../../lib/network/training.ts";
import { runInit } from "../../lib/study/steps/init.ts";
import { measureSegment } from "../study/steps/pass.ts";
import { EXPERIMENTS } from "../../lib/paper/experiments.ts";

/** Seeds of the model. */
const SEEDS = 30;
/** I(X;T) and I(T;Y) of T2 to T6, means of 30 seeds. */
const IXT = [11.28, 8.25, 5.54, 3.11, 1.84];
const ITY = [0.81, 0.31, 0.12, 0.06, 0.03];
/** I(X;T) with ranges taken from the batch instead of the moving average. */
const IXT_BATCH = [11.89, 11.18, 9.87, 7.05, 4.87];

const dataset = encodeDataset(syntheticDataset()), split = encodeSplit(syntheticSplit());

/** I(X;T) of T2 to T6, then I(T;Y), of one repeat after epoch 0; the output layer binned. */
function informationOf(ranges: Quantization["ranges"], repeat: number): number[] {
  const base = EXPERIMENTS["SYN-ReLU-8"].training;
  const training = { ...base, quantization: { ...base.quantization!, ranges } };
  const { snapshot } = runInit({ training, repeat, attempt: 0 }, { dataset });
  const params = { training, repeat, attempt: 0, phase: "train" as const, from: 0, to: 1 };
  const { counts } = measureSegment(params, ["exact", "binned"], { dataset, split, snapshot });
  const [[exact], [binned]] = counts.map((one) => decodeCounts(one).counts);
  const layers = [...exact.slice(1, 5), ...binned].map(mutualInformation);
  return [...layers.map(({ ixt }) => ixt), ...layers.map(({ ity }) => ity)];
}

interface Mean {
  readonly mean: number;
  /** Standard deviation of one value. */
  readonly sd: number;
  readonly n: number;
}

/** Means over `n` repeats. */
function meansOf(ranges: Quantization["ranges"], n: number): Mean[] {
  const all = Array.from({ length: n }, (_, repeat) => informationOf(ranges, repeat));
  return all[0].map((_, k) => {
    const mean = all.reduce((sum, one) => sum + one[k], 0) / n;
    const squares = all.reduce((sum, one) => sum + (one[k] - mean) * (one[k] - mean), 0);
    return { mean, sd: Math.sqrt(squares / (n - 1)), n };
  });
}

/**
 * Whether a mean agrees with the oracle's within 3 standard errors of their difference. The oracle's is a mean
 * of 30 values of the same distribution, so that its deviation is taken to equal ours. It is printed with
 * two decimals: 0.005 more.
 */
function agrees({ mean, sd, n }: Mean, oracle: number): boolean {
  return Math.abs(mean - oracle) <= 3 * sd * Math.sqrt(1 / n + 1 / SEEDS) + 0.005;
}

const text = (of: Mean[]) =>
  of.map(({ mean, sd }) => `${mean.toFixed(3)}±${sd.toFixed(3)}`).join(" ");

Deno.test("means over 30 repeats after epoch 0 agree with the independent model", () => {
  const means = meansOf("moving_average", SEEDS);
  [...IXT, ...ITY].forEach((oracle, k) => assert(agrees(means[k], oracle), text(means)));
});

Deno.test("with ranges taken from the batch they do not", () => {
  const means = meansOf("batch", SEEDS);
  IXT.forEach((oracle, k) => assert(!agrees(means[k], oracle), text(means)));
});

Deno.test("with ranges taken from the batch they agree with the model under that rule", () => {
  const means = meansOf("batch", 4 * SEEDS);
  IXT_BATCH.forEach((oracle, k) => assert(agrees(means[k], oracle), text(means)));
});
