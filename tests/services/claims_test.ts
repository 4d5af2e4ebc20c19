/** Eight processes at once on an empty store, where locks fail and clocks lie: hardly a step is computed twice. */
import { assert, assertEquals } from "@std/assert";
import {
  digestsOf,
  ended,
  PROJECT,
  reproduce,
  requireProgram,
  type Summary,
  summaryOf,
  system,
  taskWords,
  withFolder,
} from "../system/support.ts";

const PROCESSES = 8, WORDS = ["fig2", "fig3", "--preset", "smoke"];

/** Answers every lock as a network file system without a lock daemon does. */
const SHIM = `#include <errno.h>
int flock(int file, int operation) {
  (void) file, (void) operation;
  errno = ENOLCK;
  return -1;
}
`;

/** Starts as many processes at once, each behind a prefix of its own. */
async function atOnce(folder: string, prefix: (k: number) => string[]): Promise<Summary[]> {
  const words = await taskWords("reproduce");
  const children = Array.from({ length: PROCESSES }, (_, k) => {
    const own = ["--store", `${folder}/store`, "--out", `${folder}/out${k}`, "--json"];
    const [program, ...args] = [...prefix(k), Deno.execPath(), ...words, ...WORDS, ...own];
    return new Deno.Command(program, {
      args,
      ...{ cwd: PROJECT, env: { NO_COLOR: "1", INIT_CWD: PROJECT } },
      ...{ stdin: "null" as const, stdout: "piped" as const, stderr: "piped" as const },
    }).spawn();
  });
  return (await Promise.all(children.map(ended))).map(summaryOf);
}

async function check(prefix: (folder: string, k: number) => string[]): Promise<void> {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/shim.c`, SHIM);
    const alone = await reproduce(`${folder}/alone`, WORDS);
    await Deno.mkdir(`${folder}/store`);
    const together = await atOnce(folder, (k) => prefix(folder, k));
    for (const one of together) {
      assertEquals([digestsOf(one), one.damages], [digestsOf(alone), 0]);
    }
    const computed = together.map((one) => one.computed);
    const twice = computed.reduce((sum, steps) => sum + steps, 0) - alone.computed;
    console.log(`computed ${computed.join(" ")}: ${twice} of ${alone.computed} twice`);
    assert(twice >= 0 && twice <= 0.05 * alone.computed, `${computed}`);
    assertEquals(await Array.fromAsync(Deno.readDir(`${folder}/store/claims`)), []);
  });
}

Deno.test("eight processes compute hardly a step twice", () => check(() => []));

Deno.test("so do eight whose locks all fail with ENOLCK", async () => {
  await requireProgram("gcc", "gcc");
  await check((folder, k) => {
    const library = `${folder}/shim.so`;
    // The first builds what all of them load.
    if (k === 0) {
      const { code } = new Deno.Command("gcc", {
        args: ["-shared", "-fPIC", "-o", library, `${folder}/shim.c`],
      }).outputSync();
      assertEquals(code, 0);
    }
    return ["env", `LD_PRELOAD=${library}`];
  });
});

Deno.test("so do eight of which every other one lives ten years ago", async () => {
  await requireProgram("faketime", "faketime");
  await system("faketime", "2015-01-01", "date");
  await check((_, k) => k % 2 === 0 ? [] : ["faketime", "-f", "-3650d"]);
});
