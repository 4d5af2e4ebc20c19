import { assertEquals } from "@std/assert";
import { decodeTrace, encodeTrace, type Trace } from "../../../lib/engines/wasm/trace.ts";

/** A trace of two epochs, one of them recorded, of two layers. */
const TRACE: Trace = {
  from: 50,
  trainRows: 3,
  testRows: 2,
  loss: Float64Array.of(0.5, 0.25),
  trainCorrect: Uint32Array.of(1, 3),
  testCorrect: Uint32Array.of(2),
  ranges: Float32Array.of(-1, 1, 0, 6, -2, 2, 0, 0),
  layers: 2,
  stopped: null,
};

Deno.test("decodeTrace() undoes encodeTrace(), wherever an attempt has stopped", () => {
  for (const stopped of [null, 0, 1, 50, 51]) {
    assertEquals(decodeTrace(encodeTrace({ ...TRACE, stopped })), { ...TRACE, stopped });
  }
});

Deno.test("decodeTrace() keeps the layers of a trace without a record", () => {
  const none = { ...TRACE, testCorrect: new Uint32Array(), ranges: new Float32Array() };
  assertEquals(decodeTrace(encodeTrace(none)), none);
});
