/** Migration by proof, on a copy of the project whose code is changed. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { ended, PROJECT } from "../../system/support.ts";
import { writeModule } from "../edited.ts";
import { SMOKE, smokeStore } from "../smoke.ts";
import { withFolder } from "../support.ts";

const PARTS = ["deno.json", "deno.lock", "dev.lock", "lib", "tasks", "figures", "fixtures"];

/** A copy of the project that runs its own code. */
async function withCopy(test: (project: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const paths = PARTS.map((part) => `${PROJECT}${part}`);
    const { success } = await new Deno.Command("cp", { args: ["-r", ...paths, folder] }).output();
    assert(success, "the project must be copied");
    await test(folder);
  });
}

async function run(project: string, ...words: string[]) {
  const { tasks } = JSON.parse(await Deno.readTextFile(`${project}/deno.json`));
  const args = [
    ...tasks[words[0]].command.split(" ").slice(1),
    ...words.slice(1),
    "--store",
    "store",
  ];
  const env = { NO_COLOR: "1", INIT_CWD: project };
  const all = { args, env, cwd: project, stdin: "null", stdout: "piped", stderr: "piped" } as const;
  return await ended(new Deno.Command(Deno.execPath(), all).spawn());
}

async function json(project: string, ...words: string[]) {
  const { code, stdout, stderr } = await run(project, ...words, "--json");
  assertEquals(code, 0, stderr);
  return JSON.parse(stdout);
}

async function edit(project: string, path: string, from: string, to: string): Promise<void> {
  const text = await Deno.readTextFile(`${project}/${path}`);
  assertStringIncludes(text, from);
  await writeModule(project, path, text.replaceAll(from, to));
}

Deno.test("cache rekey carries results over a refactoring by proof, and refuses a changed constant", async () => {
  await withCopy(async (project) => {
    await smokeStore(`${project}/store`);
    const nothing = await run(project, "cache", "rekey", ...SMOKE);
    assertMatch(nothing.stdout, /^nothing to carry over/);

    // A helper renamed, and a constant moved to a file of its own.
    await edit(project, "lib/engines/wasm/network.ts", "parameterOffsets", "placesOfParameters");
    await edit(
      project,
      "lib/study/steps/curves.ts",
      "import { decodeTensors",
      'import "./nothing.ts";\nimport { decodeTensors',
    );
    await writeModule(project, "lib/study/steps/nothing.ts", "export const unused = 0;\n");
    const explained = (await run(project, "explain", ...SMOKE)).stdout;
    assertStringIncludes(explained, "lib/engines/wasm/network.ts");
    assertStringIncludes(explained, "lib/study/steps/nothing.ts");

    const report = await json(project, "cache", "rekey", ...SMOKE, "--nonce", "n");
    assert(report.carried > 0 && report.segments.length > 0, JSON.stringify(report));
    assertEquals(report.carried > report.segments.length + report.cheap, true);
    const fsck = await json(project, "cache", "fsck");
    assertEquals([fsck.bad, fsck.absent], [[], 0]);
    const { computed } = await json(project, "reproduce", ...SMOKE);
    assertEquals(computed, 0);

    // One constant: the decay of the moving average as the code uses it.
    await edit(
      project,
      "lib/engines/wasm/network.ts",
      "f(1 - quantization.decay)",
      "f(1.0005 - quantization.decay)",
    );
    const refused = await run(project, "cache", "rekey", ...SMOKE);
    assertEquals(refused.code, 1);
    assertMatch(
      refused.stderr.trim(),
      /^Cannot rekey: \S+ \w+ must be [0-9a-f]{64} as under its old key, current value is [0-9a-f]{64}; nothing was carried over$/,
    );
    const differs = await run(project, "reproduce", ...SMOKE);
    assertEquals(differs.code, 3);
    assertMatch(differs.stderr, /^Cannot reproduce: segment relu 8 bit, \S+ must be/);
  });
});
