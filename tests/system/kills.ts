/** SIGKILL at random moments of a run, again and again: the driver of the short test and of the long one. */
import { assert, assertEquals } from "@std/assert";
import type { Stream } from "../../lib/bits/random.ts";
import { fsck, Store } from "../../lib/store/mod.ts";
import { isTempName } from "../../lib/store/path.ts";
import {
  digestsOf,
  ended,
  inFolder,
  namesOf,
  pause,
  reproduce,
  start,
  type Summary,
  summaryOf,
} from "./support.ts";

/** Kills a run after a time; if it ended by itself before that, what it says. */
async function killAfter(
  seconds: number,
  folder: string,
  args: readonly string[],
): Promise<Summary | undefined> {
  const child = await start("reproduce", [...args, ...inFolder(folder)]);
  const output = ended(child);
  const done = await Promise.race([
    child.status.then(() => true),
    pause(seconds).then(() => false),
  ]);
  if (!done) child.kill("SIGKILL");
  const last = await output;
  // Killed, or at its end when the signal came.
  return done || last.code === 0 ? summaryOf(last) : undefined;
}

/** As `cache fsck` says, without a process of its own. */
async function assertSound(root: string): Promise<void> {
  const store = await Store.open(root), { bad, absent } = await fsck(store);
  store.close();
  assertEquals({ bad, absent }, { bad: [], absent: 0 });
  const temps = await Array.fromAsync(Deno.readDir(`${root}/tmp`));
  assert(temps.every(({ name }) => isTempName(name)), "nothing but files of killed writers");
}

/**
 * Kills `reproduce` so many times, each run going on where the one before was killed; whenever a run comes to its end
 * it is compared with an undisturbed one and another one begins from nothing.
 *
 * @param folder An empty folder.
 * @param args What is reproduced.
 */
export async function killDrill(
  folder: string,
  kills: number,
  random: Stream,
  args: readonly string[],
): Promise<void> {
  const began = performance.now();
  const undisturbed = await reproduce(`${folder}/undisturbed`, args);
  const whole = (performance.now() - began) / 1000, killed = `${folder}/killed`;
  const counts = { kills: 0, advances: 0, ends: 0 };
  const end = async (last: Summary, kept: number) => {
    assertEquals([last.restored, last.damages], [kept, 0], "what was finished is taken over");
    assertEquals(last.computed, undisturbed.computed - kept);
    assertEquals(digestsOf(last), digestsOf(undisturbed));
    assertEquals(await namesOf(`${killed}/store`), await namesOf(`${folder}/undisturbed/store`));
    counts.ends++;
  };
  let window = whole * 0.1, entries: string[] = [];
  while (counts.kills < kills) {
    const last = await killAfter(window * random.unit(), killed, args);
    await assertSound(`${killed}/store`);
    const { ac } = await namesOf(`${killed}/store`), there = new Set(ac);
    assertEquals(entries.filter((key) => !there.has(key)), [], "a finished step was lost");
    const gained = ac.length - entries.length;
    if (last !== undefined) {
      await end(last, entries.length);
      await Deno.remove(killed, { recursive: true });
      entries = [];
      continue;
    }
    entries = ac;
    counts.kills++;
    if (gained > 0) counts.advances++;
    // However fast the machine is: some kills while it starts, some a few segments later.
    window *= gained === 0 ? 1.2 : gained > 8 ? 0.7 : 1;
  }
  await end(await reproduce(killed, args), entries.length);
  const { advances, ends } = counts;
  console.log(`${kills} kills, ${advances} runs got on, ${ends} came to the same end`);
  assert(advances > kills / 20, "the kills came too early to disturb anything");
}
