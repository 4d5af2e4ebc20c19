/** The folder as a library among others: checked by itself, beside another npm package, ready to be published. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { PROJECT, withFolder } from "./support.ts";

async function deno(cwd: string, ...args: string[]): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    ...{ args, cwd, env: { NO_COLOR: "1" }, stdin: "null" },
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, text: decode(stdout) + decode(stderr) };
}

Deno.test("deno check mod.ts passes by itself: the lock file has all that its types need", async () => {
  const { code, text } = await deno(PROJECT, "check", "mod.ts");
  assertEquals(code, 0, text);
});

Deno.test("a program beside another npm package runs and checks with a lock file of its own", async () => {
  await withFolder(async (folder) => {
    // A package that deno.lock has not.
    await Deno.writeTextFile(
      `${folder}/program.ts`,
      `import { Ajv } from "npm:ajv@8.20.0";
import { experiment, informationPlanes } from "${PROJECT}mod.ts";
const network = { layers: [4, 2], activation: "relu" } as const;
const own = experiment({ name: "outside", network, repeats: 1, epochs: 6 });
const { exact } = await informationPlanes(own, { store: "./store", jobs: 1 });
console.log(new Ajv().validate({ type: "number" }, exact.points.length), exact.points.length);
`,
    );
    const own = ["--config", `${PROJECT}deno.json`, "--lock=program.lock", "--frozen=false"];
    const ran = await deno(folder, "run", "-q", "--no-prompt", ...own, "-R", "-W=.", "program.ts");
    assertEquals(ran, { code: 0, text: "true 6\n" });
    assertStringIncludes(await Deno.readTextFile(`${folder}/program.lock`), '"ajv@8.20.0"');
    const checked = await deno(folder, "check", "-q", ...own, "program.ts");
    assertEquals(checked.code, 0, checked.text);
  });
});

Deno.test("deno publish has what the library needs and not the published results, in 20 MB", async () => {
  const { code, text } = await deno(PROJECT, "publish", "--dry-run", "--allow-dirty");
  assertEquals(code, 0, text);
  const sizes = [...text.matchAll(/^ +file:\S+ \(([\d.]+)(B|KB|MB)\)$/gm)];
  const bytes = sizes.map(([, size, unit]) => Number(size) * { B: 1, KB: 1e3, MB: 1e6 }[unit!]!);
  assert(sizes.length > 100 && bytes.reduce((a, b) => a + b) < 5e6, text);
  for (const path of ["/mod.ts", "/fixtures/conformance.json", "/figures/theme.json"]) {
    assertStringIncludes(text, `${path} (`);
  }
  for (const path of ["/fixtures/lock/", "/fixtures/paper/", "/tests/"]) {
    assertEquals(text.includes(path), false, path);
  }
});
