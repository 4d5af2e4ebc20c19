/** lock, figure, verify and reproduce in a copy of the project that has a small lock. */
import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertStringIncludes,
  equal,
} from "@std/assert";
import { canonical } from "../../lib/bits/canonical.ts";
import { listObjects, Store } from "../../lib/store/mod.ts";
import { objectPath } from "../../lib/store/path.ts";
import { plant } from "../published/published_fixture.ts";
import { type Ended, PROJECT, run, withFolder } from "../system/support.ts";
import { writeModule } from "./edited.ts";
import { smokeStore } from "./smoke.ts";
import { copyTree, exists, filesIn } from "./support.ts";

const PARTS = [
  "lib",
  "tasks",
  "figures",
  "fixtures",
  "deno.json",
  "deno.lock",
  "dev.lock",
  "mod.ts",
];

/** A copy of the project without any lock. */
async function projectIn(folder: string): Promise<string> {
  const project = `${folder}/project/`;
  await Deno.mkdir(project);
  for (const part of PARTS) await copyTree(PROJECT + part, project + part);
  for (const sub of ["lock", "paper"]) {
    await Deno.remove(`${project}fixtures/${sub}`, { recursive: true }).catch(() => {});
  }
  return project;
}

/** Lets a store claim that a step made other bytes; returns the path of what claims it. */
async function forge(root: string, id: string, output: string): Promise<string> {
  const store = await Store.open(root);
  const { names } = await listObjects(root, "ac");
  const actions = await Promise.all(names.map((key) => store.getAction(key)));
  const k = actions.findIndex((action) => action?.id === id), own = actions[k]!;
  await Deno.remove(`${root}/${objectPath("ac", names[k])}`);
  const forged = await store.put(new TextEncoder().encode("<svg>forged</svg>"));
  await store.putAction(names[k], { ...own, outputs: { ...own.outputs, [output]: forged } });
  store.close();
  return `${root}/${objectPath("ac", names[k])}`;
}

function said({ code, stdout, stderr }: Ended, expected: number): string {
  assertEquals(code, expected, `${stdout}${stderr}`);
  return stdout + stderr;
}

