import { assertEquals, assertRejects } from "@std/assert";
import { parseTasks } from "../../../lib/cluster/slurm.ts";
import {
  keepSubmission,
  standingLines,
  submissionFolder,
  submissionsIn,
} from "../../../tasks/cluster/_submission.ts";
import { failure, output, withFolder } from "../support.ts";
import { assertStringIncludes } from "@std/assert";

const submission = {
  name: "fig3-smoke",
  words: ["reproduce", "fig3"],
  array: "17",
  gather: "18",
  shards: 4,
};

Deno.test("submissionsIn() gives back what keepSubmission() kept, and refuses other text", async () => {
  await withFolder(async (out) => {
    assertEquals(await submissionsIn(out), []);
    const folder = submissionFolder(out, submission.name);
    await Deno.mkdir(folder, { recursive: true });
    assertEquals(await submissionsIn(out), []);
    await keepSubmission(folder, submission);
    assertEquals(await submissionsIn(out), [submission]);
    for (
      const text of [
        "{",
        "null",
        '{"name": "x"}',
        JSON.stringify({ ...submission, array: "17; rm" }),
      ]
    ) {
      await Deno.writeTextFile(`${folder}/submitted.json`, text);
      await assertRejects(() => submissionsIn(out), Error, "as submit writes it");
    }
  });
});

Deno.test("standingLines() counts tasks, and names the log of each that failed", () => {
  const tasks = parseTasks("17_1|COMPLETED\n17_2|FAILED"), gather = parseTasks("18|PENDING");
  const standing = { submission, tasks, gather, logs: ["out/17_2.log"], goesOn: true };
  assertEquals(standingLines(standing), [
    "fig3-smoke: job 17: 1 done, 1 failed; job 18 gathers: 1 pending",
    "  failed: out/17_2.log says why",
  ]);
});

Deno.test("submit --script writes both scripts and submits nothing; without Slurm one line says so", async () => {
  await withFolder(async (folder) => {
    const places = ["--store", `${folder}/store`, "--out", `${folder}/out`];
    const words = ["submit", "fig3", "--preset", "smoke", "--shards", "2", ...places];
    const said = JSON.parse(await output([...words, "--script", "--json", "--", "-p", "cpu"]));
    assertEquals([said.tasks, said.shards], [2, 2]);
    const array = await Deno.readTextFile(`${said.folder}/array.sh`);
    assertStringIncludes(array, "#SBATCH --array=1-2\n");
    assertStringIncludes(array, "#SBATCH -p cpu\n");
    assertStringIncludes(array, "fig3 --preset smoke");
    assertStringIncludes(await Deno.readTextFile(`${said.folder}/gather.sh`), "--gather");
    assertStringIncludes(await failure(2, words), "--slurm or --script");
    assertStringIncludes(await failure(2, [...words, "--script", "--time", "1"]), "--time");
    const env = { PATH: "/nowhere" };
    assertStringIncludes(await failure(1, [...words, "--slurm"], { env }), "there is no sbatch");
  });
});

Deno.test("plan prints a file, and refuses an engine that it does not know", async () => {
  const text = await output(["plan", "fig3", "--preset", "smoke", "--as", "make", "--shards", "2"]);
  assertStringIncludes(text, "PARTS := $(addprefix part-,$(shell seq 2))");
  assertStringIncludes(await failure(2, ["plan", "fig3", "--as", "snakemak"]), "snakemake");
  assertStringIncludes(await failure(2, ["plan", "fig3", "--as", "slurm"]), "submit --script");
});
