/**
 * The `measure` step of the TensorFlow.js engine, many repeats at once.
 *
 * @module
 */
import { widthOf } from "../../../engines/tfjs/rows.ts";
import type { StackedObserver } from "../../../engines/tfjs/segment.ts";
import type { TensorFlow } from "../../../engines/tfjs/tensorflow.ts";
import { reset } from "../../../engines/wasm/memory.ts";
import { estimatorName, isGlobal } from "../../../information/estimator.ts";
import type { Training } from "../../../network/training.ts";
import { decodeBounds } from "../bounds.ts";
import type { Bytes } from "../io.ts";
import type { Measurement, Wanted } from "../measure.ts";
import { Bench, Counting, type Instrument, Reaching } from "./instruments.ts";
import { stackedName } from "./names.ts";
import { hasMaps, siteWidths } from "./sites.ts";
import { decodeAnyDataset, runStackedTrain, type StackedTrainParams } from "./train.ts";

/** Parameters of a stacked `measure` step. */
interface StackedMeasureParams extends StackedTrainParams {
  readonly estimator: Measurement;
}

/** What one wanted step measures: of each repeat, by its position in the group. */
type Instruments = readonly (Instrument | undefined)[];

/** @throws {RangeError} If the measurement is none of this engine's, or wants more than the maps' exact states. */
function requireMeasurable(measurement: Measurement, training: Training): void {
  const { kind } = measurement, known = ["exact", "binned", "uniform", "adaptive", "extent"];
  const plain = kind === "exact" || kind === "binned";
  const ofMaps = plain && (measurement as { per: string }).per === "layer";
  if (hasMaps(training) ? ofMaps : known.includes(kind)) return;
  const name = !known.includes(kind) || kind === "extent" ? kind : estimatorName(measurement);
  const rule = hasMaps(training) ? "exact or binned" : known.join(", ");
  throw new RangeError(
    `Cannot measure with tfjs: measurement must be ${rule}, current value is ${name}`,
  );
}

function instrumentsOf(
  { kind, params }: Wanted,
  widths: readonly number[],
  inputs: Bytes,
): Instruments | undefined {
  if (kind.startsWith("train")) return undefined;
  const { estimator, training, repeats } = params as StackedMeasureParams;
  requireMeasurable(estimator, training);
  return repeats.map(({ repeat }) => {
    if (estimator.kind === "extent") return new Reaching(widths);
    const found = inputs[stackedName("bounds", repeat)];
    // A repeat that was discarded later on has no bounds; it is trained along, since the others' bits may depend on it.
    if (isGlobal(estimator) && found === undefined) return undefined;
    return new Counting(estimator, training, widths, found && decodeBounds(found));
  });
}

/** Whether values of hidden layers are wanted, and not their codes alone. */
function wantsValues(wanted: readonly Wanted[], { quantization }: Training): boolean {
  if (quantization === null) return true;
  const kinds = wanted.map(({ params }) => (params as StackedMeasureParams).estimator?.kind);
  return kinds.some((kind) => kind !== undefined && kind !== "exact" && kind !== "binned");
}

/** Output names and bytes of what the repeats' instruments collected. */
function ends(instruments: Instruments, { repeats }: StackedTrainParams): Bytes {
  const made: Record<string, Uint8Array> = {};
  instruments.forEach((instrument, k) => {
    if (instrument === undefined) return;
    const [name, bytes] = instrument.end();
    made[stackedName(name, repeats[k].repeat)] = bytes;
  });
  return made;
}

/**
 * Replays a segment of some repeats once and makes every output that is wanted of it: stacked `train` steps, and
 * stacked `measure` steps of any number of measurements, at every recorded epoch.
 *
 * Inputs as of {@linkcode runStackedTrain}, and `bounds-r00` … for bins with global bounds. Outputs of a measurement:
 * `counts-r00` …, or `extents-r00` …, in the encodings of the default engine. A repeat that meets the restart rule has
 * counts up to there; nobody asks for them.
 *
 * @param tf As of {@linkcode runStackedTrain}.
 * @throws {RangeError} If a measurement is none of this engine's, or a value is NaN or infinite.
 */
export async function runStackedPass(
  tf: TensorFlow,
  wanted: readonly Wanted[],
  inputs: Bytes,
): Promise<Bytes[]> {
  reset();
  const params = wanted[0].params as StackedTrainParams, { training } = params;
  const dataset = decodeAnyDataset(inputs.dataset);
  const widths = siteWidths(training, widthOf(dataset));
  const instruments = wanted.map((one) => instrumentsOf(one, widths, inputs));
  const measuring = instruments.filter((one) => one !== undefined);
  let bench: Bench | undefined;
  const observe: StackedObserver = async (epoch, all) => {
    bench ??= new Bench(training, dataset, widths, wantsValues(wanted, training));
    for await (const states of all) {
      for (const one of measuring) one[states.position]?.record(epoch, states, bench);
    }
  };
  const observing = measuring.length > 0 ? observe : undefined;
  const trained = await runStackedTrain(tf, params, inputs, observing);
  return instruments.map((one) => one === undefined ? trained : ends(one, params));
}
