/** Help, wrong usage and folders that cannot be used: exit codes and one line, no stack. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { ConformanceError } from "../../lib/published/conformance_error.ts";
import { exitCodeOf, UsageError } from "../../tasks/_command.ts";
import { exists, failure, failures, filesIn, FLAGS, output, run, withFolder } from "./support.ts";
import { SMOKE, smokeStore } from "./smoke.ts";

Deno.test("every command of tasks/ and its rooms is asked for its help", async () => {
  const folders = ["tasks/", "tasks/runs/", "tasks/cluster/", "tasks/report/"].map((path) =>
    new URL(`../../${path}`, import.meta.url)
  );
  const files = await Promise.all(folders.map((url) => Array.fromAsync(Deno.readDir(url))));
  const commands = files.flat().flatMap(({ name }) => /^([a-z]\w*)\.ts$/.exec(name)?.[1] ?? [])
    .map((name) => name.replace("_", ":"));
  assertEquals(commands.sort(), Object.keys(FLAGS).sort());
});

for (const [command, flags] of Object.entries(FLAGS)) {
  Deno.test(`${command} --help names every flag`, async () => {
    const text = await output([command, "--help"]);
    assertStringIncludes(`${text.split("\n")[0]} `, `deno task ${command} `);
    const named = [...text.matchAll(/^ {2}(--\S+(?: [A-Z]+(?:\/[A-Z]+)?)?)/gm)].map(([, flag]) =>
      flag
    );
    assertEquals(named, [...flags.split("|"), "--json", "--verbose", "--help"]);
    assertEquals(text.split("\n").filter((line) => line.length > 80), []);
    assertMatch(text, /^Examples\n {2}deno task [a-z:]+.*\n {6}\S/m);
  });
}

/** Words of a command line, and what the message must name besides. */
const WRONG: readonly (readonly [string, ...string[]])[] = [
  ["reproduce fig99", "did you mean figB9?", "current value is fig99"],
  ["reproduce --preset huge", "smoke quick paper", "huge"],
  ["reproduce --presets smoke", "--preset", "--presets"],
  ["reproduce -x", "-x"],
  ["reproduce --shard 4/3", "--shard", "K/N", "4/3"],
  ["run examples/tanh-relu.json --shard 1/2 --gather", "--gather", "--shard"],
  ["reproduce --jobs 0", "--jobs", "at least 1", "current value is 0"],
  ["reproduce --jobs x", "--jobs", "current value is x"],
  ["reproduce --jobs 1.5", "--jobs", "current value is 1.5"],
  ["reproduce --jobs=-1", "--jobs", "current value is -1"],
  ["reproduce --jobs", "--jobs", "current value is empty"],
  ["reproduce --jobs 0 --jobs 1", "--jobs must be given once", "current value is 0 and 1"],
  ["reproduce --dry-run=maybe", "--dry-run must be alone", "current value is --dry-run=maybe"],
  ["reproduce --fresh --finished", "--fresh must be left out beside --finished"],
  ["reproduce --engine tfjs:cpu --locked", "must be wasm with --locked", "is tfjs:cpu"],
  ["run --schema own.json", "words must be flags", "current value is own.json"],
  ["reproduce --store", "--store", "current value is empty"],
  ["reproduce --engine foo", "--engine", "wasm tfjs tfjs:node-gpu", "current value is foo"],
  ["reproduce --engine tfjs:foo", "tfjs:wasm tfjs:cpu", "current value is tfjs:foo"],
  ["reproduce --engine tfjs:cpu --published", "must be wasm with --published", "is tfjs:cpu"],
  ["reproduce --engine tfjs --finished", "must be wasm with --finished", "is tfjs"],
  ["package --platforms linux", "--platforms", "linux-x64-glibc", "current value is linux"],
  ["package --date tomorrow", "--date must be a day", "current value is tomorrow"],
  ["package fig3", "words must be flags"],
  ["report fig33", "did you mean fig3?", "current value is fig33"],
  ["report --preset huge", "smoke quick paper", "huge"],
  ["report fig3 paper:SYN-ReLU-8", "words must be figures or runs", "fig3 paper:SYN-ReLU-8"],
  ["report:watch --port 70000", "--port must be at most 65535", "current value is 70000"],
  ["claims 4.1-nothing", "4.1-restarts", "4.1-nothing"],
  ["run", "one experiment.json", "none"],
  ["figure", "one id or more", "current value is none"],
  // The one that was meant, where there are many.
  ["figure fig2 fig33", "figure must be one of 19 (did you mean fig3?), current value is fig33"],
  ["reproduce figc10", "did you mean figC10?"],
  ["reproduce --out-dir=x --preset smok", "flag must be one of"],
  ["reproduce --preset smok", "one of smoke quick paper (did you mean smoke?)"],
  ["status --jsn", "one of 7 (did you mean --json?), current value is --jsn"],
  ["figure fig99", "did you mean figB9?", "fig99"],
  ["figure fig2 --format gif", "svg png", "gif"],
  ["figure fig2 --for print", "--for must be one of screen paper talk", "print"],
  ["figure fig2 --format svg,", "svg png"],
  ["doctor all", "words must be flags", "current value is all"],
  ["status fig99", "fig99"],
  ["status --jobs 2", "--jobs"],
  ["cache", "fsck", "current value is none"],
  ["cache fsck --budget 1G", "flag must be one that fsck has", "--budget"],
  ["cache rekey --sample x", "--sample", "current value is x"],
  ["cache sweep", "fsck", "sweep"],
  ["cache fsck now", "fsck now"],
  ["runs --where units", "--where must be conditions", "current value is units"],
  ["runs wide", "current value is wide"],
  ["sweep", "files must be one grid.json or experiments", "current value is none"],
  ["export wide", "words must be runs and a folder", "current value is wide"],
  ["export wide out --to xls", "npz csv parquet safetensors", "xls"],
  ["export weights wide out --to npz", "such as wide/r03@500", "current value is wide"],
  ["compare wide", "runs must be 2 to 30", "current value is wide"],
  ["compare a b --epochs x", "--epochs must be whole numbers", "current value is x"],
  ["lock fig99", "fig99"],
  ["lock fig3 --carry", "--carry must be for the whole lock", "current value is fig3"],
  ["lock --preset smoke", "--preset must be paper unless --into", "smoke"],
  ["verify fig99", "fig99"],
  ["verify --level 5", "conformance 0 1 2 3 4", "current value is 5"],
  ["verify --level conformance --preset huge", "smoke quick paper", "huge"],
  ["verify --merge --receipt r.json r.json", "--receipt must be left out beside --merge"],
  ["verify --budget 10", "--budget must be a time such as 90s", "current value is 10"],
  ["verify --budget 0s", "current value is 0s"],
  ["verify --confidence 1", "--confidence must be a probability below 1", "current value is 1"],
  ["verify --faults 0%", "--faults must be a share such as 5%", "current value is 0%"],
  ["verify --faults 5% --budget 9s", "--budget must be left out", "current value is 9s"],
  ["verify --merge", "words must be files of receipts", "current value is none"],
];

