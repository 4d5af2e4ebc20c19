/** Files for others' engines, run by these: the digests of a run on one machine. */
import { assertEquals } from "@std/assert";
import { ended, requireProgram, start, withFolder } from "../system/support.ts";

const WORDS = ["fig2", "fig3", "--preset", "smoke"];

/** Runs a task that must succeed, and says what it printed. */
async function task(words: string[]): Promise<string> {
  const done = await ended(await start(words[0], words.slice(1)));
  assertEquals(done.code, 0, `${words.join(" ")}: ${done.stderr}`);
  return done.stdout;
}

const ENGINES: [name: string, debian: string, file: string, args: string[]][] = [
  ["make", "make", "Makefile", ["-j", "2", "-f", "Makefile"]],
  ["snakemake", "python3-pip, then pip install snakemake", "Snakefile", ["--cores", "2"]],
];

for (const [engine, from, file, args] of ENGINES) {
  Deno.test(`${engine} runs the file of deno task plan on two cores, to the same digests`, async () => {
    await requireProgram(engine, from);
    await withFolder(async (folder) => {
      const places = (name: string) => [
        ...["--store", `${folder}/${name}/store`],
        ...["--out", `${folder}/${name}/out`],
      ];
      await task(["reproduce", ...WORDS, ...places("alone")]);
      const plan = ["plan", ...WORDS, "--as", engine, "--shards", "3", "--jobs", "1"];
      await Deno.writeTextFile(`${folder}/${file}`, await task([...plan, ...places("parts")]));
      const run = await ended(
        new Deno.Command(engine, { args, cwd: folder, stdout: "piped", stderr: "piped" }).spawn(),
      );
      assertEquals(run.code, 0, run.stdout + run.stderr);
      const sums = (name: string) => Deno.readTextFile(`${folder}/${name}/out/sha256.txt`);
      assertEquals(await sums("parts"), await sums("alone"));
    });
  });
}
