import { assert, assertEquals } from "@std/assert";
import { cudaDevices, freeBytes, hasSimd } from "../../lib/doctor/machine.ts";

Deno.test("hasSimd() is true where the kernels load", async () => {
  await import("../../lib/engines/wasm/kernels.ts");
  assertEquals(hasSimd(), true);
});

Deno.test("freeBytes() of a folder that is not there is that of the folder it would be made in", async () => {
  const folder = await Deno.makeTempDir();
  const [there, within] = [await freeBytes(folder), await freeBytes(`${folder}/a/b`)];
  await Deno.remove(folder);
  assert(there > 0);
  // Others write to the same disk meanwhile.
  assert(Math.abs(there - within) < 1e9, `${there} ${within}`);
});

/** Runs cudaDevices() with a program that does as nvidia-smi would. */
async function withProgram(script: string) {
  const folder = await Deno.makeTempDir(), program = `${folder}/nvidia-smi`;
  await Deno.writeTextFile(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const found = await cudaDevices(program);
  await Deno.remove(folder, { recursive: true });
  return { ...found, problem: found.problem?.replace(`${folder}/`, "") };
}

Deno.test("cudaDevices() lists devices, and says why there is none", async () => {
  assertEquals(await withProgram("echo 'A, 1 MiB, 5'; echo 'B, 2 MiB, 5'"), {
    devices: ["A, 1 MiB, 5", "B, 2 MiB, 5"],
    problem: undefined,
  });
  assertEquals(await withProgram("exit 0"), { devices: [], problem: undefined });
  assertEquals(await withProgram("echo 'no driver' >&2; exit 9"), {
    devices: [],
    problem: "nvidia-smi says: no driver",
  });
  assertEquals(await cudaDevices("/nowhere/nvidia-smi"), {
    devices: [],
    problem: "/nowhere/nvidia-smi is absent",
  });
});
