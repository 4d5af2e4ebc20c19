import { assertEquals } from "@std/assert";
import { encodeTensors, tensor } from "../../../lib/bits/safetensors.ts";
import {
  divergenceText,
  firstIn,
  firstInCounts,
  firstInCurves,
  firstInTraces,
  firstTensor,
  ulpDistance,
} from "../../../lib/published/verify/divergence.ts";
import { encodeCounts } from "../../../lib/information/codec.ts";
import { curvesOf, traceOf } from "../../study/steps/samples.ts";

Deno.test("ulpDistance() counts the representable numbers in between", () => {
  assertEquals(ulpDistance(1, 1 + Number.EPSILON, "f64"), 1);
  assertEquals(ulpDistance(1, 1 - Number.EPSILON / 2, "f64"), 1);
  assertEquals(ulpDistance(-Number.MIN_VALUE, Number.MIN_VALUE, "f64"), 2);
  assertEquals(ulpDistance(0, -0, "f64"), 0);
  assertEquals(ulpDistance(Math.fround(0.1), Math.fround(0.1) + 2 ** -27, "f32"), 1);
  assertEquals(ulpDistance(-1, 1, "f32"), 2 * 0x3f800000);
});

Deno.test("firstIn() names element, values and distance; -0 is not 0", () => {
  const a = tensor(Float32Array.of(0, 1, 2, 3), [2, 2]);
  const b = tensor(Float32Array.of(-0, 1, 2, 4), [2, 2]);
  assertEquals(firstIn("x", a, a), undefined);
  assertEquals(firstIn("x", a, b)?.element, [0, 0]);
  const c = tensor(Float32Array.of(0, 1, 2.0000002384185791015625, 4), [2, 2]);
  assertEquals(
    divergenceText(firstIn("x", a, c)!),
    "x[1, 0] must be 2, current value is 2.000000238418579, 1 ulp apart",
  );
});

Deno.test("firstTensor() reads the layer off the name", () => {
  const file = (value: number) =>
    encodeTensors({ a: tensor(Uint8Array.of(1)), "layer2.kernel": tensor(Float32Array.of(value)) });
  assertEquals(firstTensor(file(1), file(1)), undefined);
  const { layer, tensor: name, ulp } = firstTensor(file(1), file(1.5))!;
  assertEquals([layer, name, ulp], [2, "layer2.kernel", 0x400000]);
  assertEquals(firstTensor(file(1), encodeTensors({ a: tensor(Uint8Array.of(1)) }))?.layer, 2);
});

Deno.test("firstInTraces() gives the first epoch of any part", () => {
  const trace = (test: number, last: number) =>
    traceOf({ from: 10, trainCorrect: [1, 2, 3, 4, 5, last], testCorrect: [1, test] });
  assertEquals(firstInTraces(trace(2, 6), trace(2, 6), 5), undefined);
  // Recorded: epochs 10 and 15.
  assertEquals(firstInTraces(trace(2, 6), trace(3, 7), 5)?.epoch, 15);
  const place = firstInTraces(trace(2, 6), trace(2, 7), 5)!;
  assertEquals([place.epoch, place.tensor, place.expected, place.found], [
    15,
    "train_correct",
    6,
    7,
  ]);
});

Deno.test("firstInCounts() gives epoch, layer, class and place of the pair", () => {
  const table = (last: number) =>
    encodeCounts({
      epochs: Uint32Array.of(5, 10),
      layers: ["T1", "T6"],
      counts: [5, 10].map((epoch) =>
        [1, 6].map((layer) => ({
          total: Uint32Array.of(1, 4),
          classes: [Uint32Array.of(1, 2), Uint32Array.of(1, epoch + layer === 16 ? last : 2)],
        }))
      ),
    });
  assertEquals(firstInCounts(table(2), table(2)), undefined);
  const { epoch, layer, element, expected, found } = firstInCounts(table(2), table(3))!;
  assertEquals([epoch, layer, element, expected, found], [10, 6, [2, 1], 2, 3]);
});

Deno.test("firstInCurves() compares the epochs that the found ones have", () => {
  const a = curvesOf({ ixt: [1, 2], ity: [3, 4] });
  assertEquals(firstInCurves(a, a), undefined);
  const place = firstInCurves(a, curvesOf({ ixt: [1, 2], ity: [3, 4 + 2 ** -50] }))!;
  assertEquals([place.epoch, place.layer, place.tensor, place.ulp], [0, 2, "ity", 1]);
  assertEquals(firstInCurves(a, { ...a, epochs: Uint32Array.of(7) })?.epoch, 7);
});
