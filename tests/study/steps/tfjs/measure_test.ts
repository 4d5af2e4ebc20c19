import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { encodeTensors, tensor } from "../../../../lib/bits/safetensors.ts";
import { decodeTrace } from "../../../../lib/engines/wasm/trace.ts";
import { decodeCounts } from "../../../../lib/information/codec.ts";
import { rowsOf } from "../../../../lib/information/counts.ts";
import { BINNED, EXACT, globalBins } from "../../../../lib/information/estimator.ts";
import type { Training } from "../../../../lib/network/training.ts";
import { runBounds } from "../../../../lib/study/steps/bounds.ts";
import type { Bytes } from "../../../../lib/study/steps/io.ts";
import { type Measurement, runSegmentPass } from "../../../../lib/study/steps/measure.ts";
import { runMnistSegmentPass } from "../../../../lib/study/steps/mnist/measure.ts";
import { runStackedPass } from "../../../../lib/study/steps/tfjs/measure.ts";
import { stackedName } from "../../../../lib/study/steps/tfjs/names.ts";
import { runStackedTrain } from "../../../../lib/study/steps/tfjs/train.ts";
import { onBackends } from "../../../engines/tfjs/support.ts";
import { NETWORKS } from "../../../engines/wasm/mnist/small.ts";
import { SMALL, smallTraining } from "../../../engines/wasm/small.ts";
import { dataOf, inputsOf, paramsOf, REPEATS, startOf, wantedOf } from "./support.ts";

/** The training with weights that stay as they are: what is measured is one and the same network in every engine. */
function still(training: Training): Training {
  return { ...training, protocol: { ...training.protocol, learningRate: 0 } };
}

/** Trains by the default engine, and measures every repeat's next epoch by it. */
function byDefault(training: Training, measurements: readonly Measurement[]) {
  const pass = training.data === "images" ? runMnistSegmentPass : runSegmentPass;
  return REPEATS.map((repeat) => {
    const inputs = { ...dataOf(training), snapshot: startOf(training, repeat) };
    const params = { training, repeat, attempt: 0, phase: "train", from: 0, to: 6 };
    const [{ snapshot }] = pass([{ kind: "train", params }], inputs);
    const next = { ...params, training: still(training), from: 6, to: 7 };
    const wanted = measurements.map((estimator) => {
      return { kind: "measure", params: { ...next, estimator } };
    });
    return { snapshot, measured: pass(wanted, { ...inputs, snapshot }) };
  });
}

/** Each counts integers, which last bits of the weighted sums can change only within a last bit of half a level. */
const QUANTISED: readonly Measurement[] = [
  EXACT,
  BINNED,
  { ...EXACT, per: "neuron" },
  { ...BINNED, per: "neuron" },
];

const KINDS: readonly (readonly [string, Training, readonly Measurement[]])[] = [
  ["ReLU, 8 bit", smallTraining("relu", { bits: 8, start: 1 }), QUANTISED],
  ["Tanh, 8 bit", smallTraining("tanh", { bits: 8, start: 1 }), QUANTISED],
  ["Tanh, 4 bit", smallTraining("tanh", { bits: 4, start: 1 }), QUANTISED],
  ...NETWORKS.map(([name, training]) => [`images, ${name}`, training, [EXACT, BINNED]] as const),
];

for (const [name, training, measurements] of KINDS) {
  onBackends(
    `runStackedPass() measures the default engine's network as it does: ${name}`,
    async (tf) => {
      const expected = byDefault(training, measurements);
      const snapshots = new Map(REPEATS.map((repeat, k) => [repeat, expected[k].snapshot]));
      const inputs = inputsOf(training, (repeat) => snapshots.get(repeat)!);
      const [, ...found] = await runStackedPass(
        tf,
        wantedOf(paramsOf(still(training), 7, 6), measurements),
        inputs,
      );
      found.forEach((outputs, m) => {
        REPEATS.forEach((repeat, k) => {
          const [[output, bytes]] = Object.entries(expected[k].measured[m]);
          const what = JSON.stringify([measurements[m], repeat]);
          const own = outputs[stackedName(output, repeat)];
          if (output === "counts") assertEquals(decodeCounts(own), decodeCounts(bytes), what);
          assertEquals(own, bytes, what);
        });
        assertEquals(Object.keys(outputs).length, REPEATS.length);
      });
    },
  );
}

const relu = smallTraining("relu", { bits: 8 }), floats = smallTraining("tanh", null);

