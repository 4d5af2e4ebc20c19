import { assertEquals } from "@std/assert";
import { blobsUnder } from "../system/versions.ts";

/** One of every minor version in the supported range, and its ends. */
const VERSIONS = ["2.5.6", "2.6.8", "2.7.14", "2.8.3", "2.9.0", "2.9.6"];

Deno.test("every minor version of the supported range conforms and stores the same bytes", async () => {
  const here = await blobsUnder(Deno.execPath());
  assertEquals(here.length > 25, true);
  for (const version of VERSIONS) {
    // A run checks conformance before it trains and would end with exit code 3.
    assertEquals(await blobsUnder("npx", "-y", `deno@${version}`), here, version);
    console.log(`deno ${version}: ${here.length} blobs agree`);
  }
});