Deno.test("wrong usage ends with 2 and one line that says what is right, and writes nothing", async () => {
  await withFolder(async (cwd) => {
    const commands = Map.groupBy(WRONG, ([line]) => line.split(" ")[0]);
    for (const [command, cases] of commands) {
      const words = cases.map(([line]): [number, string[]] => [2, line.split(" ").slice(1)]);
      const lines = await failures(command, words, { cwd });
      cases.forEach(([line, ...named], k) => {
        for (const part of named) assertStringIncludes(lines[k], part, line);
      });
      // As a process of its own it says the same.
      assertEquals(await failure(2, cases[0][0].split(" "), { cwd }), lines[0]);
    }
    assertEquals(await filesIn(cwd), {});
    assertEquals(await exists(`${cwd}/.cache`), false);
  });
});

Deno.test("paths that are typed are those of the folder where one stands", async () => {
  await withFolder(async (folder) => {
    const env = { INIT_CWD: folder };
    const text = await output(["figure", "fig3", "--out", "here", "--format", "svg"], { env });
    assertStringIncludes(text, `${folder}/here/figures/fig3.svg`);
    assertEquals(Object.keys(await filesIn(folder)).sort(), [
      "/here/data/fig3.csv",
      "/here/figures/fig3.svg",
    ]);
    const own = await failure(2, ["run", "own.json"], { env });
    assertStringIncludes(own, `nothing at ${folder}/own.json`);
    const archive = await failure(1, ["cache", "import", "a.tar"], { env });
    assertStringIncludes(archive, `${folder}/a.tar`);
    for (const store of [["--store", "st"], []]) {
      const named = { ...env, ...(store.length === 0 && { EXACT_IB_STORE: "st" }) };
      const line = await failure(1, ["cache", "fsck", ...store], { env: named });
      assertStringIncludes(line, `${folder}/st`);
    }
  });
});

