/** Smoke runs under other versions of Deno, from npm. */
import { assertEquals } from "@std/assert";
import { listObjects } from "../../lib/store/list.ts";
import { PROJECT, taskWords } from "./support.ts";

const ARGS = ["fig3", "--preset", "smoke", "--format", "svg"];

/** SHA-256 of everything that a smoke run stores under one version of Deno, started by the words before its own. */
export async function blobsUnder(program: string, ...before: string[]): Promise<string[]> {
  const folder = await Deno.makeTempDir();
  try {
    const words = await taskWords("reproduce");
    const args = [...ARGS, "--store", `${folder}/store`, "--out", `${folder}/out`];
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
