import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { type Member, memberOf, writeArchive } from "../../lib/package/archive.ts";
import { parseHeader } from "../../lib/store/archive/tar.ts";

const LONG = `${"a-folder/".repeat(15)}file.txt`;

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "package-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function unpacked(file: string): Promise<Uint8Array> {
  const stream = (await Deno.open(file)).readable.pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

Deno.test("writeArchive() writes the same bytes whatever the order of the members", async () => {
  await inFolder(async (folder) => {
    const members = [
      memberOf("b", "two"),
      memberOf("run", "#!/bin/sh\n", true),
      memberOf("a/x", ""),
    ];
    await writeArchive(`${folder}/1`, "top", members);
    await writeArchive(`${folder}/2`, "top", members.toReversed());
    const [one, two] = await Promise.all(
      ["1", "2"].map((name) => Deno.readFile(`${folder}/${name}`)),
    );
    assertEquals(one, two);
    const tar = await unpacked(`${folder}/1`), text = new TextDecoder().decode(tar);
    assertEquals([...text.matchAll(/top\/[\w/]+/g)].map(String), ["top/a/x", "top/b", "top/run"]);
    assertEquals(text.slice(text.indexOf("top/run") + 100).slice(0, 7), "0000755");
    assertEquals(text.slice(text.indexOf("top/b") + 100).slice(0, 7), "0000644");
    assertEquals(tar.length % 512, 0);
  });
});

Deno.test("writeArchive() counts, and writes long names as every tar reads them", async () => {
  await inFolder(async (folder) => {
    const written = await writeArchive(`${folder}/1`, "top", [memberOf(LONG, "twelve bytes")]);
    assertEquals([written.files, written.content], [1, 12]);
    assertEquals(written.bytes, (await Deno.stat(`${folder}/1`)).size);
    const header = parseHeader((await unpacked(`${folder}/1`)).subarray(0, 512));
    assertEquals(header, { name: `top/${LONG}`, size: 12, type: "0" });
    const endless = memberOf("x".repeat(101), "");
    await assertRejects(
      () => writeArchive(`${folder}/2`, "top", [endless]),
      RangeError,
      "name must",
    );
  });
});

Deno.test("writeArchive() leaves nothing of an archive that it cannot finish", async () => {
  await inFolder(async (folder) => {
    const broken: Member = { path: "b", bytes: () => Promise.reject(new Error("gone")) };
    const write = (members: Member[]) => writeArchive(`${folder}/1`, "top", members);
    await assertRejects(() => write([memberOf("a", "x"), broken]), Error, "gone");
    const error = await assertRejects(
      () => write([memberOf("a", ""), memberOf("a", "x")]),
      RangeError,
    );
    assertStringIncludes(error.message, "current value is a");
    assert((await Array.fromAsync(Deno.readDir(folder))).length === 0);
  });
});
