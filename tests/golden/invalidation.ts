/**
 * The invalidation matrix: every field of a configuration and every file under lib/, against every kind of step. Run as
 * a program it writes invalidation.json beside it, which the tests compare with: a line that changes there says
 * whose results a field or a file decides.
 */
import { canonical, type Json } from "../../lib/bits/canonical.ts";
import { BINNED, type Estimator, EXACT, globalBins } from "../../lib/information/estimator.ts";
import { createCodeDigester } from "../../lib/steps/code/digest.ts";
import { keyOf, materialOf, type Outputs, type Resolver, type Step } from "../../lib/steps/step.ts";
import { FIGURES } from "../../lib/paper/figures.ts";
import type { Run } from "../../lib/plan/run.ts";
import { ENTRIES } from "../../lib/plan/kinds.ts";
import { Settling } from "../../lib/plan/settled_runs.ts";
import { exactTableStep, tableStep } from "../../lib/plan/tables.ts";
import { syntheticTraining } from "../../lib/paper/synthetic_trainings.ts";

/** How many of the old keys of a kind of step a change does away with. */
export type Share = "none" | "some" | "all";

/** By kind of step; kinds that keep all their keys are left out. */
export type Row = Readonly<Record<string, Share>>;

/** A configuration small enough to plan quickly, with every kind of step up to tables. */
export const BASE: Run = {
  training: { ...syntheticTraining("relu", 8, 60), seed: "matrix" },
  estimators: [EXACT, BINNED, globalBins(30)],
  repeats: 2,
  epochs: 600,
};

/** Resolves every step: its outputs' bytes are another value whenever its key is. */
class Keys implements Resolver {
  readonly all = new Map<string, { kind: string; key: string }>();

  async resolve(step: Step): Promise<Outputs> {
    const material = (await materialOf(step, `code of ${step.kind}`, this))!, key = keyOf(material);
    this.all.set(step.id, { kind: step.kind, key });
    const names = [
      "dataset",
      "split",
      "snapshot",
      "trace",
      "counts",
      "extents",
      "bounds",
      "curves",
    ];
    const outputs = [...names, "aggregate", "csv", "caption"].map((name, k) => {
      return [name, { sha256: key.slice(k) + key.slice(0, k), size: 1 }];
    });
    return Object.fromEntries(outputs);
  }
}

/** Keys of a run's plan by kind of step: tables of both phases, of drawn and of exact states, and of bins. */
async function keysOf(run: Run): Promise<Map<string, Set<string>>> {
  const keys = new Keys(), settling = new Settling(() => run, keys);
  const bins = { experiment: "any", estimator: run.estimators[2] };
  const binned = { ...FIGURES.fig1, content: { form: "plane" as const, of: bins } };
  for (const figure of [FIGURES.figD12, FIGURES.figB7, binned]) {
    const settled = await settling.settleBehind(figure);
    const exact = exactTableStep(figure, "matrix", settled);
    for (const step of [tableStep(figure, "matrix", settled), exact]) {
      if (step !== undefined) await keys.resolve(step);
    }
  }
  const kinds = new Map<string, Set<string>>();
  for (const { kind, key } of keys.all.values()) {
    kinds.set(kind, (kinds.get(kind) ?? new Set()).add(key));
  }
  return kinds;
}

/** Every leaf of a configuration: its path, and another value for it. */
export function* mutations(run: Run): Generator<[path: string, run: Run]> {
  yield* leaves(run.training as unknown as Json, "training", (training) => {
    return { ...run, training: training as unknown as Run["training"] };
  });
  yield ["repeats", { ...run, repeats: run.repeats + 1 }];
  yield ["epochs", { ...run, epochs: run.epochs + 500 }];
  const others: [string, Estimator][] = [
    ["estimators[2].bins", globalBins(31)],
    ["estimators[2].bounds", { ...globalBins(30), bounds: "layer" }],
    ["estimators[2].per", { ...globalBins(30), per: "neuron" }],
    ["estimators[2].kind", { kind: "adaptive", bins: 30, per: "layer" }],
  ];
  for (const [path, other] of others) {
    yield [path, { ...run, estimators: [EXACT, BINNED, other] }];
  }
}

function* leaves(value: Json, path: string, put: (value: Json) => Run): Generator<[string, Run]> {
  if (typeof value === "object" && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      const at = Array.isArray(value) ? `${path}[${name}]` : `${path}.${name}`;
      yield* leaves(inner, at, (changed) =>
        put(
          (Array.isArray(value)
            ? value.map((old, k) => k === Number(name) ? changed : old)
            : { ...value, [name]: changed }) as Json,
        ));
    }
    return;
  }
  yield [path, put(otherThan(value, path))];
}

function otherThan(value: Json, path: string): Json {
  // There are only so many data sets.
  if (path === "training.data") return "mnist";
  return typeof value === "number" ? value + 1 : typeof value === "string" ? `${value}x` : 1;
}

