import { assert, assertEquals } from "@std/assert";
import { encodeDataset, encodeSplit } from "../../../lib/data/codec.ts";
import { f32 } from "../../../lib/engines/wasm/memory.ts";
import { runSegment, type Session } from "../../../lib/engines/wasm/segment.ts";
import { decodeTrace } from "../../../lib/engines/wasm/trace.ts";
import { decodeCounts } from "../../../lib/information/codec.ts";
import { type LayerCounts, rowsOf } from "../../../lib/information/counts.ts";
import { countStatesReference } from "../../../lib/information/reference.ts";
import type { Training } from "../../../lib/network/training.ts";
import { BINNED, EXACT } from "../../../lib/information/estimator.ts";
import { runSegmentPass } from "../../../lib/study/steps/measure.ts";
import { runTrain } from "../../../lib/study/steps/train.ts";
import { SMALL, SMALL_SPLIT, smallSegment, smallTraining } from "../../engines/wasm/small.ts";
import { pack } from "../../information/support.ts";
import { measureSegment } from "./pass.ts";

const { fround, round, floor, max } = Math;
const EPOCHS = 5;

function paramsOf(training: Training, to = EPOCHS) {
  return { training, repeat: 0, attempt: 0, phase: "train" as const, from: 0, to };
}

function inputsOf(training: Training): Record<string, Uint8Array> {
  const { snapshot } = smallSegment(training, 0, 1);
  return { dataset: encodeDataset(SMALL), split: encodeSplit(SMALL_SPLIT), snapshot };
}

/** What layer `l` hands on, or `of` its place in memory: rows x units. */
function matrix({ height, network }: Session, l: number, of = network.layers[l].out): number[][] {
  const { units } = network.layers[l], values = f32(of, units * height);
  return Array.from(
    SMALL.y,
    (_, r) => Array.from({ length: units }, (_, u) => values[u * height + r]),
  );
}

/** Levels of what layer `l` hands on, counted from its lowest: multiples of the quantiser's scale. */
function codes(session: Session, l: number): number[][] {
  const [, , scale, , , zero] = f32(session.network.layers[l].quantiser, 8);
  return matrix(session, l).map((row) => row.map((value) => round(value / scale) + zero));
}

const count = (rows: number[][]): LayerCounts => {
  const { states, words } = pack(rows);
  return countStatesReference(states, words, SMALL.y, SMALL.classes);
};

/** Half to even, as NumPy rounds. */
function roundHalfEven(x: number): number {
  return x - floor(x) === 0.5 ? 2 * round(x / 2) : round(x);
}

/** The released estimator in float32: 257 bins between the smallest and the largest probability. */
function bins(session: Session): number[][] {
  const p = matrix(session, 2, session.network.probabilities), all = p.flat();
  const lo = all.reduce((a, b) => Math.min(a, b)), up = all.reduce((a, b) => max(a, b));
  const span = fround(up - lo);
  return p.map((row) =>
    row.flatMap((x) => {
      const bin = roundHalfEven(fround(fround(fround(x - lo) * 256) / span));
      return [bin & 255, bin >> 8];
    })
  );
}

/** Counts by plain TypeScript at every recorded epoch: exact ones of all layers, binned ones of the last. */
function countsOf(training: Training): { exact: LayerCounts[][]; binned: LayerCounts[][] } {
  const exact: LayerCounts[][] = [], binned: LayerCounts[][] = [];
  runSegment(smallSegment(training, 0, EPOCHS), (_, session) => {
    session.evaluate();
    const differences = codes(session, 2).map((row) => row.map((code) => max(...row) - code));
    exact.push([codes(session, 0), codes(session, 1), differences].map(count));
    binned.push([count(bins(session))]);
  });
  return { exact, binned };
}

for (const activation of ["relu", "tanh"] as const) {
  const training = smallTraining(activation, { bits: 8, start: 1 });

  Deno.test(`measureSegment() counts what plain TypeScript counts: ${activation}`, () => {
    const expected = countsOf(training);
    const { counts } = measureSegment(paramsOf(training), ["exact", "binned"], inputsOf(training));
    const [exact, binned] = counts.map(decodeCounts);
    assertEquals(exact, {
      epochs: Uint32Array.of(0, 2, 4),
      layers: ["T1", "T2", "T3"],
      counts: expected.exact,
    });
    assertEquals(binned, {
      epochs: Uint32Array.of(0, 2, 4),
      layers: ["T3"],
      counts: expected.binned,
    });
    // Neither trivial nor alike: some states hold several rows, and bins join what is exactly two.
    const flat = expected.exact.flat();
    assert(flat.some(({ total }) => total.length > 2) && flat.every(({ total }) => total[0] < 60));
    assert(flat.every(({ total }) => rowsOf(total) === 60));
  });

  Deno.test(`measureSegment() trains as if it did not measure: ${activation}`, () => {
    const inputs = inputsOf(training), params = paramsOf(training);
    assertEquals(
      measureSegment(params, ["exact", "binned"], inputs).trained,
      runTrain(params, inputs),
    );
    assertEquals(measureSegment(params, [], inputs).trained, runTrain(params, inputs));
  });
}

const training = smallTraining("relu", { bits: 8 });

Deno.test("runSegmentPass() gives one estimator's counts, the same as in a pass", () => {
  const inputs = inputsOf(training), params = paramsOf(training);
  const { counts } = measureSegment(params, ["binned", "exact"], inputs);
  const alone = (estimator: typeof BINNED | typeof EXACT) =>
    runSegmentPass([{ kind: "measure", params: { ...params, estimator } }], inputs);
  assertEquals(alone(BINNED), [{ counts: counts[0] }]);
  assertEquals(alone(EXACT), [{ counts: counts[1] }]);
});

Deno.test("measureSegment() goes on from a snapshot as a longer segment would", () => {
  const inputs = inputsOf(training), whole = measureSegment(paramsOf(training), ["exact"], inputs);
  const { snapshot } = runTrain(paramsOf(training, 3), inputs);
  const rest = measureSegment({ ...paramsOf(training), from: 3 }, ["exact"], {
    ...inputs,
    snapshot,
  });
  const [last] = decodeCounts(rest.counts[0]).counts;
  assertEquals(decodeCounts(rest.counts[0]).epochs, Uint32Array.of(4));
  assertEquals(last, decodeCounts(whole.counts[0]).counts[2]);
  assertEquals(rest.trained.snapshot, whole.trained.snapshot);
});

Deno.test("measureSegment() of a segment that meets the restart rule makes a trace alone", () => {
  const { protocol } = training, restart = { from: 2, below: 2 };
  const { trained } = measureSegment(
    paramsOf({ ...training, protocol: { ...protocol, restart } }),
    ["exact"],
    inputsOf(training),
  );
  assertEquals(Object.keys(trained), ["trace"]);
  const { stopped, trainCorrect } = decodeTrace(trained.trace);
  assertEquals([stopped, trainCorrect.length], [2, 3]);
});