Deno.test("figure draws several figures, and those that can be where one cannot", async () => {
  await withFolder(async (folder) => {
    const words = ["figure", "fig2", "fig3", "--format", "svg", "--out", `${folder}/out`];
    const { figures } = JSON.parse(await output([...words, "--json"]));
    assertEquals(Object.keys(figures), ["fig2", "fig3"]);
    for (const id of ["fig2", "fig3"]) {
      assertEquals(await exists(figures[id].files.svg), true);
      assertMatch(figures[id].digests.svg, /^[0-9a-f]{64}$/);
    }
    const text = await output(words);
    assertEquals(text.split("\n").filter((line) => / repeats, 8000 epochs/.test(line)).length, 2);
    await Deno.mkdir(`${folder}/store`);
    const none = await run([...words, "--preset", "smoke", "--store", `${folder}/store`]);
    assertEquals([none.code, none.stdout], [1, ""]);
    assertEquals(none.stderr.trim().split("\n").length, 2, none.stderr);
  });
});

Deno.test("a stack is shown with --verbose only", async () => {
  const { code, stderr } = await run(["reproduce", "fig99", "--verbose"]);
  assertEquals(code, 2);
  assertMatch(stderr, /^ {4}at /m);
});

Deno.test("a store that cannot be written ends with 1 and one line", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    const out = `${folder}/out`;
    for (const store of [`${folder}/file`, `${folder}/file/store`]) {
      const flags = ["--store", store];
      for (
        const words of [
          ["reproduce", "fig2", "--preset", "smoke", "--out", out, ...flags],
          ["cache", "fsck", ...flags],
        ]
      ) {
        const line = await failure(1, words);
        assertStringIncludes(line, "--store must be");
        assertStringIncludes(line, store);
      }
    }
    assertEquals(Object.keys(await filesIn(folder)), ["/file"]);
  });
});

Deno.test("a store that the environment names must have a name", async () => {
  await withFolder(async (cwd) => {
    for (const words of [["status", "fig3"], ["reproduce", "fig3", "--preset", "smoke"]]) {
      const line = await failure(2, words, { cwd, env: { EXACT_IB_STORE: "" } });
      assertStringIncludes(line, "EXACT_IB_STORE must be a folder, current value is empty");
    }
    assertEquals(await filesIn(cwd), {});
  });
});

Deno.test("an output folder that is a file ends with 1 before anything is computed", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    const words = ["reproduce", "fig3", "--preset", "smoke", "--store", `${folder}/store`];
    const line = await failure(1, [...words, "--out", `${folder}/file`]);
    assertStringIncludes(line, "--out must be a folder");
    assertEquals(Object.keys(await filesIn(folder)), ["/file"]);
  });
});

