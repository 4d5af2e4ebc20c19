/**
 * Properties of a machine: SIMD, CUDA devices, free disk.
 *
 * @module
 */
import { statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/** A module with one function whose only instructions are i8x16.splat and i8x16.popcnt. */
const SIMD_MODULE = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0],
  ...[10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11],
);

/** Whether WebAssembly here has the 128-bit SIMD instructions that the kernels are made of. */
export function hasSimd(): boolean {
  return WebAssembly.validate(SIMD_MODULE);
}

/** Names of CUDA devices, or why none is known. */
export interface Cuda {
  readonly devices: readonly string[];
  readonly problem?: string;
}

/**
 * Asks NVIDIA's own tool, which comes with the driver: its files below /proc are closed to Deno.
 *
 * @param program Name of the tool; it may be absent.
 */
export async function cudaDevices(program = "nvidia-smi"): Promise<Cuda> {
  const args = ["--query-gpu=name,memory.total,driver_version", "--format=csv,noheader"];
  try {
    const { success, stdout, stderr } = await new Deno.Command(program, { args }).output();
    const lines = new TextDecoder().decode(success ? stdout : stderr).trim().split("\n");
    if (success) return { devices: lines.filter((line) => line !== "") };
    return { devices: [], problem: `${program} says: ${lines[0]}` };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      return { devices: [], problem: `${program} is absent` };
    }
    throw error;
  }
}

/** Bytes that a user may still write into a folder, or where it would be made. */
export async function freeBytes(folder: string): Promise<number> {
  const path = resolve(folder);
  try {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  } catch (error) {
    if ((error as { code?: string }).code !== "ENOENT" || path === dirname(path)) throw error;
    return await freeBytes(dirname(path));
  }
}
