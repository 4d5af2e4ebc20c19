import { assertEquals } from "@std/assert";
import { listObjects } from "../../lib/store/list.ts";
import { PROJECT, taskWords } from "./support.ts";

/** Supported range of Deno, as README states it: the oldest, and the newest that the range gives. */
const VERSIONS = ["2.5.6", "2"];

/** SHA-256 of everything that a smoke run stores under one version of Deno from npm. */
async function blobsUnder(version: string): Promise<string[]> {
  const folder = await Deno.makeTempDir();
  try {
    const words = await taskWords("reproduce");
    const args = ["--store", `${folder}/store`, "--out", `${folder}/out`, "--preset", "smoke"];
    const { code, stderr } = await new Deno.Command("npx", {
      args: ["-y", `deno@${version}`, ...words, ...args],
      cwd: PROJECT,
      stdin: "null",
    }).output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    return (await listObjects(`${folder}/store`, "cas")).names.sort();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("the oldest and the newest supported Deno store the same bytes as this one", async () => {
  const [oldest, newest] = [await blobsUnder(VERSIONS[0]), await blobsUnder(VERSIONS[1])];
  assertEquals(oldest.length > 25, true);
  assertEquals(oldest, newest);
});
