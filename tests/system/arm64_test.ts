import { assertSameOnArm } from "./arm64.ts";

// Those of four bits, of both activations: tests/long/arm64_test.ts.
Deno.test("bits and keys of the smoke preset are the same on arm64", async () => {
  await assertSameOnArm(["fig2"]);
});
