/**
 * Reading an experiment's file: strict JSON, where a field that is written twice is an error and not a guess.
 *
 * @module
 */
import { resolve } from "node:path";
import { printable } from "../bits/printable.ts";
import { experiment, type OwnExperiment } from "./experiment.ts";
import type { ExperimentInput } from "./input.ts";
import { type Fault, jsonFault } from "./json.ts";
import { readRegular } from "../store/regular_file.ts";

/** An experiment takes a few hundred bytes. */
const MOST_BYTES = 1 << 20;

/**
 * Reads an experiment.
 *
 * @param path Of its file, at most 1 MB of JSON in UTF-8; messages call the experiment so.
 * @throws {TypeError} in one line that says what is wrong, and where.
 */
export async function readExperiment(path: string): Promise<OwnExperiment> {
  return experiment(await readJson(path) as ExperimentInput, path);
}

/**
 * Reads strict JSON, whatever it is of.
 *
 * @param path Of its file, at most 1 MB in UTF-8.
 * @throws {TypeError} in one line that says what is wrong, and where.
 */
export async function readJson(path: string): Promise<unknown> {
  return valueOf(textOf(await bytesOf(path), path), path);
}

function unfit(path: string, { place = "file", rule, value }: Partial<Fault>): TypeError {
  return new TypeError(`Cannot run ${path}: ${place} must be ${rule}, current value is ${value}`);
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return await readRegular(path, MOST_BYTES, "followed");
  } catch (error) {
    const absent = error instanceof Deno.errors.NotFound;
    const value = absent ? `nothing at ${printable(resolve(path))}` : (error as Error).message;
    throw unfit(path, { rule: "one that can be read", value });
  }
}

function textOf(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw unfit(path, { rule: "UTF-8 text", value: "other bytes" });
  }
}

function valueOf(text: string, path: string): unknown {
  const fault = jsonFault(text);
  if (fault === undefined) return JSON.parse(text);
  throw unfit(path, fault);
}
