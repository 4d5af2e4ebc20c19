import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { sha256 } from "../../lib/bits/digest.ts";
import { decodeLock, encodeLock } from "../../lib/published/lock/codec.ts";
import type { Lock } from "../../lib/published/lock/lock.ts";
import { requestOf, withMadeUp } from "./made_up.ts";
import { pack, PUBLISHED, PublishedError, PublishedFolder } from "../../lib/published/folder.ts";

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

Deno.test("PublishedFolder.experiment() refuses rows that are not those of the lock", async () => {
  const request = requestOf("fig2"), path = "lock/SYN-Tanh-8.json";
  const refused = async (
    change: (files: Map<string, Uint8Array>, lock: Lock) => Lock,
    message: string,
  ) => {
    const changed = (files: Map<string, Uint8Array>) => {
      const lock = change(files, decodeLock(files.get("lock/lock.json")!));
      files.set("lock/lock.json", new TextEncoder().encode(encodeLock(lock)));
    };
    await withMadeUp({ request, change: changed }, async (published) => {
      const error = await assertRejects(() => published.experiment("SYN-Tanh-8"), PublishedError);
      assertStringIncludes((error as Error).message, message);
    });
  };
  const known = (lock: Lock, change: Partial<Lock["experiments"][string]>): Lock => {
    const own = { ...lock.experiments["SYN-Tanh-8"], ...change };
    return { ...lock, experiments: { "SYN-Tanh-8": own } };
  };
  await refused(
    (_, lock) => known(lock, { repeats: 3 }),
    `${path} must be of 3 repeats, current value is 2`,
  );
  await refused((_, lock) => known(lock, { repeats: 1 }), "of 1 repeats, current value is 2");
  await refused((_, lock) => known(lock, { epochs: 49 }), "of 49 epochs, current value is 50");
  await refused((files, lock) => {
    const text = new TextDecoder().decode(files.get(path)!).replace(/[0-9a-f]{64}/, "0".repeat(64));
    files.set(path, new TextEncoder().encode(text));
    return lock;
  }, `${path} must be of SHA-256 `);
  await refused(
    (files, lock) => (files.delete(path), lock),
    `${path} must be a file that can be read`,
  );
});
