import { assert, assertEquals, assertThrows } from "@std/assert";
import { encodeSplit } from "../../../../lib/data/codec.ts";
import { encodeSparse } from "../../../../lib/data/sparse.ts";
import { u8 } from "../../../../lib/engines/wasm/memory.ts";
import { runMapSegment } from "../../../../lib/engines/wasm/mnist/segment.ts";
import { MapStates } from "../../../../lib/engines/wasm/mnist/states.ts";
import type { States } from "../../../../lib/engines/wasm/states.ts";
import { decodeTrace } from "../../../../lib/engines/wasm/trace.ts";
import { decodeCounts } from "../../../../lib/information/codec.ts";
import { type LayerCounts, rowsOf } from "../../../../lib/information/counts.ts";
import { BINNED, EXACT, globalBins } from "../../../../lib/information/estimator.ts";
import { countStatesReference } from "../../../../lib/information/reference.ts";
import type { Training } from "../../../../lib/network/training.ts";
import type { Bytes } from "../../../../lib/study/steps/io.ts";
import type { Measurement } from "../../../../lib/study/steps/measure.ts";
import { runMnistSegmentPass } from "../../../../lib/study/steps/mnist/measure.ts";
import { decodeOccupied } from "../../../../lib/study/steps/mnist/representation.ts";
import { runMnistTrain } from "../../../../lib/study/steps/mnist/train.ts";
import { IMAGE_SPLIT, IMAGES, imageSegment, NETWORKS } from "../../../engines/wasm/mnist/small.ts";

const EPOCHS = 5;

function paramsOf(training: Training) {
  return { training, repeat: 0, attempt: 0, phase: "train" as const, from: 0, to: EPOCHS };
}

function inputsOf(training: Training): Bytes {
  const { snapshot } = imageSegment(training, 0, 1);
  return { dataset: encodeSparse(IMAGES), split: encodeSplit(IMAGE_SPLIT), snapshot };
}

function pass(training: Training, measurements: readonly Measurement[]): Bytes[] {
  const params = paramsOf(training);
  const measures = measurements.map((estimator) => ({
    kind: "measure",
    params: { ...params, estimator },
  }));
  return runMnistSegmentPass([{ kind: "train", params }, ...measures], inputsOf(training));
}

/** Counts by plain TypeScript at every recorded epoch. */
function countsOf(training: Training): { exact: LayerCounts[][]; binned: LayerCounts[][] } {
  const exact: LayerCounts[][] = [], binned: LayerCounts[][] = [];
  const count = ({ at, rows, words }: States) => {
    const states = new BigUint64Array(u8(at, 8 * words * rows).slice().buffer);
    return countStatesReference(states, words, IMAGES.y, IMAGES.classes);
  };
  runMapSegment(imageSegment(training, 0, EPOCHS), (_, session) => {
    const states = new MapStates(session);
    states.write();
    exact.push(Array.from({ length: states.length }, (_, k) => count(states.exact(k))));
    binned.push([count(states.binned(training.quantization!.bits))]);
  });
  return { exact, binned };
}

for (const [name, training] of NETWORKS) {
  Deno.test(`runMnistSegmentPass() counts what plain TypeScript counts: ${name}`, () => {
    const expected = countsOf(training), epochs = Uint32Array.of(0, 2, 4);
    const [, exact, binned] = pass(training, [EXACT, BINNED]).map(({ counts }) => counts);
    const layers = expected.exact[0].map((_, k) => `T${k + 1}`);
    const maps = training.network.layers.filter((layer) => "pool" in layer).length;
    assertEquals(layers.length, training.network.layers.length + maps);
    assertEquals(decodeCounts(exact), { epochs, layers, counts: expected.exact });
    assertEquals(decodeCounts(binned), {
      epochs,
      layers: layers.slice(-1),
      counts: expected.binned,
    });
    const flat = expected.exact.flat();
    assert(flat.every(({ total }) => rowsOf(total) === IMAGES.y.length));
    assert(flat.some(({ total }) => total.length > 2));
  });

  Deno.test(`runMnistSegmentPass() trains as if it did not measure: ${name}`, () => {
    const alone = runMnistTrain(paramsOf(training), inputsOf(training));
    assertEquals(pass(training, [BINNED, EXACT])[0], alone);
    assertEquals(pass(training, [])[0], alone);
  });
}

