/**
 * Two engines that were written apart, from docs/protocol.md alone, compute the same training.
 *
 * @module
 */
import { onBackends } from "../engines/tfjs/support.ts";
import { assertGradientsAgree, assertStepsAgree } from "./agreement.ts";
import { KINDS } from "./engines.ts";

const STEPS = 20;
/** Of convolutions in plain JavaScript, which are slow: tests/long/agreement_test.ts has as many as of all others. */
const SLOW_STEPS = 4;

for (const kind of KINDS) {
  onBackends(`gradients of one batch agree: ${kind.name}`, async (tf) => {
    await assertGradientsAgree(tf, kind);
  });

  onBackends(`steps agree: ${kind.name}`, async (tf) => {
    const slow = tf.getBackend() === "cpu" && kind.name.includes("conv");
    await assertStepsAgree(tf, kind, slow ? SLOW_STEPS : STEPS);
  });
}
