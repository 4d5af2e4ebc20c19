/** More figures on arm64 than tests/system has time for: each bit width, both activations. */
import { assertSameOnArm } from "../system/arm64.ts";

Deno.test("bits and keys of 4, 8 and 32 bits are the same on arm64", async () => {
  await assertSameOnArm(["fig2", "fig3", "figC10", "figC11"]);
});
