/**
 * Fills a store with made-up results, to measure how it grows: those of the paper's whole plan, or so many entries.
 *
 *     deno run --lock=dev.lock --allow-read --allow-write bench/store_fill.ts DIR [--preset paper] [--packed]
 *     deno run --lock=dev.lock --allow-read --allow-write bench/store_fill.ts DIR --entries 300000
 *
 * Entries are written without the care that a store takes of real ones; blobs are a line each.
 *
 * @module
 */
import { parseArgs } from "@std/cli";
import { digestOf, sha256 } from "../lib/bits/digest.ts";
import type { Json } from "../lib/bits/canonical.ts";
import { runOf } from "../lib/paper/experiments.ts";
import { FIGURES } from "../lib/paper/figures.ts";
import type { PresetName } from "../lib/paper/presets.ts";
import { presetRequest } from "../lib/paper/request.ts";
import { ENTRIES } from "../lib/plan/kinds.ts";
import { measureOutput } from "../lib/plan/run.ts";
import { Settling } from "../lib/plan/settled_runs.ts";
import { exactTableStep, tableStep } from "../lib/plan/tables.ts";
import { createCodeDigester } from "../lib/steps/code/digest.ts";
import { Inspector } from "../lib/steps/inspector.ts";
import {
  implementationOf,
  keyOf,
  materialOf,
  type Outputs,
  type Resolver,
  type Step,
} from "../lib/steps/step.ts";
import { encodeAction, sealAction } from "../lib/store/action_text.ts";
import { listObjects, type Output, Store } from "../lib/store/mod.ts";
import { writePack } from "../lib/store/packs/rewrite.ts";
import { type ObjectFolder, objectPath } from "../lib/store/path.ts";
import { Study } from "../lib/study.ts";

/** Outputs of a step by kind; of a measurement its id says which. */
const OUTPUTS: Readonly<Record<string, readonly string[]>> = {
  dataset: ["dataset"],
  split: ["split"],
  init: ["snapshot"],
  train: ["snapshot", "trace"],
  bounds: ["bounds"],
  information: ["curves"],
  aggregate: ["aggregate"],
  table: ["csv", "caption", "summary"],
};

function outputsOf({ kind, id }: Step, isStopped: (id: string) => boolean): readonly string[] {
  if (isStopped(id)) return ["trace"];
  return OUTPUTS[kind] ?? [measureOutput(id.slice(id.lastIndexOf("/") + 1))];
}

/** Makes up what a step made, and writes its entry and its blobs. */
class Maker implements Resolver {
  readonly #root: string;
  readonly #code: (kind: string) => Promise<string>;
  readonly #isStopped: (id: string) => boolean;
  readonly #made = new Map<string, Promise<Outputs>>();

  constructor(
    root: string,
    code: (kind: string) => Promise<string>,
    isStopped: (id: string) => boolean,
  ) {
    this.#root = root;
    this.#code = code;
    this.#isStopped = isStopped;
  }

  resolve(step: Step): Promise<Outputs> {
    let made = this.#made.get(step.id);
    if (made === undefined) this.#made.set(step.id, made = this.#make(step));
    return made;
  }

  async #make(step: Step): Promise<Outputs> {
    const material = (await materialOf(step, await this.#code(implementationOf(step)), this))!;
    const outputs: Record<string, Output> = {};
    for (const name of outputsOf(step, this.#isStopped)) {
      const bytes = new TextEncoder().encode(`${step.id} ${name}\n`), digest = sha256(bytes);
      outputs[name] = { sha256: digest, size: bytes.length };
      this.#write("cas", digest, bytes);
    }
    const { kind, id } = step, key = keyOf(material), cost = { seconds: 0.1 };
    const action = sealAction({ schema: 1, step: kind, id, key: material, outputs, cost });
    this.#write("ac", key, new TextEncoder().encode(encodeAction(action)));
    return outputs;
  }

  #write(folder: ObjectFolder, name: string, bytes: Uint8Array): void {
    const path = `${this.#root}/${objectPath(folder, name)}`;
    Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    Deno.writeFileSync(path, bytes);
  }
}

/**
 * Fills a folder with the results of a preset's tables; returns the number of entries.
 *
 * @param isStopped Whether a segment met the restart rule, by its id.
 */
export async function fillFromPlan(
  root: string,
  preset: PresetName,
  isStopped: (id: string) => boolean = () => false,
): Promise<number> {
  const store = await Store.open(root);
  const inspector = new Inspector(store, await createCodeDigester(), ENTRIES);
  const maker = new Maker(root, (kind) => inspector.code(kind), isStopped);
  const settling = new Settling((experiment) => runOf(experiment, preset), maker);
  for (const figure of Object.values(FIGURES)) {
    const settled = await settling.settleBehind(figure);
    await maker.resolve(tableStep(figure, preset, settled));
    const exact = exactTableStep(figure, preset, settled);
    if (exact !== undefined) await maker.resolve(exact);
  }
  store.close();
  return (await listObjects(root, "ac")).names.length;
}

/** Entries of a made-up repeat: a chain of segments, each measured. */
const REPEAT = 200;

/** Fills a folder with so many packed entries of made-up repeats, without blobs. */
export async function fillWithEntries(root: string, count: number): Promise<void> {
  (await Store.open(root)).close();
  for (let from = 0; from < count; from += REPEAT) {
    const entries = new Map<string, Uint8Array>();
    for (let k = from; k < Math.min(count, from + REPEAT); k++) {
      const { key, text } = madeUp(k, k > from ? k - 1 : undefined);
      entries.set(key, text);
    }
    await writePack(root, entries);
  }
}

function madeUp(k: number, before?: number) {
  const params = {
    attempt: 0,
    from: 50 * k,
    to: 50 * (k + 1),
    training: { seed: "made-up", layers: [12, 10, 7, 5, 4, 3, 2] },
  };
  const snapshot = before === undefined ? {} : { snapshot: sha256(`snapshot ${before}`) };
  const inputs = { dataset: sha256("dataset"), split: sha256("split"), ...snapshot };
  const key = { schema: 1, step: "train", code: sha256("code"), params, inputs };
  const outputs = Object.fromEntries(
    ["snapshot", "trace"].map((name) => [name, { sha256: sha256(`${name} ${k}`), size: 9000 }]),
  );
  const number = String(k % REPEAT).padStart(2, "0"), repeat = Math.floor(k / REPEAT);
  const id = `train/made-up/r${String(repeat).padStart(2, "0")}/a0/s${number}`;
  const cost = { seconds: 0.1 };
  const action = sealAction({ schema: 1, step: "train", id, key, outputs, cost });
  return { key: digestOf(key as Json), text: new TextEncoder().encode(encodeAction(action)) };
}

if (import.meta.main) {
  const { _: [root], entries, preset, packed } = parseArgs(Deno.args, {
    string: ["entries", "preset"],
    boolean: ["packed"],
  });
  if (root === undefined) throw new Error("Cannot fill a store: DIR must be given");
  if (entries !== undefined) await fillWithEntries(String(root), Number(entries));
  else console.log(await fillFromPlan(String(root), (preset ?? "paper") as PresetName), "entries");
  if (packed) {
    const study = await Study.open(await Store.open(String(root)));
    await study.pack(presetRequest(Object.values(FIGURES), (preset ?? "paper") as PresetName));
  }
}
