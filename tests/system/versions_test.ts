import { assertEquals } from "@std/assert";
import { blobsUnder } from "./versions.ts";

/** Supported range of Deno, as deno.json and README state it: the oldest, and the newest that the range gives. */
const VERSIONS = ["2.9.0", "2"];

Deno.test("the oldest and the newest supported Deno store the same bytes as this one", async () => {
  const here = await blobsUnder(Deno.execPath());
  assertEquals(here.length > 25, true);
  for (const version of VERSIONS) {
    assertEquals(await blobsUnder("npx", "-y", `deno@${version}`), here, version);
  }
});
