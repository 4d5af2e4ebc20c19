import { assert, assertEquals } from "@std/assert";
import {
  type Files,
  fullFolders,
  homelessTests,
  importCycles,
  kindsAsText,
  longFiles,
  readImports,
  upwardImports,
} from "./architecture.ts";

const ROOT = new URL("../../", import.meta.url);

/** Modules that load packages by names that they compute, so that a plain task downloads none of them. */
const COMPUTED = [
  "lib/data/mnist_files.ts",
  "lib/engines/tfjs/backend.ts",
  "lib/package/offline.ts",
];

/** AssemblyScript, which is no TypeScript. */
const ASSEMBLY = "lib/engines/wasm/assembly/";

async function pathsUnder(folder: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT))) {
    const path = `${folder}/${name}`;
    if (isDirectory) paths.push(...await pathsUnder(path));
    else if (path.endsWith(".ts")) paths.push(path);
  }
  return paths.sort();
}

const sources = [...await pathsUnder("lib"), ...await pathsUnder("tasks")];
const files: Files = new Map(
  await Promise.all(
    [...sources, "mod.ts"].map(async (path) =>
      [path, await Deno.readTextFile(new URL(path, ROOT))] as const
    ),
  ),
);
const modules: Files = new Map([...files].filter(([path]) => !path.startsWith(ASSEMBLY)));
const { imports, computed } = readImports(modules);

Deno.test("the house is as docs/architecture.md, section 2, has it", async () => {
  const tests = (await pathsUnder("tests")).filter((path) => path.endsWith("_test.ts"));
  const beside = [...sources, ...await pathsUnder("bench")];
  assertEquals(computed, COMPUTED);
  const faults = [
    ...upwardImports(imports),
    ...importCycles(imports),
    ...longFiles(files),
    ...kindsAsText(files),
    ...fullFolders(sources),
    ...homelessTests(tests, beside),
  ];
  assertEquals(faults, []);
  // What finds no fault must have had something to look at.
  const count = [...imports.values()].reduce((sum, { length }) => sum + length, 0);
  assert(imports.size > 200 && count > 800 && tests.length > 150, `${imports.size}, ${count}`);
});

/** Imports of made-up modules. */
function imported(texts: Record<string, string>) {
  return readImports(new Map(Object.entries(texts))).imports;
}

Deno.test("readImports() reads every form of import, types included, and notes computed ones", () => {
  const text = `import type { A } from "./a.ts";
    import { type B } from "../b.ts";
    import * as c from "./c/c.wasm";
    import "./d.ts";
    export * from "./e.ts";
    export type { F } from "./f.ts";
    export const g = () => import("./g.ts"), h: typeof import("./h.ts") = await g();
    export type I = import("./i.ts").I;
    import json from "./j.json" with { type: "json" };
    import { assert } from "@std/assert";
    // import "./comment.ts"
    export const text = 'import "./text.ts"';`;
  assertEquals(imported({ "lib/x/y.ts": text }).get("lib/x/y.ts")?.toSorted(), [
    "lib/b.ts",
    "lib/x/a.ts",
    "lib/x/c/c.wasm",
    "lib/x/d.ts",
    "lib/x/e.ts",
    "lib/x/f.ts",
    "lib/x/g.ts",
    "lib/x/h.ts",
    "lib/x/i.ts",
    "lib/x/j.json",
  ]);
  const named = new Map([["a.ts", "await import(name);"], ["b.ts", 'await import("./a.ts");']]);
  assertEquals(readImports(named).computed, ["a.ts"]);
});

Deno.test("upwardImports() finds what points upwards or out, of any form, and what is in no room", () => {
  const right = {
    "lib/bits/digest.ts": 'import "../std/assert/mod.ts"; import "./tensor.ts";',
    "lib/published/verify/level0.ts": 'import "../lock.ts"; import "../../plan/ids.ts";',
    "lib/study.ts": 'import "./doctor/doctor.ts"; import "./drawing.ts";',
    "lib/paper/anchor.ts": 'import data from "../../fixtures/a.json" with { type: "json" };',
    "lib/engines/versions.ts": 'import config from "../../deno.json" with { type: "json" };',
    "mod.ts": 'export * from "./lib/study.ts";',
    "tasks/run.ts": 'import "./_run.ts"; import "../mod.ts";',
  };
  assertEquals(upwardImports(imported(right)), []);
  const wrong: Record<string, [path: string, text: string]> = {
    "lib/store/store.ts imports lib/steps/key.ts": [
      "lib/store/store.ts",
      'import "../steps/key.ts";',
    ],
    "lib/paper/claims/judge.ts imports lib/published/lock.ts": [
      "lib/paper/claims/judge.ts",
      'import type { Lock } from "../../published/lock.ts";',
    ],
    "lib/plan/kinds.ts imports lib/study.ts": [
      "lib/plan/kinds.ts",
      'export const study = () => import("../study.ts");',
    ],
    "lib/study/steps/train.ts imports lib/plan/graph.ts": [
      "lib/study/steps/train.ts",
      'export type Run = import("../../plan/graph.ts").Run;',
    ],
    "lib/study.ts imports mod.ts": ["lib/study.ts", 'export * from "../mod.ts";'],
    "mod.ts imports tasks/run.ts": ["mod.ts", 'import "./tasks/run.ts";'],
    "tasks/run.ts imports tests/support.ts": ["tasks/run.ts", 'import "../tests/support.ts";'],
    "lib/data/lock.ts imports deno.lock": ["lib/data/lock.ts", 'import "../../deno.lock";'],
    "lib/new/thing.ts is in no room": ["lib/new/thing.ts", ""],
  };
  for (const [fault, [path, text]] of Object.entries(wrong)) {
    assertEquals(upwardImports(imported({ [path]: text })), [fault]);
  }
});