Deno.test("lock, figure, verify and reproduce on published results", async (t) => {
  await withFolder(async (folder) => {
    const project = await projectIn(folder), store = ["--store", `${folder}/store`];
    const drawn = (name: string) => ["--out", `${folder}/${name}`, "--format", "svg"];
    const out = drawn("out"), empty = ["--store", `${folder}/empty`];
    const smoke = ["--preset", "smoke"], both = ["fig2", "fig3"];
    const fixtures = new URL(`file://${project}fixtures/`);
    const command = async (code: number, task: string, ...words: string[]) =>
      said(await run(task, words, { project }), code);

    await t.step(
      "without a lock: verify has nothing to check, figure shows what there is",
      async () => {
        assertMatch(await command(4, "verify"), /^Cannot verify level 2: .* there is no lock\n$/);
        assertMatch(
          await command(1, "figure", "fig3", ...empty, ...out),
          /reproduce fig3 --preset quick/,
        );
        await smokeStore(`${folder}/store`);
        await command(0, "reproduce", ...both, ...smoke, ...store, ...out);
        const text = await command(0, "figure", "fig3", ...store, ...out, "--json");
        assertEquals(JSON.parse(text).preset, "smoke");
      },
    );

    await t.step("lock refuses what is not finished and names the command", async () => {
      const line = await command(1, "lock", ...both, ...store, "--into", `${folder}/other`);
      assertMatch(line, /^Cannot write lock: train\/syn-tanh-8\/r00\/a0\/s02 must be in the store/);
      assertStringIncludes(line, "deno task reproduce fig2 fig3 --preset paper computes it");
      assertMatch(await command(1, "lock", ...empty), /--store must be a folder/);
      assertEquals(await exists(`${folder}/other`), false);
    });

    await t.step(
      "lock writes the same bytes whenever it is run, one experiment or all",
      async () => {
        const into = ["--into", `${project}fixtures`];
        await command(0, "lock", "fig3", ...smoke, ...store, ...into);
        await command(0, "lock", ...both, ...smoke, ...store, ...into);
        const files = await filesIn(`${project}fixtures`);
        const again = JSON.parse(
          await command(0, "lock", ...both, "--json", ...smoke, ...store, ...into),
        );
        assertEquals([again.written, again.removed], [0, 0]);
        assertEquals(await filesIn(`${project}fixtures`), files);
        assertEquals(Object.keys(files).filter((path) => path.startsWith("/lock/")).sort(), [
          "/lock/SYN-ReLU-8.json",
          "/lock/SYN-Tanh-8.json",
          "/lock/lock.json",
        ]);
        assertMatch(
          await command(1, "lock", ...both, ...store, ...into),
          /--preset must be smoke as in /,
        );
      },
    );

    await t.step("figure draws what is published with no store at all, and says so", async () => {
      const text = await command(0, "figure", "fig3", ...empty, ...drawn("published"));
      assertMatch(
        text,
        /published results \(SYN-ReLU-8: 2 of 50 repeats\), made with code [0-9a-f]{12}, which is/,
      );
      assertEquals(await exists(`${folder}/empty`), false);
      const path = "/data/fig3.csv",
        [own, stored] = await Promise.all(
          ["published", "out"].map(async (name) => (await filesIn(`${folder}/${name}`))[path]),
        );
      assertEquals(own, stored);
    });

    await t.step("figure shows nothing of published results that a store claims", async () => {
      const path = "/figures/fig3.svg", own = (await filesIn(`${folder}/published`))[path];
      const forged = await forge(`${folder}/store`, "render/svg/fig3/smoke", "svg");
      await command(0, "figure", "fig3", ...store, ...drawn("unforged"));
      assertEquals((await filesIn(`${folder}/unforged`))[path], own);
      await Deno.remove(forged);
    });

    await t.step("verify: what was checked, what was not, the probability, a receipt", async () => {
      const receipt = `${folder}/receipt.json`;
      const text = await command(0, "verify", "--budget", "60s", ...empty, "--receipt", receipt);
      assertMatch(text, /^conformance, .*: \d+ digests: agree$/m);
      assertMatch(text, /^plan: 60 s buys some 4 of 4 replays, of 2 of 2 experiments; 10% wrong/m);
      assertMatch(text, /level 2, .*: 4 segments: agree/);
      assertMatch(
        text,
        /nonce [0-9a-f-]{36}: 4 of 4 replays drawn, 4 of 4 segments checked, 0 not/,
      );
      assertMatch(text, /1 wrong segment of 4 \(25.00 %\) would have been seen with probability 1/);
      assertEquals(await exists(`${folder}/empty`), false);
      const written = await Deno.readTextFile(receipt), found = JSON.parse(written);
      assertEquals(written, canonical(found) + "\n");
      assertEquals([found.result, found.preset, found.levels.length], ["agrees", "smoke", 4]);
      const again = JSON.parse(
        await command(0, "verify", "fig2", "--nonce", "x", "--json", ...empty),
      );
      assertEquals([again.figures, again.levels[3].sample.nonce], [["fig2"], "x"]);
      assertNotEquals(again.levels[3].sample.units, found.levels[3].sample.units);
    });

    await t.step("verify replays what an aim takes, and adds receipts up", async () => {
      const receipts = [1, 2].map((k) => `${folder}/aim-${k}.json`);
      for (const receipt of receipts) {
        const aim = ["--confidence", "0.4", "--faults", "25%", "--receipt", receipt];
        const text = await command(0, "verify", ...aim, ...empty);
        assertMatch(text, /^plan: 2 of 4 replays, some .* see 25% wrong .* probability 0.5000$/m);
        assertMatch(text, /: 2 of 4 replays drawn, 2 of 4 segments checked, 2 not$/m);
      }
      const merged = await command(0, "verify", "--merge", ...receipts);
      assertMatch(merged, /^lock [0-9a-f]{64}: 2 receipts, 2 nonces, 1 kinds of machine: agrees$/m);
      assertMatch(merged, /1 wrong segment of 4 \(25.00 %\) would .* probability 0.7500 at least/);
      const level0 = `${folder}/level-0.json`, other = `${folder}/other.json`;
      await command(0, "verify", "--level", "0", "--receipt", level0, ...empty);
      await command(0, "verify", "--level", "conformance", "--receipt", `${folder}/c.json`);
      assertEquals(JSON.parse(await Deno.readTextFile(`${folder}/c.json`)).result, "agrees");
      const text = await Deno.readTextFile(level0);
      const { lock } = JSON.parse(text);
      await Deno.writeTextFile(other, text.replace(lock, lock.replace(/./g, "0")));
      assertMatch(
        await command(1, "verify", "--merge", level0, other),
        /^Cannot merge .*: lock must/,
      );
      await Deno.writeTextFile(other, text.replace(`"agrees"`, `"differs"`));
      assertMatch(await command(1, "verify", "--merge", other), /result must be agrees/);
    });

    await t.step(
      "verify without time for a replay, or of another preset, is no success",
      async () => {
        assertMatch(
          await command(4, "verify", "--budget", "0.01s", ...empty),
          /^plan: 0.01 s buys no replay$(.|\n)*nothing was compared$(.|\n)*--budget must leave time/m,
        );
        assertMatch(await command(4, "verify", "--preset", "paper"), /no results of preset paper/);
        await command(0, "verify", "--level", "0", ...store);
      },
    );

    await t.step("reproduce compares with the lock by id", async () => {
      const text = await command(0, "reproduce", ...both, ...smoke, ...store, ...out);
      assertMatch(text, /lock: 24 of 24 results agree with those published$/m);
    });

    await t.step("one changed constant: exit 3, the field, then epoch and layer", async () => {
      const path = `${project}lib/paper/synthetic_trainings.ts`,
        text = await Deno.readTextFile(path);
      await Deno.writeTextFile(path, text.replace("learningRate: 1e-4", "learningRate: 2e-4"));
      try {
        const found = await command(3, "verify", "fig3", "--budget", "60s", ...empty);
        assertMatch(found, /learningRate must be 0.0001, current value is 0.0002/);
        assertMatch(found, /epoch \d+, (layer \d, )?\w+\[.* ulp apart/);
      } finally {
        await Deno.writeTextFile(path, text);
      }
    });

    await t.step("other code that gives the same bits is said, and is no difference", async () => {
      const path = `${project}lib/study/steps/table.ts`, text = await Deno.readTextFile(path);
      await Deno.writeTextFile(path, `${text}\nexport const unused = 1;\n`);
      try {
        const drawn = await command(0, "figure", "fig3", ...empty, ...out);
        assertMatch(drawn, /made with code [0-9a-f]{12}; the code has changed since \(table\)$/m);
        assertMatch(
          await command(0, "reproduce", "fig3", ...smoke, ...store, ...out),
          /lock: 12 of 12 results agree with those published, made with other code \(table\)$/m,
        );
      } finally {
        await Deno.writeTextFile(path, text);
      }
    });

    await t.step(
      "lock --carry proves that changed code makes the same bits; then nothing trains again",
      async () => {
        const path = "lib/study/steps/train.ts", text = await Deno.readTextFile(project + path);
        const plan = [
          "reproduce",
          "fig3",
          ...smoke,
          ...empty,
          "--published",
          "--dry-run",
          "--json",
        ];
        const trainings = async () => {
          const { missing, unknown } =
            JSON.parse(await command(0, ...plan as [string])).kinds.train;
          return missing + unknown;
        };
        assertEquals(await trainings(), 0);
        await writeModule(project, path, `${text}\nexport const unused = 1;\n`);
        try {
          assert(await trainings() > 0);
          const locks = async () => Object.entries(await filesIn(`${project}fixtures`));
          const before = await locks();
          const carried = await command(0, "lock", "--carry", "--nonce", "x");
          assertMatch(
            carried,
            /^level carry, .*: 2 segments, 8 repeats, 2 aggregates, 2 tables: agree$/m,
          );
          assertMatch(carried, /^carried over to today's code; lock [0-9a-f]{64}$/m);
          assertEquals(await trainings(), 0);
          const after = new Map(await locks());
          const changed = before.filter(([path, bytes]) => !equal(after.get(path), bytes));
          assertEquals([changed.map(([path]) => path), after.size], [
            ["/lock/lock.json"],
            before.length,
          ]);
          assertMatch(await command(0, "lock", "--carry"), /^nothing to carry over: the lock has /);
          await command(0, "verify", "--level", "1", ...empty);
          assertMatch(
            await command(2, "lock", "fig3", "--carry"),
            /--carry must be for the whole lock/,
          );
        } finally {
          await writeModule(project, path, text);
        }
        assertMatch(await command(0, "lock", "--carry"), /^carried over to today's code/m);
      },
    );

    await t.step(
      "a wrong row: exit 3 and the id, by level 3, by the store and by reproduce",
      async () => {
        await plant(fixtures, "syn-relu-8/r01/a0/s01", 2);
        const id = "measure/syn-relu-8/r01/a0/s01/exact";
        const whole = await command(3, "verify", "fig3", "--level", "3", ...empty);
        assertStringIncludes(whole, `  ${id}: counts must be `);
        await command(0, "verify", "fig2", "--level", "3", ...empty);
        assertStringIncludes(await command(3, "verify", "--level", "0", ...store), id);
        const line = await run("reproduce", [...both, ...smoke, ...store, ...out], { project });
        assertEquals(line.code, 3);
        assertStringIncludes(line.stderr, `Differs from the lock: ${id} counts must be `);
      },
    );

    await t.step(
      "what cannot be read: exit 1, all of it by name, and the rest checked",
      async () => {
        const into = ["--into", `${project}fixtures`], receipt = `${folder}/receipt.json`;
        await command(0, "lock", ...both, ...smoke, ...store, ...into);
        const top = JSON.parse(await Deno.readTextFile(`${project}fixtures/lock/lock.json`));
        const results = top.figures.fig3.results["table/fig3/smoke"];
        for (const name of ["csv", "caption"]) {
          await Deno.remove(`${project}fixtures/paper/${results[name]}.br`);
        }
        const words = ["--level", "1", ...empty, "--receipt", receipt];
        const text = await command(1, "verify", ...words);
        assertMatch(text, /^level 0, .*: 2 COULD NOT BE CHECKED$/m);
        for (const name of ["csv", "caption"]) {
          assertMatch(
            text,
            new RegExp(`^  paper: Cannot .*/${results[name]}.br must be a file`, "m"),
          );
        }
        assertMatch(text, /^level 1, .* 2 tables: agree$/m);
        assertMatch(text, /^Cannot verify everything: .*, current value is 2$/m);
        const written = await Deno.readTextFile(receipt);
        assertEquals(JSON.parse(written).result, "incomplete");
        assert(!written.includes(folder), written);
        await command(0, "lock", ...both, ...smoke, ...store, ...into);
        const damaged = `${folder}/damaged`, flags = ["--store", damaged, "--level", "0"];
        await copyTree(`${folder}/store`, damaged);
        const paths = Object.keys(await filesIn(damaged)).filter((path) => path.startsWith("/ac/"));
        const spoiled: string[] = [];
        for (const path of paths) {
          if (JSON.parse(await Deno.readTextFile(damaged + path)).step !== "train") continue;
          await Deno.remove(damaged + path);
          await Deno.writeTextFile(damaged + path, "{}");
          spoiled.push(path.slice(1));
        }
        const found = JSON.parse(
          (await run("verify", [...flags, "--json"], { project })).stdout,
        ).levels[0];
        assertEquals(found.differences, []);
        assertEquals(found.unchecked.map(({ id }: { id: string }) => id).sort(), spoiled.sort());
        await command(1, "verify", ...flags);
      },
    );

    await t.step("a published file that is not its name is refused", async () => {
      const { lock } = JSON.parse(
        await command(
          0,
          "lock",
          ...both,
          "--json",
          ...smoke,
          ...store,
          "--into",
          `${project}fixtures`,
        ),
      );
      assert(/^[0-9a-f]{64}$/.test(lock));
      const top = JSON.parse(await Deno.readTextFile(`${project}fixtures/lock/lock.json`));
      const { csv } = top.figures.fig3.results["table/fig3/smoke"];
      const path = `${project}fixtures/paper/${csv}.br`, bytes = await Deno.readFile(path);
      bytes[bytes.length >> 1] ^= 4;
      await Deno.writeFile(path, bytes);
      assertMatch(
        await command(3, "verify", "--level", "0", ...empty),
        new RegExp(`${csv}.br must be`),
      );
      assertMatch(
        await command(1, "figure", "fig3", ...empty, ...out),
        new RegExp(`${csv}.br must be`),
      );
    });
  });
});
