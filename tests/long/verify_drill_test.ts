/**
 * One wrong row in the lock: how often `verify` finds it, by real replays. Twenty minutes of samples, and one of
 * everything. `EXACT_IB_NONCES` for another number of nonces.
 */
import { assert, assertEquals } from "@std/assert";
import { interval } from "../published/verify/binomial.ts";
import { plant } from "../published/published_fixture.ts";
import { copyProject, run, withFolder } from "../system/support.ts";

const NONCES = Number(Deno.env.get("EXACT_IB_NONCES") ?? 20);

/** Somewhere in the middle. */
const PLANTED = "syn-relu-8/r31/a0/s12";

interface Receipt {
  readonly levels: readonly {
    readonly level: number | string;
    readonly differences: readonly { readonly id: string }[];
    readonly sample?: { readonly assurances: readonly { readonly seen: number }[] };
  }[];
}

/** `verify fig3` on a project whose lock has a wrong row, and an empty store. */
async function verify(project: string, args: readonly string[]) {
  const words = ["fig3", ...args, "--json", "--store", `${project}/none`];
  const { code, stdout, stderr } = await run("verify", words, { project });
  assert(code === 0 || code === 3, stderr);
  const { levels } = JSON.parse(stdout) as Receipt, last = levels.at(-1)!;
  assertEquals(code, last.differences.length > 0 ? 3 : 0);
  return { ids: last.differences.map(({ id }) => id), stated: last.sample?.assurances[0]?.seen };
}

async function withPlanted(test: (project: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    await copyProject(`${folder}/project`);
    await plant(new URL(`file://${folder}/project/fixtures/`), PLANTED, 1);
    await test(`${folder}/project`);
  });
}

Deno.test(`verify --budget 1m finds one wrong row over ${NONCES} nonces as often as it says`, async () => {
  await withPlanted(async (project) => {
    const stated: number[] = [];
    let found = 0;
    for (let nonce = 0; nonce < NONCES; nonce++) {
      const began = performance.now();
      const one = await verify(project, ["--budget", "1m", "--nonce", `${nonce}`, "--level", "2"]);
      const seconds = (performance.now() - began) / 1000;
      console.log(
        `nonce ${nonce}: ${one.ids.join() || `nothing, stated ${one.stated}`}, ${seconds} s`,
      );
      assert(seconds < 66, "a budget may be overrun by a tenth");
      // A sample that was ended by what it found states nothing.
      if (one.ids.length === 0) stated.push(one.stated!);
      else assertEquals([one.ids, one.stated], [[`train/${PLANTED}`], undefined]);
      found += one.ids.length;
    }
    assert(stated.length > 0 && stated.every((seen) => seen > 0 && seen < 1), `${stated}`);
    // How much fits into a minute differs a little from run to run.
    const chances = (seen: number) => Array<number>(NONCES).fill(seen);
    const [low] = interval(chances(Math.min(...stated)), 0.001);
    const [, high] = interval(chances(Math.max(...stated)), 0.001);
    console.log(`found with ${found} of ${NONCES} nonces; must be ${low} to ${high}`);
    assert(low <= found && found <= high, `${found} is not within ${low} to ${high}`);
  });
});

Deno.test("verify --level 3 finds one wrong row", async () => {
  await withPlanted(async (project) => {
    assertEquals((await verify(project, ["--level", "3"])).ids, [`train/${PLANTED}`]);
  });
});
