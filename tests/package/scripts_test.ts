import { assertEquals, assertStringIncludes } from "@std/assert";
import { scripts } from "../../lib/package/scripts.ts";

/** Unpacks the programs beside a Deno that only says how it was called. */
async function withScripts(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "package a " });
  try {
    for (const { path, program, bytes } of scripts()) {
      await Deno.writeFile(`${folder}/${path}`, await bytes(), { mode: program ? 0o755 : 0o644 });
    }
    await Deno.mkdir(`${folder}/bin`);
    const told = `#!/bin/sh\nprintf '%s|' "$DENO_DIR" "$INIT_CWD" "$NPM_CONFIG_REGISTRY" "$@"\n`;
    await Deno.writeTextFile(`${folder}/bin/deno`, told, { mode: 0o755 });
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function call(program: string, args: string[], path: string) {
  const env = { PATH: path, NPM_CONFIG_REGISTRY: "elsewhere", DENO_DIR: "own" };
  const { code, stdout, stderr } = await new Deno.Command(program, {
    ...{ args, env, clearEnv: true, cwd: "/" },
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: decode(stdout), error: decode(stderr) };
}

Deno.test("reproduce calls the task with its words, on the packages of the archive", async () => {
  await withScripts(async (folder) => {
    const system = "/usr/bin:/bin", task = `task|-q|--config|${folder}/code/deno.json|reproduce`;
    const plain = await call(`${folder}/reproduce`, ["fig3", "a b"], `${folder}/bin:${system}`);
    assertEquals(plain, { code: 0, out: `own|/||${task}|fig3|a b|`, error: "" });
    await Deno.mkdir(`${folder}/packages`);
    const { out } = await call(`${folder}/reproduce`, [], `${folder}/bin:${system}`);
    assertEquals(out, `${folder}/packages|/||${task}|`);
  });
});

Deno.test("without any Deno a program says so in a line", async () => {
  await withScripts(async (folder) => {
    await Deno.mkdir(`${folder}/tools`);
    for (const name of ["dirname", "uname"]) {
      await Deno.symlink(`/usr/bin/${name}`, `${folder}/tools/${name}`);
    }
    const { code, error } = await call("/bin/sh", [`${folder}/verify`], `${folder}/tools`);
    assertEquals(code, 1);
    assertStringIncludes(error, "Cannot run: deno must be in the archive for this platform");
  });
});
