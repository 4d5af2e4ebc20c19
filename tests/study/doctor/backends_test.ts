import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  type BackendName,
  BACKENDS,
  commandThatAdds,
  firstLine,
  loadBackend,
  NotInstalled,
  TFJS_VERSION,
} from "../../../lib/study/doctor/backends.ts";

const NAMES = Object.keys(BACKENDS) as BackendName[];
const NATIVE = NAMES.filter((name) => BACKENDS[name].native);

/** A folder with a node_modules in which a backend's package is this script. */
async function withPackage(name: BackendName, script: string, test: (root: URL) => Promise<void>) {
  const folder = await Deno.makeTempDir(), [one] = BACKENDS[name].packages;
  await Deno.mkdir(`${folder}/node_modules/${one}`, { recursive: true });
  await Deno.writeTextFile(`${folder}/node_modules/${one}/index.js`, script);
  await test(new URL(`file://${folder}/`));
  await Deno.remove(folder, { recursive: true });
}

Deno.test("commandThatAdds() names every package in the locked version", async () => {
  const lock = JSON.parse(await Deno.readTextFile(new URL("../../../dev.lock", import.meta.url)));
  for (const name of NAMES) {
    const command = commandThatAdds(name);
    for (const one of BACKENDS[name].packages) {
      const exact = `npm:${one}@${TFJS_VERSION}`;
      assertStringIncludes(command, exact);
      // The CPU package with a native part is not among the project's own.
      if (name !== "node") assert(exact in lock.specifiers, exact);
    }
  }
});

Deno.test("loadBackend() says that a native package is not installed where node_modules has none", async () => {
  const root = new URL("file:///nowhere/");
  for (const name of NATIVE) await assertRejects(() => loadBackend(name, root), NotInstalled);
});

Deno.test("loadBackend() tells a native part that is missing from other errors", async () => {
  const binding = "native addon module (tfjs_binding.node) can not be found at path: /x. \\nPlease";
  for (const name of NATIVE) {
    const cases = { [binding]: "its native part is missing", "no AVX\\nmore": "no AVX" };
    for (const [thrown, said] of Object.entries(cases)) {
      await withPackage(name, `throw new Error("${thrown}");`, async (root) => {
        const error = await assertRejects(() => loadBackend(name, root), Error);
        assert(!(error instanceof NotInstalled));
        assertStringIncludes(firstLine(error), said);
      });
    }
  }
});

Deno.test("loadBackend() takes a native package from node_modules, and fails when its backend does not start", async () => {
  const script = (starts: boolean) => `
    const util = require("node:util");
    module.exports = {
      version_core: util.isNullOrUndefined(null) && !util.isNullOrUndefined(0) ? "1" : "0",
      ready: async () => {}, enableProdMode() {}, getBackend: () => "cpu",
      setBackend: async (name) => name === "tensorflow" && ${starts},
      backend: () => ({ binding: { TF_Version: "2.0" }, isUsingGpuDevice: true }),
    };`;
  await withPackage("node-gpu", script(true), async (root) => {
    const { tf, ...about } = await loadBackend("node-gpu", root);
    assertEquals(about, { library: "TensorFlow 2.0", gpu: true });
    assertEquals(tf.version_core, "1");
  });
  await withPackage("node", script(false), async (root) => {
    const { message } = await assertRejects(() => loadBackend("node", root), Error);
    assertEquals(
      message,
      "Cannot use tfjs:node: backend must be tensorflow, current value is cpu",
    );
  });
});