onBackends("runStackedPass() trains as if it did not measure", async (tf) => {
  const inputs = inputsOf(relu), params = paramsOf(relu, 3);
  const trained = await runStackedTrain(tf, params, inputs);
  assertEquals(Object.keys(trained).sort(), [
    ...REPEATS.map((repeat) => stackedName("snapshot", repeat)),
    ...REPEATS.map((repeat) => stackedName("trace", repeat)),
  ]);
  assertEquals(await runStackedPass(tf, wantedOf(params, []), inputs), [trained]);
  const [again, alone] = await runStackedPass(tf, wantedOf(params, [EXACT]), inputs);
  assertEquals(again, trained);
  const [first] = await runStackedPass(tf, wantedOf(params, [EXACT]).slice(1), inputs);
  assertEquals(first, alone);
  const { epochs, layers, counts } = decodeCounts(alone["counts-r03"]);
  assertEquals([[...epochs], layers], [[0, 2], ["T1", "T2", "T3"]]);
  assert(counts.flat().every(({ total }) => rowsOf(total) === SMALL.y.length));
  assertNotEquals(alone["counts-r00"], alone["counts-r03"]);
});

onBackends(
  "runStackedPass() of a repeat that meets the restart rule makes no snapshot of it",
  async (tf) => {
    const free = await runStackedTrain(tf, paramsOf(relu, 4), inputsOf(relu));
    const right = REPEATS.map((repeat) =>
      decodeTrace(free[stackedName("trace", repeat)]).trainCorrect[2]
    );
    // Between the worst and the others at epoch 2.
    const below = (Math.min(...right) + 0.5) / 44, restart = { from: 2, below };
    const training = { ...relu, protocol: { ...relu.protocol, restart } };
    const [trained, { ...counts }] = await runStackedPass(
      tf,
      wantedOf(paramsOf(training, 4), [EXACT]),
      inputsOf(training),
    );
    const gone = REPEATS.filter((repeat) => !(stackedName("snapshot", repeat) in trained));
    assert(gone.length > 0 && gone.length < 3, `${gone}`);
    for (const repeat of REPEATS) {
      const { stopped } = decodeTrace(trained[stackedName("trace", repeat)]);
      assertEquals(stopped !== null, gone.includes(repeat));
      const { epochs } = decodeCounts(counts[stackedName("counts", repeat)]);
      assertEquals(epochs.length === 1, stopped === 2);
    }
  },
);

onBackends(
  "runStackedPass() counts bins with global bounds of those that have bounds",
  async (tf) => {
    const inputs = inputsOf(floats), params = paramsOf(floats, 4), wanted = globalBins(30);
    const [, extents] = await runStackedPass(tf, wantedOf(params, [{ kind: "extent" }]), inputs);
    const bounds = (repeat: number) =>
      runBounds({ "extent-01": extents[stackedName("extents", repeat)] }).bounds;
    const second = wantedOf(params, [wanted]).slice(1);
    const given: Bytes = { ...inputs, "bounds-r00": bounds(0), "bounds-r03": bounds(3) };
    const [found] = await runStackedPass(tf, second, given);
    assertEquals(Object.keys(found), ["counts-r00", "counts-r03"]);
    const other = encodeTensors({ bounds: tensor(Float32Array.of(-9, 9)) });
    const [wide] = await runStackedPass(tf, second, { ...given, "bounds-r03": other });
    assertEquals(wide["counts-r00"], found["counts-r00"]);
    assertNotEquals(wide["counts-r03"], found["counts-r03"]);
  },
);

onBackends("runStackedPass() refuses what it does not measure, in one line", async (tf) => {
  const refuses = async (training: Training, measurement: unknown, name: string) => {
    const wanted = wantedOf(paramsOf(training, 1), [measurement as Measurement]);
    await assertRejects(
      () => runStackedPass(tf, wanted, inputsOf(training)),
      RangeError,
      `current value is ${name}`,
    );
  };
  await refuses(relu, { kind: "representation", layer: 2, epochs: [0] }, "representation");
  const [, conv] = NETWORKS[2];
  await refuses(conv, globalBins(30), "uniform-30-global");
  await refuses(conv, { ...EXACT, per: "neuron" }, "exact-neurons");
  await refuses(conv, { kind: "extent" }, "extent");
});

onBackends("runStackedPass() says in one line which value became NaN", async (tf) => {
  const says = async (training: Training, message: string) => {
    const protocol = { ...training.protocol, learningRate: 1e38 };
    const wild = { ...training, protocol };
    const wanted = wantedOf(paramsOf(wild, 2), [EXACT]);
    const error = await assertRejects(
      () => runStackedPass(tf, wanted, inputsOf(wild)),
      Error,
      message,
    );
    assert(!error.message.includes("\n"));
  };
  // Which layer shows it first is up to the backend: in one of them ReLU makes 0 of NaN.
  await says(smallTraining("relu", null), "values must be finite, current value is NaN");
  await says(relu, "layer1.kernel must be free of NaN");
});
