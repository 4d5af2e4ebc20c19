/** What a command may load: engines and packages that it does not use stay away (DESIGN section 9). */
import { assert, assertEquals } from "@std/assert";
import { PROJECT } from "../system/support.ts";

/** Specifiers of all modules behind a module, dynamic imports included. */
async function modulesOf(path: string): Promise<string[]> {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", path],
    cwd: PROJECT,
    stderr: "null",
  }).output();
  assertEquals(code, 0);
  const { modules } = JSON.parse(new TextDecoder().decode(stdout));
  return (modules as { specifier: string }[]).map(({ specifier }) => specifier);
}

for (const path of ["tasks/reproduce.ts", "tasks/figure.ts", "lib/study/worker.ts"]) {
  Deno.test(`${path} loads no TensorFlow.js and no development package`, async () => {
    const modules = await modulesOf(path);
    assert(modules.some((one) => one.startsWith("npm:/vega@")), modules.join("\n"));
    const foreign = /tfjs|assemblyscript|fast-check|ajv|^https?:/;
    assertEquals(modules.filter((one) => foreign.test(one)), []);
  });
}

Deno.test("the commands that draw nothing load no renderer", async () => {
  const modules = await modulesOf("tasks/cache.ts");
  assertEquals(modules.filter((one) => one.startsWith("npm:")), []);
});
