import { assert, assertEquals } from "@std/assert";
import { engineStep, spreadBatch } from "../../lib/doctor/engine_step.ts";

Deno.test("spreadBatch() has 256 rows of both classes, all different", () => {
  const { x, y, columns } = spreadBatch();
  assertEquals([x.length, y.length, columns], [256 * 12, 256, 12]);
  assertEquals(new Set(y), new Set([0, 1]));
  const rows = Array.from(y, (_, r) => x.subarray(r * columns, (r + 1) * columns).join(""));
  assertEquals(new Set(rows).size, 256);
});

Deno.test("engineStep() trains: the loss of its batch falls, and again from the same start", () => {
  const losses = Array.from({ length: 300 }, engineStep(spreadBatch()));
  assert(losses[299] < losses[0], `${losses[0]} ${losses[299]}`);
  assertEquals(engineStep(spreadBatch())(), losses[0]);
});
