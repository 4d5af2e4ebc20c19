/** The first lines of a job: whether this machine has what a study needs, offline, and reproduces the bits. */
import { requireConformance } from "../../lib/published/conformance.ts";
import { ASSETS } from "../../lib/render/assets.ts";
import { createCodeDigester } from "../../lib/steps/code/digest.ts";
import { complain } from "../_output.ts";

try {
  // Loads the package that strips code, then those that draw: none of them may have to be fetched.
  await (await createCodeDigester()).digest("lib/study/steps/split.ts");
  await Promise.all([
    import("../../lib/study/steps/svg.ts"),
    import("../../lib/study/steps/png.ts"),
    import("../../lib/study/steps/pdf.ts"),
    ...Object.values(ASSETS).map((asset) => asset.load()),
  ]);
} catch (error) {
  const [reason] = (error as Error).message.split("\n");
  complain(
    `Cannot run on this machine: Deno's cache must have all packages, current value is ${reason}; ` +
      "DENO_DIR names a cache that machines share, deno task reproduce fig3 --preset smoke fills it",
  );
  Deno.exit(1);
}
try {
  requireConformance();
} catch (error) {
  complain((error as Error).message);
  Deno.exit(3);
}
