/**
 * How long `status` and `explain` take, as whole processes, on an empty store and on one that has the whole plan.
 *
 * The full store is made up: every step of every figure's table has an entry; of the outputs only those of tables have
 * bytes, since nobody looks for the others.
 *
 * @module
 */
import { sha256 } from "../lib/bits/digest.ts";
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
import { type ObjectFolder, objectPath } from "../lib/store/path.ts";
import { type Output, Store } from "../lib/store/mod.ts";
import { runOf } from "../lib/paper/experiments.ts";
import { FIGURES } from "../lib/paper/figures.ts";
import { ENTRIES } from "../lib/plan/kinds.ts";
import { Settling } from "../lib/plan/settled_runs.ts";
import { exactTableStep, tableStep } from "../lib/plan/tables.ts";
import type { PresetName } from "../lib/paper/presets.ts";
import type { Row } from "./row.ts";
import { median } from "./timing.ts";

/** Seconds of the whole process (issue 4). */
const BARS = { quick: 1, paper: 5 };
const ROUNDS = 3;

/** Every name of an output that some kind of step has. */
const OUTPUTS =
  "dataset split snapshot trace counts extents bounds curves aggregate csv caption summary occupied"
    .split(
      " ",
    );

/** Makes up what a step made and writes its entry, without the care that a store takes of real ones. */
class Fabricator implements Resolver {
  readonly #root: string;
  readonly #code: (kind: string) => Promise<string>;
  readonly #made = new Map<string, Promise<Outputs>>();

  constructor(root: string, code: (kind: string) => Promise<string>) {
    this.#root = root;
    this.#code = code;
  }

  resolve(step: Step): Promise<Outputs> {
    let made = this.#made.get(step.id);
    if (made === undefined) this.#made.set(step.id, made = this.#make(step));
    return made;
  }

  async #make(step: Step): Promise<Outputs> {
    const material = (await materialOf(step, await this.#code(implementationOf(step)), this))!;
    const outputs: Record<string, Output> = {};
    for (const name of OUTPUTS) {
      const bytes = new TextEncoder().encode(`${step.id} ${name}`), digest = sha256(bytes);
      outputs[name] = { sha256: digest, size: bytes.length };
      if (step.kind === "table") await this.#write("cas", digest, bytes);
    }
    const { kind, id } = step, key = keyOf(material), cost = { seconds: 0.1 };
    const action = sealAction({ schema: 1, step: kind, id, key: material, outputs, cost });
    await this.#write("ac", key, new TextEncoder().encode(encodeAction(action)));
    return outputs;
  }

  async #write(folder: ObjectFolder, name: string, bytes: Uint8Array): Promise<void> {
    const path = `${this.#root}/${objectPath(folder, name)}`;
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    await Deno.writeFile(path, bytes);
  }
}

/** Fills a folder with the entries of a preset; returns their number. */
export async function fabricate(root: string, preset: PresetName): Promise<number> {
  const inspector = new Inspector(await Store.open(root), await createCodeDigester(), ENTRIES);
  const maker = new Fabricator(root, (kind) => inspector.code(kind));
  const settling = new Settling((experiment) => runOf(experiment, preset), maker);
  for (const figure of Object.values(FIGURES)) {
    const settled = await settling.settleBehind(figure);
    await maker.resolve(tableStep(figure, preset, settled));
    const twin = exactTableStep(figure, preset, settled);
    if (twin !== undefined) await maker.resolve(twin);
  }
  let entries = 0;
  for await (const { name } of Deno.readDir(`${root}/ac`)) {
    for await (const _ of Deno.readDir(`${root}/ac/${name}`)) entries++;
  }
  return entries;
}

async function secondsOf(words: readonly string[]): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    const script = new URL(`../tasks/${words[0]}.ts`, import.meta.url).pathname;
    const args = ["run", "--no-prompt", "--allow-read", "--allow-env", script, ...words.slice(1)];
    const { code, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
    if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
    times.push((performance.now() - start) / 1000);
  }
  return median(times);
}

/** Times the commands; needs permission to write and to run. */
export async function benchStatus(): Promise<Row[]> {
  const rows: Row[] = [], folder = await Deno.makeTempDir();
  try {
    const entries = await fabricate(`${folder}/full`, "paper");
    await fabricate(`${folder}/full`, "quick");
    for (const store of ["empty", "full"]) {
      for (const preset of ["quick", "paper"] as const) {
        const flags = ["--preset", preset, "--store", `${folder}/${store}`];
        const row = async (words: string[], bar?: number): Promise<Row> => ({
          what: `${words.join(" ")}, ${preset}, ${
            store === "full" ? `${entries} entries` : "empty store"
          }`,
          value: await secondsOf([...words, ...flags]),
          unit: "s",
          ...(bar !== undefined && { bar: { most: bar } }),
        });
        rows.push(await row(["status"], BARS[preset]), await row(["explain", "fig3"]));
      }
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  return rows;
}

if (import.meta.main) {
  const { format } = await import("./row.ts");
  for (const row of await benchStatus()) console.log(format(row));
}