Deno.test("a receipt that cannot be written ends with 1 before anything is checked", async () => {
  await withFolder(async (folder) => {
    const words = ["verify", "fig3", "--level", "1", "--store", `${folder}/store`];
    const line = await failure(1, [...words, "--receipt", `${folder}/none/receipt.json`]);
    assertStringIncludes(line, "--receipt must be a file in a folder, current value is in none");
  });
});

Deno.test("an archive that is not there makes no store", async () => {
  await withFolder(async (folder) => {
    const words = ["cache", "import", `${folder}/none.tar`, "--store", `${folder}/store`];
    assertStringIncludes(await failure(1, words), "none.tar");
    assertEquals(await exists(`${folder}/store`), false);
  });
});

Deno.test("what a damaged entry holds is quoted without control characters", async () => {
  await withFolder(async (folder) => {
    const words = ["reproduce", ...SMOKE, "--repeats", "1", "--format", "svg"];
    const flags = ["--store", `${folder}/store`, "--out", `${folder}/out`];
    await smokeStore(`${folder}/store`);
    // Which entries a run reads is its own affair.
    for (const entry of Object.keys(await filesIn(`${folder}/store/ac`))) {
      await Deno.writeTextFile(`${folder}/store/ac${entry}`, "\x1b[31mred\n\x1b]0;title\x07");
    }
    const { code, stderr } = await run([...words, ...flags]);
    assertEquals(code, 0, stderr);
    const lines = stderr.trimEnd().split("\n").filter((line) => !/^\d+ %( trained)?, /.test(line));
    for (const line of lines) {
      assertMatch(line, /^Damaged in the store: [^\p{Cc}]+\\u001b[^\p{Cc}]+$/u);
    }
    assert(lines.length > 0);
  });
});

Deno.test("neither figure nor --finished trains again where bytes are gone", async () => {
  await withFolder(async (folder) => {
    const store = `${folder}/store`, flags = ["--store", store, "--out", `${folder}/out`];
    await smokeStore(store);
    await Deno.remove(`${store}/cas`, { recursive: true });
    await Deno.mkdir(`${store}/cas`);
    const figure = await failure(1, ["figure", ...SMOKE, ...flags]);
    assertMatch(figure, /train\/syn-relu-8\S+, whose bytes are gone; deno task reproduce fig3/);
    const finished = await failure(1, ["reproduce", ...SMOKE, "--finished", ...flags]);
    assertMatch(finished, /those of train\/syn-relu-8\S+ are gone; without --finished/);
    assertEquals(await filesIn(`${store}/cas`), {});
  });
});

Deno.test("status of a store that is a file ends with 1 and one line", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    const line = await failure(1, ["status", "--json", "--store", `${folder}/file`]);
    assertStringIncludes(line, "--store must be a folder");
  });
});

Deno.test("figure without results ends with 1 and names the command that computes them", async () => {
  await withFolder(async (folder) => {
    const flags = ["--store", `${folder}/store`, "--out", `${folder}/out`];
    const line = await failure(1, ["figure", "fig3", "--preset", "quick", ...flags]);
    assertStringIncludes(line, "deno task reproduce fig3 --preset quick");
    const smoke = await failure(1, ["figure", "fig3", "--preset", "smoke", "--json", ...flags]);
    assertStringIncludes(smoke, "deno task reproduce fig3 --preset smoke");
    assert(!await exists(`${folder}/out`));
  });
});

Deno.test("exitCodeOf() is 2 for wrong usage, 3 where the machine gives other bits, else 1", () => {
  const difference = { id: "exp", output: "digest", expected: "a", found: "b" };
  const errors = [new UsageError("x"), new ConformanceError(difference), new Error("x"), "x"];
  assertEquals(errors.map(exitCodeOf), [2, 3, 1, 1]);
});
