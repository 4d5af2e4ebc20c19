/** SIGKILL at random moments: what was finished stays, the next run goes on, the bits are the same. */
import { assert, assertEquals } from "@std/assert";
import {
  digestsOf,
  ended,
  inFolder,
  namesOf,
  pause,
  reproduce,
  run,
  seeded,
  start,
  withFolder,
} from "./support.ts";

const KILLS = 20;

/** Kills a run after a time; false if it had ended by itself. */
async function killAfter(seconds: number, folder: string): Promise<boolean> {
  const child = await start("reproduce", ["fig3", ...inFolder(folder)]);
  const output = ended(child);
  const done = await Promise.race([
    child.status.then(() => true),
    pause(seconds).then(() => false),
  ]);
  if (!done) child.kill("SIGKILL");
  const { code, stderr } = await output;
  if (done) assertEquals(code, 0, stderr);
  return !done;
}

async function assertSound(folder: string): Promise<void> {
  const { code, stdout, stderr } = await run("cache", [
    "fsck",
    "--store",
    `${folder}/store`,
    "--json",
  ]);
  assertEquals(code, 0, stderr);
  const { bad, absent } = JSON.parse(stdout);
  assertEquals({ bad, absent }, { bad: [], absent: 0 });
  assertEquals(await Array.fromAsync(Deno.readDir(`${folder}/store/tmp`)), []);
}

Deno.test("reproduce goes on after each of twenty kills and ends with the same bits", async () => {
  await withFolder(async (folder) => {
    const began = performance.now();
    const undisturbed = await reproduce(`${folder}/undisturbed`, ["fig3"]);
    const seconds = (performance.now() - began) / 1000;
    const random = seeded("kills"), killed = `${folder}/killed`;
    let window = seconds * 0.1, entries: string[] = [], advances = 0;
    for (let kills = 0; kills < KILLS;) {
      // The first kill may come before the store is there, and fsck wants one.
      await Deno.mkdir(`${killed}/store`, { recursive: true });
      const finished = !await killAfter(window * random.unit(), killed);
      await assertSound(killed);
      const { ac } = await namesOf(`${killed}/store`), there = new Set(ac);
      assertEquals(entries.filter((key) => !there.has(key)), [], "a finished step was lost");
      const gained = ac.length - entries.length;
      entries = ac;
      if (finished) {
        await Deno.remove(killed, { recursive: true });
        entries = [];
        continue;
      }
      kills++;
      if (gained > 0) advances++;
      // However fast the machine is: some kills while it starts, some a few segments later.
      window *= gained === 0 ? 1.2 : gained > 8 ? 0.7 : 1;
    }
    const last = await reproduce(killed, ["fig3"]);
    console.log(`${entries.length} of ${undisturbed.computed} steps kept, ${advances} runs got on`);
    assert(advances > 1, "the kills came too early to disturb anything");
    assertEquals(last.restored, entries.length);
    assertEquals(last.computed, undisturbed.computed - entries.length);
    assertEquals(last.damages, 0);
    assertEquals(digestsOf(last), digestsOf(undisturbed));
    assertEquals(
      await namesOf(`${killed}/store`),
      await namesOf(`${folder}/undisturbed/store`),
    );
  });
});
