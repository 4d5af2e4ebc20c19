/** The same bits and keys in another folder, environment and number of workers. */
import { assertEquals } from "@std/assert";
import {
  digestsOf,
  namesOf,
  type Place,
  PROJECT,
  reproduce,
  requireProgram,
  system,
  withFolder,
} from "./support.ts";

/** Copies what git tracks, as it is in the working tree. */
async function copyProject(target: string): Promise<void> {
  await requireProgram("git", "git");
  const tracked = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const names = await system("git", "-c", "safe.directory=*", "-C", PROJECT, ...tracked);
  for (const name of names.split("\0").filter((one) => one !== "")) {
    const slash = name.lastIndexOf("/");
    await Deno.mkdir(`${target}/${name.slice(0, slash + 1)}`, { recursive: true });
    await Deno.copyFile(`${PROJECT}/${name}`, `${target}/${name}`);
  }
}

/** Where Deno keeps packages; a run with another HOME must not download them anew. */
async function denoFolder(): Promise<string> {
  return JSON.parse(await system(Deno.execPath(), "info", "--json")).denoDir;
}

async function bitsOf(folder: string, args: readonly string[], place: Place = {}) {
  const summary = await reproduce(folder, ["--preset", "smoke", ...args], place);
  return { digests: digestsOf(summary), names: await namesOf(`${folder}/store`) };
}

Deno.test("bits and keys are those of another folder, HOME, locale, time zone", async () => {
  await withFolder(async (folder) => {
    const place = `${folder}/anderer Plätz mit ü`;
    await copyProject(place);
    const env = {
      HOME: `${folder}/home`,
      DENO_DIR: await denoFolder(),
      LANG: "tr_TR.UTF-8",
      LC_ALL: "tr_TR.UTF-8",
      LANGUAGE: "tr",
      TZ: "Pacific/Chatham",
    };
    const here = await bitsOf(`${folder}/here`, []);
    const there = await bitsOf(`${place}/.cache`, [], { project: place, env });
    assertEquals(there, here);
  });
});

Deno.test("bits and keys are the same with one worker, two and five", async () => {
  await withFolder(async (folder) => {
    const one = await bitsOf(`${folder}/one`, ["--jobs", "1"]);
    assertEquals(await bitsOf(`${folder}/two`, ["--jobs", "2"]), one);
    assertEquals(await bitsOf(`${folder}/five`, ["--jobs", "5"]), one);
  });
});
