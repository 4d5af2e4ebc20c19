/**
 * The same segment trained by both engines: our own, and the one of TensorFlow.js, which knows nothing of it.
 *
 * @module
 */
import { getOrMake } from "../../lib/bits/memo.ts";
import { decodeTensors } from "../../lib/bits/safetensors.ts";
import type { Split } from "../../lib/data/split.ts";
import { syntheticDataset } from "../../lib/data/synthetic.ts";
import { runSegments } from "../../lib/engines/tfjs/segment.ts";
import type { TensorFlow } from "../../lib/engines/tfjs/tensorflow.ts";
import { initialSnapshot } from "../../lib/engines/wasm/initialize.ts";
import { initialSnapshot as initialMaps } from "../../lib/engines/wasm/mnist/initialize.ts";
import { runMapSegment } from "../../lib/engines/wasm/mnist/segment.ts";
import { runSegment } from "../../lib/engines/wasm/segment.ts";
import type { Trace } from "../../lib/engines/wasm/trace.ts";
import type { Training } from "../../lib/network/training.ts";
import { syntheticTraining } from "../../lib/paper/synthetic_trainings.ts";
import { IMAGES, NETWORKS } from "../engines/wasm/mnist/small.ts";

/** Both engines' view of a training. */
export interface Kind {
  readonly name: string;
  readonly training: Training;
  readonly images: boolean;
  /** Epochs of our engine before engines are compared. */
  readonly before: number;
}

function kindOf(name: string, training: Training, images: boolean): Kind {
  const { protocol } = training;
  return {
    ...{ name, images },
    // Every epoch is recorded: the ranges after it are in its trace.
    training: { ...training, protocol: { ...protocol, every: 1 } },
    // At 4 bit the codes of the first epochs are all 0: the moving ranges must close in before a gradient passes.
    before: images ? 3 : 1000,
  };
}

/** Every kind of layer and bit width: the study's dense networks, sparse first layers, convolutions and pooling. */
export const KINDS: readonly Kind[] = [
  ...([8, 4, 32] as const).flatMap((bits) =>
    (["relu", "tanh"] as const).map((activation) =>
      kindOf(`${activation}, ${bits} bit`, syntheticTraining(activation, bits), false)
    )
  ),
  ...NETWORKS.map(([name, training]) => kindOf(`images, ${name}`, training, true)),
];

/** Rows of the test part. */
const TEST = 64;

/** Training rows spread over the data set, and others to test. */
export function spreadSplit({ images }: Kind, size: number): Split {
  const rows = images ? IMAGES.y.length : syntheticDataset().y.length;
  const all = Int32Array.from({ length: rows }, (_, r) => r * 7 % rows);
  return { train: all.slice(0, size), test: all.slice(size, size + TEST) };
}

/** A state: float32 tensors of a snapshot by name. */
export type Tensors = Readonly<Record<string, Float32Array>>;

/** What an engine made of a segment. */
export interface Made {
  readonly snapshot: Uint8Array;
  readonly trace: Trace;
}

function initial({ training, images }: Kind): Uint8Array {
  return images
    ? initialMaps(training, IMAGES.width, 0, 0)
    : initialSnapshot(training, syntheticDataset().columns, 0, 0);
}

/** Trains epochs `from` to `to` with our engine. */
export function ours(
  kind: Kind,
  split: Split,
  snapshot: Uint8Array,
  from: number,
  to: number,
): Made {
  const { training, images } = kind;
  const input = { training, split, snapshot, repeat: 0, attempt: 0, from, to };
  const { snapshot: end, trace } = images
    ? runMapSegment({ ...input, dataset: () => IMAGES })
    : runSegment({ ...input, dataset: syntheticDataset(), phase: "train" });
  return { snapshot: end!, trace };
}

/** Trains epochs `from` to `to` with TensorFlow.js. */
export async function theirs(
  tf: TensorFlow,
  { training, images }: Kind,
  split: Split,
  snapshot: Uint8Array,
  from: number,
  to: number,
): Promise<Made> {
  const dataset = images ? IMAGES : syntheticDataset();
  const repeats = [{ repeat: 0, attempt: 0, snapshot }];
  const input = { training, dataset, split, phase: "train" as const, from, to, repeats };
  const [made] = await runSegments(tf, input);
  return { snapshot: made.snapshot!, trace: made.trace };
}

/**
 * A state that our engine came to. Not the initial one: there every bias is 0 and quantised weights are multiples of one
 * number, so that many inputs of a ReLU are exactly 0 (of 256 synthetic rows in the first layer 6 at 8 bit, 99 at
 * 4 bit), and the last bit of a sum decides whether a gradient passes.
 */
export function startOf(kind: Kind, split: Split): Uint8Array {
  return getOrMake(STARTS, `${kind.name} ${split.train.length}`, () => {
    return ours(kind, split, initial(kind), 0, kind.before).snapshot;
  });
}

/** States that tests start from; each is of one backend after the other. */
const STARTS = new Map<string, Uint8Array>();

/** The float32 tensors of a snapshot. */
export function tensorsOf(snapshot: Uint8Array): Tensors {
  const all = Object.entries(decodeTensors(snapshot).tensors);
  return Object.fromEntries(
    all.flatMap(([name, { data }]) => data instanceof Float32Array ? [[name, data]] : []),
  );
}
