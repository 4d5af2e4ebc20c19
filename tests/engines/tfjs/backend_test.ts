import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  type BackendName,
  BACKENDS,
  commandThatAdds,
  loadBackend,
  loadBest,
  NotInstalled,
} from "../../../lib/engines/tfjs/backend.ts";

/** A folder without node_modules. */
const nowhere = new URL("./", import.meta.url);

const NATIVE = ["node-gpu", "node"] as const;

/** A folder with a node_modules in which a backend's package is this script. */
async function withPackage(name: BackendName, script: string, test: (root: URL) => Promise<void>) {
  const root = await Deno.makeTempDir(), folder = `${root}/node_modules/@tensorflow/tfjs-${name}`;
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(`${folder}/index.js`, script);
  await test(new URL(`file://${root}/`));
  await Deno.remove(root, { recursive: true });
}

Deno.test("commandThatAdds() names every package in the locked version", async () => {
  const lock = JSON.parse(await Deno.readTextFile(new URL("../../../dev.lock", import.meta.url)));
  for (const name of BACKENDS) {
    const packages = commandThatAdds(name).match(/(?<= )npm:\S+/g)!;
    assert(packages.some((one) => one.endsWith(`-${name}@4.22.0`)));
    // The CPU package with a native part is not among the project's own.
    if (name !== "node") { for (const one of packages) assert(one in lock.specifiers, one); }
  }
});

Deno.test("loadBackend() says in one line which package is missing and what adds it", async () => {
  for (const name of NATIVE) {
    const { message } = await assertRejects(() => loadBackend(name, nowhere), NotInstalled);
    assert(
      message.startsWith(`Cannot load tfjs:${name}: @tensorflow/tfjs-${name} must be installed`),
    );
    assert(message.endsWith(commandThatAdds(name)), message);
    assert(!message.includes("\n"), message);
    assert(commandThatAdds(name).includes(`--allow-scripts=npm:@tensorflow/tfjs-${name}@4.22.0`));
  }
});

Deno.test("loadBackend() tells a native part that is missing from other errors", async () => {
  const binding = "native addon module (tfjs_binding.node) can not be found at path: /x. \\nPlease";
  const cases = { [binding]: "its native part is missing", "no AVX\\nmore": "no AVX" };
  for (const name of NATIVE) {
    for (const [thrown, said] of Object.entries(cases)) {
      await withPackage(name, `throw new Error("${thrown}");`, async (root) => {
        const error = await assertRejects(() => loadBackend(name, root), Error);
        assert(!(error instanceof NotInstalled));
        assertStringIncludes(error.message, `must start, current value is "${said}"; to add: `);
        assert(!error.message.includes("\n"), error.message);
      });
    }
  }
});

Deno.test("loadBackend() names the task that has the permissions of a native part", async () => {
  const script = `throw new Deno.errors.NotCapable("Requires env access");`;
  await withPackage("node-gpu", script, async (root) => {
    const { message } = await assertRejects(() => loadBackend("node-gpu", root), Error);
    assertEquals(
      message,
      "Cannot load tfjs:node-gpu: permissions must be those of deno task reproduce:native, " +
        'current value is "Requires env access"',
    );
  });
});

Deno.test("loadBackend() takes a native package from node_modules, and fails when its backend does not start", async () => {
  const script = (starts: boolean) => `
    const util = require("node:util");
    module.exports = {
      version_core: util.isNullOrUndefined(null) && !util.isNullOrUndefined(0) ? "1" : "0",
      enableProdMode() {},
      setBackend: async (name) => name === "tensorflow" && ${starts},
      backend: () => ({ binding: { TF_Version: "2.0" }, isUsingGpuDevice: true }),
    };`;
  await withPackage("node-gpu", script(true), async (root) => {
    const { identity, library, gpu } = await loadBackend("node-gpu", root);
    assertEquals(identity, { engine: "tfjs", backend: "node-gpu", version: "1+2.0" });
    assertEquals([library, gpu], ["2.0", true]);
  });
  await withPackage("node", script(false), async (root) => {
    const { message } = await assertRejects(() => loadBackend("node", root), Error);
    assertEquals(
      message,
      'Cannot use tfjs:node: setBackend("tensorflow") must be true, current value is false',
    );
  });
});

/** What a program prints, line by line, that loads `tfjs:node` and then reads a variable itself. */
async function readerOf(root: URL, variable: string, ...flags: string[]): Promise<string[]> {
  const program = `${root.pathname}main.ts`;
  const backend = import.meta.resolve("../../../lib/engines/tfjs/backend.ts");
  await Deno.writeTextFile(
    program,
    `import { loadBackend } from "${backend}";
     await loadBackend("node", new URL("${root}")).catch(({ message }) => console.log(message));
     try { console.log(process.env.${variable}); } catch (error) { console.log(error.name); }`,
  );
  const alone = ["--no-config", "--no-lock", "--no-check", "--no-prompt", "--allow-read"];
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", ...alone, ...flags, program],
    env: { [variable]: "secret" },
  }).output();
  return new TextDecoder().decode(stdout).trim().split("\n");
}

Deno.test("loadBackend() loads a native package without the environment, permitted or not", async () => {
  const script = `throw new Error("sees " + Object.keys(process.env).length);`;
  await withPackage("node", script, async (root) => {
    const [withheld, refused] = await readerOf(root, "EXACT_IB_TEST");
    assertStringIncludes(withheld, '"sees 0"');
    assertEquals(refused, "NotCapable");
    const [permitted, own] = await readerOf(root, "EXACT_IB_TEST", "--allow-env");
    assertStringIncludes(permitted, '"sees 0"');
    // Afterwards the environment is there again.
    assertEquals(own, "secret");
  });
});

Deno.test("loadBackend() names engine, backend and version", async () => {
  for (const backend of ["cpu", "wasm"] as const) {
    const { identity, tf, gpu } = await loadBackend(backend);
    assertEquals([identity, gpu], [{ engine: "tfjs", backend, version: "4.22.0" }, false]);
    assertEquals(tf.getBackend(), backend);
  }
});

Deno.test("loadBackend() refuses a backend that does not start", async () => {
  const { tf } = await loadBackend("cpu");
  const factory = tf.findBackendFactory("wasm");
  tf.removeBackend("wasm");
  try {
    tf.registerBackend("wasm", () => {
      throw new Error("no");
    });
    const { message } = await assertRejects(() => loadBackend("wasm"), Error);
    assertEquals(
      message,
      `Cannot use tfjs:wasm: setBackend("wasm") must be true, current value is false`,
    );
  } finally {
    tf.removeBackend("wasm");
    tf.registerBackend("wasm", factory);
  }
});

Deno.test("loadBest() takes the first that loads, and says why it did not take better ones", async () => {
  const { identity, skipped } = await loadBest(nowhere);
  assertEquals(BACKENDS, ["node-gpu", "node", "wasm", "cpu"]);
  assertEquals(identity.backend, "wasm");
  assertEquals(skipped.map((line) => line.split(":")[1]), ["node-gpu", "node"]);
});
