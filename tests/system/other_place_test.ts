/** The same bits and keys in another folder, environment and number of workers. */
import { assertEquals } from "@std/assert";
import {
  copyProject,
  denoFolder,
  digestsOf,
  namesOf,
  type Place,
  reproduce,
  SMOKE,
  withFolder,
} from "./support.ts";

async function bitsOf(folder: string, args: readonly string[], place: Place = {}) {
  const summary = await reproduce(folder, [...SMOKE, ...args], place);
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
