/** Whether an input is right depends neither on what the store has nor on whether the input is needed this time. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { smokeStore } from "./smoke.ts";
import { failure, failures, FLAGS, output, withFolder } from "./support.ts";

const SMALL = {
  name: "small",
  network: { layers: [2], activation: "tanh" },
  repeats: 1,
  epochs: 1,
  estimators: ["exact"],
};

const GRID = { base: "small.json", over: { seed: [1, 2] } };

/** Values that name a file, a folder or a number; the others are names, which command_usage_test.ts tries. */
const TRIED = new Set(["N", "DIR", "FILE", "SIZE", "TIME", "P", "SHARE"]);

/** A wrong value of each such flag, with `@` for a folder that has a file, and what is said of it. */
const WRONG: Readonly<Record<string, readonly [value: string, code: number, said: string]>> = {
  budget: ["soon", 2, "--budget must be a "],
  confidence: ["2", 2, "--confidence must be a probability below 1 such as 0.95"],
  faults: ["0", 2, "--faults must be a share such as 5% or 0.05"],
  into: ["@/file/into", 1, "--into must be a folder that can be written"],
  jobs: ["0", 2, "--jobs must be a whole number of at least 1"],
  mnist: ["@/nowhere", 1, "Cannot load MNIST: file must be readable"],
  out: ["@/file/out", 1, "--out must be a folder that can be written, current value is in a file"],
  receipt: ["@", 1, "--receipt must be a file in a folder"],
  recheck: ["0", 2, "--recheck must be a whole number of at least 1 or all"],
  repeats: ["0", 2, "--repeats must be a whole number of at least 1"],
  shards: ["0", 2, "--shards must be a whole number of at least 1"],
  sample: ["1.5", 2, "--sample must be a whole number of at least 0"],
  store: ["@/file", 1, "--store must be a folder of a store or an empty one"],
  time: ["soon", 2, "--time must be "],
};

const PUBLISHED = "paper:SYN-ReLU-8 paper:SYN-Tanh-8";

/** Words of each command where the store has nothing and the value is not needed, and where all is there. */
const WORDS: Readonly<Record<string, readonly [cold: string, warm: string]>> = {
  reproduce: ["fig3 --preset smoke --dry-run", "fig3 --preset smoke --format svg"],
  figure: ["fig3", "fig3 --preset smoke"],
  status: ["fig3 --preset smoke", "fig3 --preset smoke"],
  run: ["@/small.json --dry-run", "@/small.json --format svg"],
  claims: ["4.1-good-fit", "4.1-good-fit --preset smoke"],
  explain: ["fig3 --preset smoke", "fig3 --preset smoke"],
  lock: ["fig3 --preset smoke --into @/lock", "fig3 --preset smoke --into @/lock"],
  verify: ["--level conformance", "fig3 --level 0"],
  plan: ["fig3 --preset smoke --as make", "fig3 --preset smoke --as make"],
  submit: ["fig3 --preset smoke --script", "fig3 --preset smoke --script"],
  sweep: ["@/grid.json --dry-run", "@/grid.json --dry-run"],
  runs: ["", "small"],
  compare: [PUBLISHED, PUBLISHED],
  export: ["paper:SYN-ReLU-8 @/tables --to csv", "small @/tables --to csv"],
  report: ["fig3 --lean", "fig3 --lean --preset smoke"],
  package: ["--lean", "--lean"],
};

/** Words of the actions of `cache` that have these flags. */
const CACHE: Readonly<Record<string, string>> = {
  ...{ budget: "gc", recheck: "import @/none.tar", sample: "rekey", jobs: "rekey", store: "fsck" },
};

/** The commands above with each of their flags that is tried; of the doctor's store its report says what is wrong. */
const CASES = Object.entries(FLAGS).filter(([command]) =>
  command === "cache" || Object.hasOwn(WORDS, command)
)
  .flatMap(([command, flags]) =>
    flags.split("|").map((flag) => flag.slice(2).split(" "))
      .filter(([, value]) => TRIED.has(value))
      .map(([flag]): [command: string, flag: string] => [command, flag])
  );

function wordsOf(command: string, flag: string, state: "cold" | "warm", folder: string) {
  const words = command === "cache" ? CACHE[flag] : WORDS[command][state === "cold" ? 0 : 1];
  const own = flag === "store" || command === "package" ? "" : ` --store @/${state}`;
  const rest = words.replace(new RegExp(` --${flag} \\S+`), "");
  const line = `${rest}${own} --${flag} ${WRONG[flag][0]}`;
  return line.trim().split(" ").map((word) => word.replace(/^@/, folder));
}

Deno.test("a wrong file, folder or number is refused in the same words, cold and warm", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    await Deno.writeTextFile(`${folder}/small.json`, JSON.stringify(SMALL));
    await Deno.writeTextFile(`${folder}/grid.json`, JSON.stringify(GRID));
    const flags = ["--store", `${folder}/warm`, "--out", `${folder}/out`, "--format", "svg"];
    await smokeStore(`${folder}/warm`);
    await output(["run", `${folder}/small.json`, ...flags]);
    for (const [command, cases] of Map.groupBy(CASES, ([command]) => command)) {
      const [cold, warm] = await Promise.all(
        (["cold", "warm"] as const).map((state) => {
          const words = cases.map(([, flag]): [number, string[]] => {
            return [WRONG[flag][1], wordsOf(command, flag, state, folder)];
          });
          return failures(command, words, { cwd: folder });
        }),
      );
      assertEquals(warm, cold, command);
      cases.forEach(([, flag], k) => assertStringIncludes(cold[k], WRONG[flag][2], command));
    }
  });
});

Deno.test("a folder that holds something else is no store to any command, and stays as it is", async () => {
  await withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/notes`);
    await Deno.writeTextFile(`${folder}/notes/own.txt`, "mine");
    const flags = ["--store", `${folder}/notes`];
    const said = `Cannot open store: --store must be a folder of a store or an empty one, ` +
      `current value is "${folder}/notes" (it is no store and not empty: it holds "own.txt")`;
    for (const command of ["reproduce fig3 --dry-run", "figure fig3", "status", "verify"]) {
      assertEquals(await failure(1, [...command.split(" "), ...flags], { cwd: folder }), said);
    }
    const env = { EXACT_IB_STORE: `${folder}/notes` };
    assertEquals(await failure(1, ["status"], { cwd: folder, env }), said);
    assertEquals(await Array.fromAsync(Deno.readDir(`${folder}/notes`), ({ name }) => name), [
      "own.txt",
    ]);
  });
});

Deno.test("a place for an archive is looked at before the store is", async () => {
  await withFolder(async (folder) => {
    for (const [file, found] of [[`${folder}/none/a.tar`, "in none"], [folder, "a folder"]]) {
      assertEquals(
        await failure(1, ["cache", "export", file, "--store", `${folder}/cold`]),
        `Cannot write ${file}: an archive must be a file in a folder, current value is ${found}`,
      );
    }
  });
});
