/**
 * Results of a finished run as its entry keeps them: curves by their digests, and what else its traces told.
 *
 * @module
 */
import { decodeTensors, encodeTensors, tensor } from "../bits/safetensors.ts";
import { estimatorName } from "../information/estimator.ts";
import { repeatName } from "../plan/ids.ts";
import { type Curves, decodeCurves } from "../study/steps/curves.ts";
import type { OwnRun } from "./registry.ts";
import type { DiscardedAttempt, RepeatResults, RunResults } from "./results.ts";

/**
 * What traces tell of the repeats, as safetensors: `repeats` and `attempts` [R], `loss` [R, E] nats where every repeat has
 * it, and `discarded` [D, 4], a row of repeat, attempt, epoch and accuracy each.
 */
export function encodeTraining({ repeats, epochs }: RunResults): Uint8Array {
  const losses = repeats.flatMap(({ loss }) => loss === undefined ? [] : [loss]);
  const discarded = repeats.flatMap(({ repeat, discarded = [] }) =>
    discarded.map(({ attempt, epoch, accuracy }) => [repeat, attempt, epoch, accuracy])
  );
  const whole = losses.length === repeats.length;
  return encodeTensors({
    repeats: tensor(Uint32Array.from(repeats, ({ repeat }) => repeat)),
    attempts: tensor(Uint32Array.from(repeats, ({ attempt }) => attempt)),
    discarded: tensor(Float64Array.from(discarded.flat()), [discarded.length, 4]),
    ...(whole && {
      loss: tensor(
        Float64Array.from(losses.flatMap((one) => [...one])),
        [repeats.length, epochs.length],
      ),
    }),
  });
}

/**
 * Results from what {@linkcode encodeTraining} wrote and the curves behind their digests.
 *
 * @param digests Of the curves, by `r00/exact`.
 * @returns Undefined if curves are gone.
 * @throws {TypeError} If the bytes are none of these.
 */
export async function decodeResults(
  run: OwnRun,
  training: Uint8Array,
  digests: Readonly<Record<string, string>>,
  get: (digest: string) => Promise<Uint8Array | undefined>,
): Promise<RunResults | undefined> {
  const { tensors } = decodeTensors(training), names = run.estimators.map(estimatorName);
  const ended = tensors.discarded.data as Float64Array, repeats: RepeatResults[] = [];
  for (const [k, repeat] of [...tensors.repeats.data as Uint32Array].entries()) {
    const curves: Record<string, Curves> = {};
    for (const name of names) {
      const bytes = await get(digests[`${repeatName(repeat)}/${name}`]);
      if (bytes === undefined) return undefined;
      curves[name] = decodeCurves(bytes);
    }
    const { length } = curves[names[0]].epochs;
    const loss = (tensors.loss?.data as Float64Array | undefined)?.slice(
      k * length,
      (k + 1) * length,
    );
    repeats.push({
      ...{ repeat, attempt: Number(tensors.attempts.data[k]), curves },
      discarded: discardedOf(ended, repeat),
      ...(loss && { loss }),
    });
  }
  const { epochs, layers } = repeats[0].curves[names[0]];
  return { run, estimators: names, epochs, layers, repeats, digests };
}

function discardedOf(rows: Float64Array, of: number): DiscardedAttempt[] {
  const found: DiscardedAttempt[] = [];
  for (let k = 0; k < rows.length; k += 4) {
    const [repeat, attempt, epoch, accuracy] = rows.subarray(k, k + 4);
    if (repeat === of) found.push({ attempt, epoch, accuracy });
  }
  return found;
}
