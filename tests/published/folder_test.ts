import { assertEquals } from "@std/assert";
import { sha256 } from "../../lib/bits/digest.ts";
import { pack, PUBLISHED, PublishedFolder } from "../../lib/published/folder.ts";

Deno.test("PublishedFolder.packed() gives a file that holds its digest, and nothing else", async () => {
  const dir = await Deno.makeTempDir({ prefix: "published-" });
  try {
    for (const sub of ["lock", "paper"]) await Deno.mkdir(`${dir}/${sub}`);
    await Deno.copyFile(new URL("lock/lock.json", PUBLISHED), `${dir}/lock/lock.json`);
    const bytes = new TextEncoder().encode("curves"), digest = sha256(bytes), packed = pack(bytes);
    const published = (await PublishedFolder.open(new URL(`file://${dir}/`)))!;
    assertEquals(await published.packed(digest), undefined);
    await Deno.writeFile(`${dir}/paper/${digest}.br`, pack(new TextEncoder().encode("others")));
    assertEquals(await published.packed(digest), undefined);
    await Deno.writeFile(`${dir}/paper/${digest}.br`, packed);
    assertEquals(await published.packed(digest), packed);
    assertEquals(await published.bytes(digest), bytes);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
