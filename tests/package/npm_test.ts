import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { npmMembers } from "../../lib/package/npm.ts";
import { projectRoot } from "../../lib/steps/code/project.ts";

const members = await npmMembers(projectRoot);
const paths = members.map(({ path }) => path);

/** Unpacks the package beside a Deno that only says how it was called, and calls its program. */
async function call(words: string[]): Promise<{ code: number; out: string; error: string }> {
  const folder = await Deno.makeTempDir({ prefix: "npm a " });
  try {
    const own = `${folder}/node_modules/exact-ib`, deno = `${folder}/node_modules/deno`;
    for (const { path, bytes } of members) {
      if (!/^(package\.json|exact-ib\.mjs|study\/(deno\.json|tasks\/\w+\.ts))$/.test(path)) {
        continue;
      }
      await Deno.mkdir(`${own}/${path.slice(0, path.lastIndexOf("/") + 1)}`, { recursive: true });
      await Deno.writeFile(`${own}/${path}`, await bytes());
    }
    await Deno.mkdir(deno);
    await Deno.writeTextFile(`${deno}/package.json`, `{ "name": "deno", "bin": "bin.cjs" }`);
    const told = `const { cwd, argv, env } = process;
console.log(JSON.stringify([cwd.call(process), env.DENO_NO_PACKAGE_JSON, ...argv.slice(2)]));
process.exit(3);`;
    await Deno.writeTextFile(`${deno}/bin.cjs`, told);
    const { code, stdout, stderr } = await new Deno.Command("node", {
      ...{ args: [`${own}/exact-ib.mjs`, ...words], cwd: folder },
    }).output();
    const decode = (bytes: Uint8Array) =>
      new TextDecoder().decode(bytes).replaceAll(folder, "HERE");
    return { code, out: decode(stdout), error: decode(stderr) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("exact-ib runs a task's module with its very permissions, where one stands", async () => {
  const { code, out, error } = await call(["run", "own.json", "--jobs", "2"]);
  assertEquals([code, error], [3, ""]);
  const study = "HERE/node_modules/exact-ib/study", [cwd, plain, ...args] = JSON.parse(out);
  assertEquals([cwd, plain, args[0]], ["HERE", "1", "run"]);
  const at = args.indexOf("--config");
  assertEquals(args[at + 1], `${study}/deno.json`);
  assert(args.includes(`--lock=${study}/dev.lock`) && args.includes("--no-prompt"), out);
  assert(!args.includes("--allow-run") && !args.includes("-A"), out);
  assertEquals(args.slice(-4), [`${study}/tasks/run.ts`, "own.json", "--jobs", "2"]);
});

Deno.test("exact-ib lists the commands that it has, and refuses others in a line", async () => {
  const { code, out } = await call(["--help"]);
  assertEquals(code, 0);
  for (const name of ["reproduce", "run", "figure", "doctor"]) {
    assertStringIncludes(out, `\n  ${name} `);
  }
  assert(!/dev:|\btest\b|\bbench\b/.test(out), out);
  const wrong = await call(["plot"]);
  assertEquals([wrong.code, wrong.out], [2, ""]);
  assertStringIncludes(wrong.error, "current value is plot\n");
  assertEquals(wrong.error.split("\n").length, 2);
});

Deno.test("the package of npm has what runs and what is read, in 5 MB, and no published results", async () => {
  for (
    const path of ["package.json", "exact-ib.mjs", "README.md", "study/mod.ts", "study/deno.lock"]
  ) {
    assert(paths.includes(path), path);
  }
  assert(paths.includes("study/fixtures/code-manifest.json"));
  const other = /^study\/(fixtures\/(lock|paper)|tests|bench|tasks\/dev)\//;
  assertEquals(paths.filter((path) => other.test(path)), []);
  const sizes = await Promise.all(members.map(async ({ bytes }) => (await bytes()).length));
  assert(sizes.reduce((a, b) => a + b) < 5e6);
  const { version, dependencies, bin } = JSON.parse(
    new TextDecoder().decode(await members.find(({ path }) => path === "package.json")!.bytes()),
  );
  assertEquals([Object.keys(dependencies), bin], [["deno"], { "exact-ib": "exact-ib.mjs" }]);
  assert(/^\d+\.\d+\.\d+$/.test(version));
});
