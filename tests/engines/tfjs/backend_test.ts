import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { findAdapter } from "../../../lib/engines/tfjs/adapter.ts";
import { loadBackend, loadBest, NoGpu, NotInstalled } from "../../../lib/engines/tfjs/backend.ts";
import { type BackendName, BACKENDS, commandThatAdds } from "../../../lib/engines/tfjs/packages.ts";

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

const read = async (path: string) =>
  await Deno.readTextFile(new URL(`../../../${path}`, import.meta.url));

Deno.test("commandThatAdds() names every package as deno.json and the lock do", async () => {
  const lock = JSON.parse(await read("dev.lock")), { scopes } = JSON.parse(await read("deno.json"));
  const entries = Object.values(scopes["./lib/engines/tfjs/"]);
  for (const name of BACKENDS) {
    const packages = commandThatAdds(name).match(/(?<= )npm:\S+/g)!;
    assert(packages.some((one) => one.endsWith(`-${name}@4.22.0`)));
    // The CPU package with a native part is not among the project's own.
    if (name === "node") continue;
    for (const one of packages) assert(one in lock.specifiers && entries.includes(one), one);
  }
});

Deno.test("README has the command that adds the backend for GPUs, with and without Deno", async () => {
  const readme = await read("README.md"), command = commandThatAdds("node-gpu");
  assertStringIncludes(readme, `\n${command}\n`);
  assertStringIncludes(readme, `\n${command.replace(/^deno/, "npx -y deno@2")}\n`);
});

Deno.test("loadBackend() says in one line which package is missing and what adds it", async () => {
  for (const name of NATIVE) {
    const { message } = await assertRejects(
      () => loadBackend(name, { root: nowhere }),
      NotInstalled,
    );
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
        const error = await assertRejects(() => loadBackend(name, { root }), Error);
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
    const { message } = await assertRejects(() => loadBackend("node-gpu", { root }), Error);
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
    const { identity, library, gpu } = await loadBackend("node-gpu", { root });
    assertEquals(identity, { engine: "tfjs", backend: "node-gpu", version: "1+2.0" });
    assertEquals([library, gpu], ["2.0", true]);
  });
  await withPackage("node", script(false), async (root) => {
    const { message } = await assertRejects(() => loadBackend("node", { root }), Error);
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
     await loadBackend("node", { root: new URL("${root}") }).catch(({ message }) => console.log(message));
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

/** The test with what a machine with this adapter would offer, none if undefined. */
async function withAdapter(adapter: object | undefined, test: () => Promise<void>): Promise<void> {
  const gpu = { requestAdapter: () => Promise.resolve(adapter ?? null) };
  Object.defineProperty(navigator, "gpu", { value: gpu, configurable: true });
  try {
    await test();
  } finally {
    Reflect.deleteProperty(navigator, "gpu");
  }
}

const limits = { maxBufferSize: 1 << 30, maxStorageBufferBindingSize: 1 << 28 };
const SOFTWARE = { info: { description: "a program", isFallbackAdapter: true }, limits };

Deno.test("loadBackend() refuses node-gpu where TensorFlow has no GPU, and leaves nothing behind", async () => {
  const script = `
    const backends = globalThis.testBackends = new Set(["tensorflow"]);
    const backend = {
      binding: { TF_Version: "2.9.1" },
      isUsingGpuDevice: false,
      dispose() { throw new Error("not implemented"); },
    };
    module.exports = {
      version_core: "4.22.0",
      enableProdMode() {},
      setBackend: async () => true,
      backend: () => backend,
      removeBackend(name) { backend.dispose(); backends.delete(name); },
    };`;
  await withPackage("node-gpu", script, async (root) => {
    const { message } = await assertRejects(() => loadBackend("node-gpu", { root }), NoGpu);
    assert(
      message.startsWith(
        "Cannot use tfjs:node-gpu: devices of TensorFlow 2.9.1 must include a GPU, current value is none; ",
      ),
      message,
    );
    for (
      const word of [
        "CUDA 11.x",
        "cuDNN 8",
        "CUDA 12",
        "compute capability 9.0",
        "H100",
        "_LOG_LEVEL=0",
      ]
    ) {
      assertStringIncludes(message, word);
    }
    assert(!message.includes("\n"), message);
    const { testBackends } = globalThis as unknown as { testBackends: Set<string> };
    assertEquals(testBackends.size, 0);
  });
  // Where it says nothing of devices, too.
  const silent = script.replace("isUsingGpuDevice: false,", "");
  await withPackage("node-gpu", silent, async (root) => {
    await assertRejects(() => loadBackend("node-gpu", { root }), NoGpu);
  });
});

Deno.test("loadBackend() refuses webgpu without an adapter, or with one that is no GPU", async () => {
  const refused = async (adapter: object | undefined, found: string) => {
    await withAdapter(adapter, async () => {
      const { message } = await assertRejects(() => loadBackend("webgpu"), NoGpu);
      assertEquals(
        message,
        `Cannot use tfjs:webgpu: adapter of WebGPU must be a GPU, current value is ${found}`,
      );
    });
  };
  await refused(
    undefined,
    "none: it needs a card with a driver for Vulkan, Metal or Direct3D 12",
  );
  await refused(SOFTWARE, "a program, a software device");
});

Deno.test("loadBest() takes the first that loads, and says why it did not take better ones", async () => {
  assertEquals(BACKENDS, ["node-gpu", "webgpu", "node", "wasm", "cpu"]);
  await withAdapter(SOFTWARE, async () => {
    const { identity, skipped } = await loadBest({ root: nowhere });
    assertEquals(identity.backend, "wasm");
    assertEquals(skipped.map((line) => line.split(":")[1]), ["node-gpu", "webgpu", "node"]);
  });
});

Deno.test("findAdapter() bounds a tensor by one buffer's binding, and by a share of the largest buffer", async () => {
  const of = (maxBufferSize: number, maxStorageBufferBindingSize: number) => {
    return {
      info: { description: "card" },
      limits: { maxBufferSize, maxStorageBufferBindingSize },
    };
  };
  for (
    const [adapter, bytes] of [[of(1 << 30, 1 << 20), 1 << 20], [
      of(1 << 30, 1 << 30),
      1 << 26,
    ]] as const
  ) {
    await withAdapter(adapter, async () => {
      assertEquals((await findAdapter())?.largestTensor, bytes);
    });
  }
  await withAdapter(undefined, async () => assertEquals(await findAdapter(), undefined));
});
