/** As many steps of convolutions by the plain JavaScript backend as tests/witness/agreement_test.ts has of all others. */
import { onBackends, testOn } from "../engines/tfjs/support.ts";
import { assertStepsAgree } from "../witness/agreement.ts";
import { KINDS } from "../witness/engines.ts";

testOn("cpu");
for (const kind of KINDS.filter(({ name }) => name.includes("conv"))) {
  onBackends(`20 steps agree: ${kind.name}`, (tf) => assertStepsAgree(tf, kind, 20));
}
