/**
 * The engine on WebGPU: what is tested on the other backends, and that it agrees with the default engine. Any adapter will
 * do, such as Mesa's software device (Debian: mesa-vulkan-drivers); without one these tests fail.
 *
 * @module
 */
import { testOn } from "../engines/tfjs/support.ts";

// The tests of those files are defined once more, on this backend.
testOn("webgpu");
await import("../engines/tfjs/adam_test.ts");
await import("../engines/tfjs/evaluate_test.ts");
await import("../engines/tfjs/loss_test.ts");
await import("../engines/tfjs/maps_test.ts");
await import("../engines/tfjs/quantise_test.ts");
await import("../engines/tfjs/rows_test.ts");
await import("../engines/tfjs/segment_test.ts");
await import("../witness/agreement_test.ts");
await import("../study/steps/tfjs/measure_test.ts");
