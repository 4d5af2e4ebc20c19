import { assertEquals } from "@std/assert";
import { blobsUnder } from "../system/versions.ts";

/** The supported range version by version, and what came before it since 2.6: the bits are the same there too. */
const VERSIONS = ["2.6.0", "2.7.14", "2.8.3", "2.9.0", "2.9.2", "2.9.4", "2.9.5", "2.9.6"];

Deno.test("every version of the supported range conforms and stores the same bytes", async () => {
  const here = await blobsUnder(Deno.execPath());
  assertEquals(here.length > 25, true);
  for (const version of VERSIONS) {
    // A run checks conformance before it trains and would end with exit code 3.
    assertEquals(await blobsUnder("npx", "-y", `deno@${version}`), here, version);
    console.log(`deno ${version}: ${here.length} blobs agree`);
  }
});
