/** What a command may load: engines and packages that it does not use stay away (docs/architecture.md, section 9). */
import { assert, assertEquals } from "@std/assert";
import { PROJECT } from "../system/support.ts";

interface Module {
  readonly specifier: string;
  readonly dependencies?: readonly {
    readonly code?: { readonly specifier: string };
    readonly isDynamic?: boolean;
  }[];
}

/** Specifiers of the modules behind a module: those that it loads at once, and with `dynamic` those it may load later. */
async function modulesOf(path: string, dynamic: boolean): Promise<string[]> {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    // The types of optional packages are in the lock of development alone.
    args: ["info", "--lock=dev.lock", "--json", path],
    cwd: PROJECT,
    stderr: "null",
  }).output();
  assertEquals(code, 0);
  const { modules, roots } = JSON.parse(new TextDecoder().decode(stdout));
  const known = new Map((modules as Module[]).map((module) => [module.specifier, module]));
  const found = new Set<string>(roots);
  for (const specifier of found) {
    for (const edge of known.get(specifier)?.dependencies ?? []) {
      if (edge.code !== undefined && (dynamic || !edge.isDynamic)) found.add(edge.code.specifier);
    }
  }
  return [...found];
}

for (const path of ["tasks/reproduce.ts", "tasks/figure.ts", "lib/plan/worker.ts"]) {
  Deno.test(`${path} loads no TensorFlow.js and no development package`, async () => {
    const modules = await modulesOf(path, true);
    assert(modules.some((one) => /^npm:\/?vega@/.test(one)), modules.join("\n"));
    const foreign = /^npm:.*(tfjs|assemblyscript|fast-check|ajv)|^https?:/;
    assertEquals(modules.filter((one) => foreign.test(one)), []);
  });
}

Deno.test("the commands that draw nothing load no renderer", async () => {
  const modules = await modulesOf("tasks/cache.ts", false);
  assert(modules.length > 20, modules.join("\n"));
  assertEquals(modules.filter((one) => /^npm:/.test(one)), []);
});
