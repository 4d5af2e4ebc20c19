/** The manifest of a copy of the project that was loaded over the network, as a package of jsr is. */
import type { CodeManifest } from "./manifest.ts";

/** The manifest beside this copy, wherever it was loaded from. */
export async function releasedManifest(): Promise<CodeManifest> {
  return (await import("../../../fixtures/code-manifest.json", { with: { type: "json" } }))
    .default as CodeManifest;
}
