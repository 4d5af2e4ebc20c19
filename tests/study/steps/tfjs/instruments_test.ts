import { assertEquals, assertThrows } from "@std/assert";
import { encodeTensors, tensor } from "../../../../lib/bits/safetensors.ts";
import type { LayerStates, RepeatStates } from "../../../../lib/engines/tfjs/evaluate.ts";
import { f32 } from "../../../../lib/engines/wasm/memory.ts";
import { runSegment, type Session } from "../../../../lib/engines/wasm/segment.ts";
import { type Estimator, EXACT, type Uniform } from "../../../../lib/information/estimator.ts";
import type { Training } from "../../../../lib/network/training.ts";
import { runSegmentPass } from "../../../../lib/study/steps/measure.ts";
import { Bench, Counting, Reaching } from "../../../../lib/study/steps/tfjs/instruments.ts";
import { KINDS, SMALL, smallSegment } from "../../../engines/wasm/small.ts";
import { dataOf, startOf } from "./support.ts";

const EPOCHS = 5;
const BOUNDS = [-0.75, 1.5] as const;

/** Units x height, neuron by neuron, as rows x units. */
function rowMajor({ height, rows }: Session, at: number, units: number): Float32Array {
  const columns = f32(at, units * height);
  return Float32Array.from(
    { length: rows * units },
    (_, k) => columns[(k % units) * height + Math.floor(k / units)],
  );
}

/** The default engine's network as another engine shows it. */
function statesOf(session: Session): RepeatStates {
  const { layers, probabilities, classes } = session.network;
  const all = layers.map(({ units, out, quantiser }): LayerStates => {
    const values = rowMajor(session, out, units), features = units;
    if (quantiser === 0) return { features, values, codes: null, scale: null };
    const scale = f32(quantiser, 3)[2];
    const codes = Int16Array.from(values, (value) => Math.round(value / scale));
    return { features, values: null, codes, scale };
  });
  return { position: 0, layers: all, probabilities: rowMajor(session, probabilities, classes) };
}

const uniform = (bounds: Uniform["bounds"], per: Uniform["per"] = "layer"): Uniform => {
  return { kind: "uniform", bins: 30, bounds, per };
};

const ESTIMATORS: readonly Estimator[] = (["layer", "neuron"] as const).flatMap((per) => [
  { kind: "exact", per },
  { kind: "binned", per },
  { kind: "adaptive", bins: 10, per },
  uniform("layer", per),
  uniform("neuron", per),
  uniform("global", per),
  uniform([-0.25, 0.75], per),
]);

const widths = [7, 4, 3];

for (const [name, training] of KINDS) {
  Deno.test(`Counting and Reaching make of values what the default engine does: ${name}`, () => {
    const expected = expectedOf(training);
    const counting = ESTIMATORS.map((one) => new Counting(one, training, widths, BOUNDS));
    const reaching = new Reaching(widths);
    let bench: Bench | undefined;
    runSegment(smallSegment(training, 0, EPOCHS), (epoch, session) => {
      session.evaluate();
      const states = statesOf(session);
      bench ??= new Bench(training, SMALL, widths, true);
      for (const one of [...counting, reaching]) one.record(epoch, states, bench);
    });
    [...counting, reaching].forEach((one, k) => {
      assertEquals(Object.fromEntries([one.end()]), expected[k], JSON.stringify(ESTIMATORS[k]));
    });
  });
}

/** By the default engine's own steps. */
function expectedOf(training: Training) {
  const bounds = encodeTensors({ bounds: tensor(Float32Array.of(...BOUNDS)) });
  const params = { training, repeat: 0, attempt: 0, phase: "train", from: 0, to: EPOCHS };
  const wanted = [...ESTIMATORS, { kind: "extent" }].map((estimator) => {
    return { kind: "measure", params: { ...params, estimator } };
  });
  return runSegmentPass(wanted, { ...dataOf(training), bounds, snapshot: startOf(training, 0) });
}

Deno.test("Counting of values that are not finite is an error that names the layer", () => {
  const [, training] = KINDS[6];
  runSegment(smallSegment(training, 0, 1), (epoch, session) => {
    session.evaluate();
    const states = statesOf(session), bench = new Bench(training, SMALL, widths, true);
    states.layers[1].values![5] = NaN;
    const one = new Counting(EXACT, training, widths, undefined);
    assertThrows(() => one.record(epoch, states, bench), RangeError, "Cannot measure layer T2");
  });
});
