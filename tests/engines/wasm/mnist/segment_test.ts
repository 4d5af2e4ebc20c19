import { assert, assertEquals, assertThrows } from "@std/assert";
import { sha256 } from "../../../../lib/bits/digest.ts";
import { decodeTensors, encodeTensors } from "../../../../lib/bits/safetensors.ts";
import { f32, u8 } from "../../../../lib/engines/wasm/memory.ts";
import { type MapKernels, mapKernels } from "../../../../lib/engines/wasm/mnist/kernels.ts";
import { sizeOf } from "../../../../lib/engines/wasm/mnist/layers.ts";
import { type MapSegmentInput, runMapSegment } from "../../../../lib/engines/wasm/mnist/segment.ts";
import { MapStates } from "../../../../lib/engines/wasm/mnist/states.ts";
import { encodeTrace } from "../../../../lib/engines/wasm/trace.ts";
import { IMAGE_SPLIT, IMAGES, imageSegment, NETWORKS, plainKernels } from "./small.ts";

/** Digests of all that a segment makes: snapshot, trace, and of each recorded epoch all values and states. */
function digests(input: MapSegmentInput, kernels: MapKernels): string[] {
  const seen: string[] = [];
  let states: MapStates | undefined;
  const { snapshot, trace } = runMapSegment(input, (epoch, session) => {
    const see = (what: string, at: number, bytes: number) =>
      seen.push(`${epoch} ${what} ${sha256(u8(at, bytes).slice())}`);
    states ??= new MapStates(session);
    states.write();
    for (let k = 0; k < states.length; k++) {
      const { at, rows, words } = states.exact(k);
      see(`states ${k}`, at, 8 * rows * words);
    }
    const { at, rows, words } = states.binned(8);
    see("bins", at, 8 * rows * words);
    session.evaluate((first, height) => {
      for (const { h, out, to, pooled } of session.network.layers) {
        for (const at of [h, out]) see(`values ${first}`, at, 4 * sizeOf(to) * height);
        if (pooled !== null) see("pooled", pooled.out, 4 * sizeOf(pooled.shape) * height);
      }
    });
    see("probabilities", session.probabilities, 12 * session.height);
  }, kernels);
  return [sha256(snapshot!), sha256(encodeTrace(trace)), ...seen];
}

for (const [name, training] of NETWORKS) {
  Deno.test(`runMapSegment() gives the bits of its plain twin: ${name}`, () => {
    const input = imageSegment(training, 0, 3);
    const found = digests(input, mapKernels);
    assertEquals(found, digests(input, plainKernels));
    assert(new Set(found).size > 20);
  });

  Deno.test(`runMapSegment() of [0, 2) and [2, 4) ends where that of [0, 4) does: ${name}`, () => {
    const whole = runMapSegment(imageSegment(training, 0, 4));
    const first = runMapSegment(imageSegment(training, 0, 2));
    const rest = { ...imageSegment(training, 2, 4), snapshot: first.snapshot! };
    const second = runMapSegment(rest);
    assertEquals(sha256(second.snapshot!), sha256(whole.snapshot!));
    assertEquals([...first.trace.loss, ...second.trace.loss], [...whole.trace.loss]);
    assertEquals([...first.trace.ranges, ...second.trace.ranges], [...whole.trace.ranges]);
    const right = [first, second].flatMap(({ trace }) => [...trace.testCorrect]);
    assertEquals(right, [...whole.trace.testCorrect]);
  });

  Deno.test(`runMapSegment() learns: ${name}`, () => {
    const { snapshot, trace } = runMapSegment(imageSegment(training, 0, 40));
    const { loss, layers, trainRows, testRows, testCorrect } = trace;
    assert(loss[39] < loss[0] - 0.1, `loss ${loss[0]} to ${loss[39]}`);
    assertEquals([layers, trainRows, testRows], [training.network.layers.length, 150, 125]);
    assertEquals([testCorrect.length, trace.ranges.length], [20, 80 * layers]);
    // 150 = 64 + 64 + 22: the short batch is a step of its own.
    assertEquals([...decodeTensors(snapshot!).tensors["adam.step"].data], [120]);
  });

  Deno.test(`runMapSegment() counts the test rows that inference puts in their class: ${name}`, () => {
    const counted: number[] = [];
    const { trace } = runMapSegment(imageSegment(training, 0, 12), (_, session) => {
      session.evaluate(() => {});
      const { height, probabilities } = session, p = f32(probabilities, 3 * height);
      const best = (row: number) => {
        const of = [0, 1, 2].map((c) => p[c * height + row]);
        return of.indexOf(Math.max(...of));
      };
      counted.push(IMAGE_SPLIT.test.filter((row) => best(row) === IMAGES.y[row]).length);
    });
    assertEquals([...trace.testCorrect], counted);
  });

  Deno.test(`runMapSegment() that runs into NaN is an error that names a layer: ${name}`, () => {
    const input = imageSegment(training, 0, 1), { tensors } = decodeTensors(input.snapshot);
    (tensors["layer2.kernel"].data as Float32Array)[0] = Infinity;
    const broken = { ...input, snapshot: encodeTensors(tensors) };
    assertThrows(() => runMapSegment(broken), Error, "layer");
  });
}

