import { assertStringIncludes } from "@std/assert";
import { sha256 } from "../../lib/bits/digest.ts";

const ROOT = new URL("../../", import.meta.url);

for (const page of ["README.md", "CHANGELOG.md"]) {
  Deno.test(`${page} names the SHA-256 of the lock, which nothing in the lock can do`, async () => {
    const digest = sha256(await Deno.readFile(new URL("fixtures/lock/lock.json", ROOT)));
    assertStringIncludes(await Deno.readTextFile(new URL(page, ROOT)), digest);
  });
}