/** Rows of the configuration's fields. */
export async function configurationRows(): Promise<Record<string, Row>> {
  const before = await keysOf(BASE), rows: Record<string, Row> = {};
  for (const [path, run] of mutations(BASE)) {
    const after = await keysOf(run);
    rows[path] = rowOf([...before].map(([kind, keys]) => {
      const kept = [...keys].filter((key) => after.get(kind)?.has(key)).length;
      return [kind, kept === keys.size ? "none" : kept === 0 ? "all" : "some"];
    }));
  }
  return rows;
}

function rowOf(shares: [string, Share][]): Row {
  return Object.fromEntries(shares.filter(([, share]) => share !== "none"));
}

/** A change to a file, by what it is; `undefined`: such a file cannot be changed in this way. */
export type Edit = (
  bytes: Uint8Array<ArrayBuffer>,
  path: string,
) => Uint8Array<ArrayBuffer> | undefined;

/** Rows of the files: kinds of steps whose code they are a part of. What an edit does {@linkcode kindsChanged} says. */
export async function fileRows(
  root: URL,
  paths: readonly string[],
): Promise<Record<string, readonly string[]>> {
  const digester = await createCodeDigester({ root });
  const rows = Object.fromEntries(paths.map((path): [string, string[]] => [path, []]));
  for (const [kind, entry] of Object.entries(ENTRIES)) {
    const { modules, assets } = (await digester.material(entry))!;
    for (const path of [...Object.keys(modules), ...Object.keys(assets)]) rows[path]?.push(kind);
  }
  return rows;
}

/**
 * Kinds of steps whose code digest an edit changes.
 *
 * @param root A copy of the project, in which the files are edited at once and restored.
 */
export async function kindsChanged(
  root: URL,
  paths: readonly string[],
  edit: Edit,
): Promise<string[]> {
  const before = await codes(root), originals = new Map<string, Uint8Array>();
  for (const path of paths) {
    const bytes = await Deno.readFile(new URL(path, root)), edited = edit(bytes, path);
    if (edited === undefined) continue;
    originals.set(path, bytes);
    await Deno.writeFile(new URL(path, root), edited);
  }
  const after = await codes(root);
  for (const [path, bytes] of originals) await Deno.writeFile(new URL(path, root), bytes);
  return Object.keys(ENTRIES).filter((_, k) => before[k] !== after[k]);
}

/** Code digest of each kind of step in a project. */
async function codes(root: URL): Promise<string[]> {
  const digester = await createCodeDigester({ root });
  return await Promise.all(Object.values(ENTRIES).map((entry) => digester.digest(entry)));
}

const append = (bytes: Uint8Array, text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from([...bytes, ...new TextEncoder().encode(text)]);

const isModule = (path: string): boolean => path.endsWith(".ts");

/** An edit that may change results. */
export const semantic: Edit = (bytes, path) => {
  if (isModule(path)) return append(bytes, "\nexport const changed_ = 1;\n");
  // A custom section named "x": another binary that does the same.
  if (path.endsWith(".wasm")) return Uint8Array.from([...bytes, 0, 2, 1, 120]);
  return append(bytes, " ");
};

/** Edits that cannot: a comment, another layout, types. */
export const harmless: Edit = (bytes, path) =>
  isModule(path)
    ? append(bytes, "\n/* said */   // otherwise\nexport type Changed_ = 1;\n\n\n")
    : undefined;

/** Copies what a code digest reads into a folder. */
export async function copyProject(from: URL, to: URL): Promise<string[]> {
  const paths = await listFiles(from, "lib/");
  for (
    const path of [
      ...paths,
      "deno.json",
      "deno.lock",
      "fixtures/code-manifest.json",
      ...await assets(from),
    ]
  ) {
    const url = new URL(path, to);
    await Deno.mkdir(new URL("./", url), { recursive: true });
    await Deno.copyFile(new URL(path, from), url);
  }
  return paths.filter((path) => !path.startsWith("lib/engines/wasm/assembly/"));
}

/** JSON files outside lib/ that steps may import. */
async function assets(from: URL): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isFile } of Deno.readDir(new URL("fixtures/", from))) {
    if (isFile && name !== "code-manifest.json") files.push(`fixtures/${name}`);
  }
  return files;
}

async function listFiles(root: URL, folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, root))) {
    if (isDirectory) files.push(...await listFiles(root, `${folder}${name}/`));
    else files.push(folder + name);
  }
  return files.sort();
}

/** The whole matrix. */
export async function matrix(): Promise<Record<string, unknown>> {
  const root = new URL(`file://${await Deno.makeTempDir({ prefix: "matrix-" })}/`);
  try {
    const paths = await copyProject(new URL("../../", import.meta.url), root);
    return {
      configuration: await configurationRows(),
      files: await fileRows(root, paths),
    };
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

/** One row a line. */
export function formatMatrix(all: Record<string, unknown>): string {
  const parts = Object.entries(all).map(([name, rows]) => {
    const lines = Object.entries(rows as Record<string, Json>).map(([row, cells]) =>
      `${JSON.stringify(row)}:${canonical(cells)}`
    );
    return `${JSON.stringify(name)}:{\n${lines.join(",\n")}\n}`;
  });
  return `{${parts.join(",\n")}}\n`;
}

if (import.meta.main) {
  const path = new URL("invalidation.json", import.meta.url);
  await Deno.writeTextFile(path, formatMatrix(await matrix()));
}