const [, conv] = NETWORKS[2];

Deno.test("evaluate() and measuring move neither weights nor ranges", () => {
  const protocol = { ...conv.protocol, every: 1 };
  const often = imageSegment({ ...conv, protocol }, 0, 3);
  const seldom = imageSegment({ ...conv, protocol: { ...protocol, every: 100 } }, 0, 3);
  const { snapshot } = runMapSegment(often, (_, session) => new MapStates(session).write());
  assertEquals(sha256(snapshot!), sha256(runMapSegment(seldom).snapshot!));
});

Deno.test("runMapSegment() shuffles by repeat, attempt, epoch and seed name", () => {
  const base = imageSegment(conv, 0, 1);
  const end = (change: Partial<MapSegmentInput>) =>
    sha256(runMapSegment({ ...base, ...change }).snapshot!);
  const ends = [
    end({}),
    end({ repeat: 1 }),
    end({ attempt: 1 }),
    end({ from: 1, to: 2 }),
    end({ training: { ...conv, seed: "other" } }),
  ];
  assertEquals(new Set(ends).size, ends.length);
  assertEquals(end({}), ends[0]);
});

Deno.test("runMapSegment() ends at the epoch that meets the restart rule, without a snapshot", () => {
  const run = (restart: { from: number; below: number }, from: number) =>
    runMapSegment(
      imageSegment({ ...conv, protocol: { ...conv.protocol, restart } }, from, from + 4),
    );
  const first = run({ from: 0, below: 1.1 }, 0);
  assertEquals([first.snapshot, first.trace.stopped, first.trace.loss.length], [null, 0, 1]);
  const later = run({ from: 3, below: 1.1 }, 2);
  assertEquals([later.snapshot, later.trace.stopped, later.trace.loss.length], [null, 3, 2]);
  assertEquals(later.trace.testCorrect.length, 1);
  const accuracy = runMapSegment(imageSegment(conv, 0, 1)).trace.trainCorrect[0] / 150;
  const same = runMapSegment(
    imageSegment(
      { ...conv, protocol: { ...conv.protocol, restart: { from: 0, below: accuracy } } },
      0,
      1,
    ),
  );
  assert(same.snapshot !== null);
});

Deno.test("runMapSegment() tests each epoch's own network, whether an observer evaluated it or not", () => {
  const input = imageSegment(NETWORKS[0][1], 0, 12);
  const alone = [...runMapSegment(input).trace.testCorrect];
  assert(new Set(alone).size > 2, `${alone}`);
  for (const evaluated of [(epoch: number) => epoch === 0, (epoch: number) => epoch % 4 === 0]) {
    const { trace } = runMapSegment(input, (epoch, session) => {
      if (evaluated(epoch)) session.evaluate(() => {});
    });
    assertEquals([...trace.testCorrect], alone);
  }
});
