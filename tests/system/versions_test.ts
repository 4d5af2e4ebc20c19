import { assertEquals } from "@std/assert";
import { listObjects } from "../../lib/store/list.ts";
import { PROJECT, taskWords } from "./support.ts";

/** Supported range of Deno, as README states it: the oldest, and the newest that the range gives. */
const VERSIONS = ["2.5.6", "2"];

/** SHA-256 of everything that a smoke run stores under one version of Deno, started by the words before its own. */
async function blobsUnder(program: string, ...before: string[]): Promise<string[]> {
  const folder = await Deno.makeTempDir();
  try {
    const words = await taskWords("reproduce");
    const args = ["--store", `${folder}/store`, "--out", `${folder}/out`, "--preset", "smoke"];
    const { code, stderr } = await new Deno.Command(program, {
      args: [...before, ...words, ...args],
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
  const here = await blobsUnder(Deno.execPath());
  assertEquals(here.length > 25, true);
  for (const version of VERSIONS) {
    assertEquals(await blobsUnder("npx", "-y", `deno@${version}`), here, version);
  }
});