const [, conv] = NETWORKS[2];

Deno.test("runMnistSegmentPass() gives one estimator's counts alone as in a pass", () => {
  const [, exact, binned] = pass(conv, [EXACT, BINNED]), params = paramsOf(conv);
  for (const [estimator, outputs] of [[EXACT, exact], [BINNED, binned]] as const) {
    const wanted = [{ kind: "measure", params: { ...params, estimator } }];
    assertEquals(runMnistSegmentPass(wanted, inputsOf(conv)), [outputs]);
  }
});

Deno.test("runMnistSegmentPass() of a segment that meets the restart rule makes a trace alone", () => {
  const protocol = { ...conv.protocol, restart: { from: 2, below: 2 } };
  const [trained] = pass({ ...conv, protocol }, [EXACT]);
  assertEquals(Object.keys(trained), ["trace"]);
  assertEquals(decodeTrace(trained.trace).stopped, 2);
});

Deno.test("runMnistSegmentPass() refuses other estimators and phases", () => {
  const refuses = (measurement: Measurement, name: string) =>
    assertThrows(() => pass(conv, [measurement]), RangeError, `current value is ${name}`);
  refuses(globalBins(30), "uniform-30-global");
  refuses({ ...EXACT, per: "neuron" }, "exact-neurons");
  refuses({ kind: "extent" }, "extent");
  const prefit = [{ kind: "train", params: { ...paramsOf(conv), phase: "prefit" } }];
  assertThrows(
    () => runMnistSegmentPass(prefit, inputsOf(conv)),
    RangeError,
    "phase must be train, current value is prefit",
  );
});

/** A network with a layer of two neurons, its second. */
const [, [, pair]] = NETWORKS;

function represent(training: Training, layer: number, epochs: readonly number[]): Bytes[] {
  const params = paramsOf(training);
  const estimators = [{ kind: "representation", layer, epochs }, EXACT];
  const wanted = estimators.map((estimator) => ({
    kind: "measure",
    params: { ...params, estimator },
  }));
  return runMnistSegmentPass(wanted, inputsOf(training));
}

Deno.test("runMnistSegmentPass() keeps the occupied states of two neurons at the named epochs", () => {
  const [{ occupied }, { counts }] = represent(pair, 2, [0, 3, 4, 600]);
  const { epochs, offsets, levels, classes, counts: rows } = decodeOccupied(occupied);
  // Epoch 3 is not recorded, 600 is of another segment.
  assertEquals([...epochs], [0, 4]);
  assertEquals([offsets[0], offsets[2]], [0, classes.length]);
  const table = decodeCounts(counts);
  for (const [record, at] of [[0, 0], [2, 1]]) {
    const own = Array.from({ length: offsets[at + 1] - offsets[at] }, (_, k) => offsets[at] + k);
    const states = new Set(own.map((k) => `${levels[2 * k]} ${levels[2 * k + 1]}`));
    // Counts are pairs of a count and the number of states that have it.
    const { total } = table.counts[record][1];
    assertEquals(states.size, total.reduce((sum, n, k) => k % 2 ? sum + n : sum, 0));
    for (let c = 0; c < IMAGES.classes; c++) {
      const of = own.filter((k) => classes[k] === c).reduce((sum, k) => sum + rows[k], 0);
      assertEquals(of, IMAGES.y.filter((label) => label === c).length);
    }
  }
});

Deno.test("runMnistSegmentPass() makes an empty representation of a segment without a named epoch", () => {
  const [{ occupied }] = represent(pair, 2, [600]);
  assertEquals(decodeOccupied(occupied).classes.length, 0);
});

Deno.test("runMnistSegmentPass() represents layers of two neurons alone", () => {
  for (const layer of [0, 1, 3, 99]) {
    assertThrows(() => represent(pair, layer, [0]), RangeError, `current value is T${layer}`);
  }
});