Deno.test("importCycles() finds a shortest way round, types and a module by itself included", () => {
  const tree = {
    "a.ts": 'import "./b.ts"; import "./c.ts";',
    "b.ts": 'import "./d.ts";',
    "c.ts": 'import "./d.ts";',
    "d.ts": "",
  };
  assertEquals(importCycles(imported(tree)), []);
  assertEquals(importCycles(imported({ ...tree, "d.ts": 'import type { A } from "./a.ts";' })), [
    "a.ts -> b.ts -> d.ts -> a.ts",
    "c.ts -> d.ts -> a.ts -> c.ts",
  ]);
  assertEquals(importCycles(imported({ ...tree, "d.ts": 'export * from "./d.ts";' })), [
    "d.ts -> d.ts",
  ]);
});

Deno.test("longFiles() and fullFolders() allow 300 lines and 25 files, ledger and stand-ins aside", () => {
  const lines = (count: number) => "x;\n".repeat(count);
  const long = (path: string, count: number) => longFiles(new Map([[path, lines(count)]]));
  assertEquals(long("lib/plan/graph.ts", 300), []);
  assertEquals(long("lib/plan/graph.ts", 301), ["lib/plan/graph.ts has more than 300 lines"]);
  assertEquals(long("lib/paper/claims/ledger/mnist.ts", 301), []);
  assertEquals(long("lib/paper/claims/judge.ts", 301).length, 1);
  const full = (folder: string, count: number) =>
    fullFolders(Array.from({ length: count }, (_, k) => `${folder}/f${k}.ts`));
  assertEquals(full("lib/published/verify", 25), []);
  assertEquals(full("lib/published/verify", 26), [
    "lib/published/verify has more than 25 files",
  ]);
  assertEquals(full("tasks", 26), ["tasks has more than 25 files"]);
  assertEquals([...full("lib/std/assert", 26), ...full("tests/system", 26)], []);
});

Deno.test("homelessTests() wants a source of the test's name, or a word of it", () => {
  const sources = [
    "lib/study.ts",
    "lib/store/store.ts",
    "lib/plan/graph.ts",
    "lib/paper/claims/ledger/mnist.ts",
    "tasks/_engine.ts",
    "bench/timing.ts",
  ];
  const right = [
    "tests/study_test.ts",
    "tests/store/store_test.ts",
    "tests/plan/graph_restart_test.ts",
    "tests/paper/claims/ledger_test.ts",
    "tests/tasks/engine_test.ts",
    "tests/bench/timing_test.ts",
    "tests/system/smoke_test.ts",
    "tests/guard/architecture_test.ts",
  ];
  assertEquals(homelessTests(right, sources), []);
  for (
    const wrong of [
      "tests/graph_test.ts",
      "tests/plan/store_test.ts",
      "tests/plan/graphs_test.ts",
      "tests/store/restart_graph_test.ts",
      "tests/systems/smoke_test.ts",
    ]
  ) {
    assertEquals(homelessTests([wrong], sources), [`${wrong} tests no file of its name`]);
  }
});

Deno.test("kindsAsText() finds kinds that are compared and ids that are put together, but in their homes", () => {
  const found = (path: string, text: string) => kindsAsText(new Map([[path, text]]));
  const wrong: Record<string, string> = {
    'if (step.kind === "train") run();': 'kind === "train"',
    'const late = kind!=="measure-mnist";': 'kind!=="measure-mnist"',
    "const id = `train/${seed}`;": "`train/",
    'if (id.startsWith("render/svg")) draw();': '"render/',
  };
  for (const [text, what] of Object.entries(wrong)) {
    assertEquals(found("lib/forecast/costs.ts", text), [`lib/forecast/costs.ts has ${what}`]);
    for (const home of ["lib/plan/kinds.ts", "lib/plan/ids.ts", "lib/study/steps/measure.ts"]) {
      assertEquals(found(home, text), []);
    }
  }
  const right = [
    'if (id.role === "train" || phase === "train") run();',
    "/** For example `train/syn/r00/a0/s01`. */",
    '  // if (kind === "train")',
    'if (estimator.kind === "exact") count();',
    'import { runTable } from "./table/form.ts";',
  ];
  for (const text of right) assertEquals(found("lib/forecast/costs.ts", text), [], text);
});
