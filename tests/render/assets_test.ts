import { assertEquals } from "@std/assert";
import { ASSETS } from "../../lib/render/assets.ts";

for (const [name, asset] of Object.entries(ASSETS)) {
  Deno.test(`ASSETS.${name} has the digest it is known by`, async () => {
    const digest = await crypto.subtle.digest("SHA-256", (await asset.load()).slice());
    const hex = Array.from(new Uint8Array(digest), (b) => b.toString(16).padStart(2, "0")).join("");
    assertEquals(hex, asset.sha256);
  });
}
