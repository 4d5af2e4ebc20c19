/** The same bits and keys on arm64, emulated: what the short test and the long one do. */
import { assertEquals } from "@std/assert";
import { namesOf, PROJECT, requireProgram, system, withFolder } from "./support.ts";

/** Kept between runs, outside the project: Deno for arm64 is 40 MB to download. */
const FOLDER = `${Deno.env.get("TMPDIR") ?? "/tmp"}/exact-ib-arm64`;
const PACKAGE = "@deno/linux-arm64-glibc";

/** Emulated, optimising JavaScript costs more than it gains. WebAssembly is compiled as ever. */
const ENGINE = "--v8-flags=--single-threaded-gc,--no-opt";

/** Deno for arm64 from npm: the newest that is not newer than the one that runs here. */
async function denoForArm(): Promise<string> {
  const program = `${FOLDER}/${Deno.version.deno}/package/deno`;
  if (await Deno.stat(program).catch(() => undefined)) return program;
  await requireProgram("npm", "npm");
  await requireProgram("tar", "tar");
  const folder = await Deno.makeTempDir({ prefix: "exact-ib-arm64-" });
  const wanted = `${PACKAGE}@<=${Deno.version.deno}`;
  await system("npm", "pack", "--silent", "--pack-destination", folder, wanted);
  const [archive] = await Array.fromAsync(Deno.readDir(folder));
  await system("tar", "-xzf", `${folder}/${archive.name}`, "-C", folder);
  await Deno.remove(`${folder}/${archive.name}`);
  await Deno.mkdir(FOLDER, { recursive: true });
  await Deno.rename(folder, `${FOLDER}/${Deno.version.deno}`);
  return program;
}

/** A folder for that Deno, with the packages that this one has already: the two share no other cache. */
async function folderForArm(): Promise<string> {
  const { npmCache } = JSON.parse(await system(Deno.execPath(), "info", "--json"));
  const folder = `${FOLDER}/cache`;
  await Deno.mkdir(folder, { recursive: true });
  await Deno.remove(`${folder}/npm`).catch(() => {});
  await Deno.symlink(npmCache, `${folder}/npm`);
  return folder;
}

/** Conformance, which runs before, has a segment of every network; pictures are no part of the contract, and slow. */
const TABLES = ["run", "--lock=dev.lock", "--no-prompt", "--allow-read", "--allow-write"];
const SCRIPT = `${PROJECT}tests/system/tables.ts`;

/** Asserts that figures at smoke size have the same tables, bytes and keys on arm64 as here. */
export async function assertSameOnArm(figures: readonly string[]): Promise<void> {
  await requireProgram("qemu-aarch64-static", "qemu-user-static");
  await Deno.stat("/lib/ld-linux-aarch64.so.1").catch(() => {
    throw new Error(
      "Cannot test: the C library of arm64 must be installed (dpkg --add-architecture arm64, " +
        "apt-get update, apt-get install libc6:arm64 libgcc-s1:arm64), current value is none",
    );
  });
  const deno = await denoForArm(), cache = await folderForArm();
  const machine = await system("qemu-aarch64-static", deno, "eval", "console.log(Deno.build.arch)");
  assertEquals(machine.trim(), "aarch64");
  await withFolder(async (folder) => {
    const tables = async (program: string, words: readonly string[], store: string) =>
      JSON.parse(await system(program, ...words, SCRIPT, store, ...figures));
    const here = await tables(Deno.execPath(), TABLES, `${folder}/here`);
    const began = performance.now(), emulated = [deno, ...TABLES, "--cached-only", ENGINE];
    const env = [`DENO_DIR=${cache}`, "qemu-aarch64-static", ...emulated];
    const there = await tables("env", env, `${folder}/arm64`);
    const seconds = Math.round((performance.now() - began) / 1000);
    const version = (await system("qemu-aarch64-static", deno, "--version")).split("\n")[0];
    console.log(`${version}, emulated: ${Object.keys(there).length} steps in ${seconds} s`);
    assertEquals(there, here);
    assertEquals(await namesOf(`${folder}/arm64`), await namesOf(`${folder}/here`));
  });
}
