/**
 * Reading an experiment's file: strict JSON, where a field that is written twice is an error and not a guess.
 *
 * @module
 */
import { experiment, type OwnExperiment } from "./experiment.ts";
import type { ExperimentInput } from "./input.ts";
import { type Fault, jsonFault } from "./json.ts";

/** An experiment takes a few hundred bytes. */
const MOST_BYTES = 1 << 20;

/**
 * Reads an experiment.
 *
 * @param path Of its file, at most 1 MB of JSON in UTF-8; messages call the experiment so.
 * @throws {TypeError} in one line that says what is wrong, and where.
 */
export async function readExperiment(path: string): Promise<OwnExperiment> {
  const text = textOf(await bytesOf(path), path);
  return experiment(valueOf(text, path) as ExperimentInput, path);
}

function unfit(path: string, { place = "file", rule, value }: Partial<Fault>): TypeError {
  return new TypeError(`Cannot run ${path}: ${place} must be ${rule}, current value is ${value}`);
}

/** No more than what is too much: the path may be that of a device without an end. */
async function bytesOf(path: string): Promise<Uint8Array> {
  const bytes = new Uint8Array(MOST_BYTES + 1);
  let length = 0;
  try {
    using file = await Deno.open(path);
    for (let n: number | null = 0; n !== null && length < bytes.length; length += n ?? 0) {
      n = await file.read(bytes.subarray(length));
    }
  } catch (error) {
    throw unfit(path, { rule: "one that can be read", value: (error as Error).message });
  }
  if (length > MOST_BYTES) {
    throw unfit(path, { rule: `at most ${MOST_BYTES} bytes`, value: "more" });
  }
  return bytes.subarray(0, length);
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
