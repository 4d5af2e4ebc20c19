import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import {
  arrayScript,
  gatherScript,
  makefile,
  nextflowScript,
  quoted,
  type SlurmStudy,
  snakefile,
} from "../../lib/cluster/scripts.ts";

const study: SlurmStudy = {
  name: "exact-ib-fig3",
  project: "/home/me/it's mine",
  deno: "/opt/deno",
  words: ["reproduce", "fig3", "--store", "/data/a b"],
  ...{ shards: 12, workers: 4, folder: "/data/out", run: [2, 3, 4, 9], minutes: 90 },
  ...{ memory: 1.5 * 2 ** 30, options: ["--partition=cpu", "-A", "my account"], requeue: false },
};

/** Whether bash takes a text for a script. */
async function parses(text: string): Promise<void> {
  const bash = new Deno.Command("bash", {
    args: ["-n"],
    ...{ stdin: "piped", stdout: "null", stderr: "piped" },
  }).spawn();
  const writer = bash.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const { code, stderr } = await bash.output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
}

Deno.test("arrayScript() asks for what a part needs, and numbers it by Slurm, PBS or LSF", async () => {
  const text = arrayScript(study), lines = text.split("\n");
  const options = lines.filter((line) => line.startsWith("#SBATCH ")).map((line) => line.slice(8));
  assertEquals(options, [
    "--job-name=exact-ib-fig3",
    "--array=2-4,9",
    "--cpus-per-task=4",
    "--time=90",
    "--mem=1536M",
    "--output=/data/out/logs/%A_%a.log",
    "--open-mode=append",
    "--requeue",
    "--partition=cpu -A 'my account'",
  ]);
  assertMatch(text, /^SHARD=.*SLURM_ARRAY_TASK_ID.*PBS_ARRAY_INDEX.*LSB_JOBINDEX/m);
  assertEquals(
    lines.at(-2),
    `exec "$DENO" task -q reproduce fig3 --store '/data/a b' --shard "$SHARD/12"`,
  );
  // Options of sbatch stand before the first command.
  assert(text.lastIndexOf("#SBATCH") < text.indexOf("SHARD="));
  await parses(text);
});

Deno.test("with requeue, a part that is told of its end starts again", async () => {
  const text = arrayScript({ ...study, requeue: true });
  assertStringIncludes(text, "#SBATCH --signal=B:USR1@90\n");
  assertStringIncludes(text, 'scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"');
  await parses(text);
});

Deno.test("scripts look at the machine first, and gatherScript() gathers", async () => {
  const text = gatherScript(study);
  assertStringIncludes(text, `cd '/home/me/it'\\''s mine' || exit 78`);
  assert(text.indexOf("tasks/cluster/_ready.ts") < text.indexOf("--gather"));
  await parses(text);
});

Deno.test("quoted() leaves plain words, and quotes for a shell what is not", async () => {
  assertEquals([quoted("fig3"), quoted("a b"), quoted("")], ["fig3", "'a b'", "''"]);
  const words = ["it's", "$HOME", "a\nb", "`x`", '"', "\\"];
  const { stdout } = await new Deno.Command("bash", {
    args: ["-c", `printf '%s|' ${words.map(quoted).join(" ")}`],
  }).output();
  assertEquals(new TextDecoder().decode(stdout), words.map((word) => `${word}|`).join(""));
});

Deno.test("files of other engines have each part, and one that gathers", () => {
  const snake = snakefile({ ...study, project: "/a{b}" });
  assertMatch(snake, /range\(1, 12 \+ 1\)/);
  assertStringIncludes(snake, "--shard {wildcards.k}/12");
  assertStringIncludes(snake, "/a{{b}}");
  const flow = nextflowScript(study);
  assertStringIncludes(flow, "channel.of(1..12)");
  assertStringIncludes(flow, "--shard ${k}/12");
  assertStringIncludes(flow, `"\\$DENO" task -q reproduce`);
  for (const text of [snake, flow]) assertStringIncludes(text, "--gather");
});

Deno.test("makefile() is one that make reads: it would run twelve parts, then gather", async () => {
  const make = new Deno.Command("make", {
    args: ["-n", "-f", "-"],
    ...{ stdin: "piped", stdout: "piped", stderr: "piped" },
  }).spawn();
  const writer = make.stdin.getWriter();
  await writer.write(new TextEncoder().encode(makefile(study)));
  await writer.close();
  const { code, stdout, stderr } = await make.output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  const lines = new TextDecoder().decode(stdout).trim().split("\n");
  assertEquals(lines.length, 13);
  assertEquals(lines.slice(0, 12).map((line) => /--shard (\d+)\/12$/.exec(line)?.[1]), [
    ...Array.from({ length: 12 }, (_, k) => `${k + 1}`),
  ]);
  assertMatch(lines[12], /"\$DENO" task -q reproduce fig3 .*--gather$/);
});
