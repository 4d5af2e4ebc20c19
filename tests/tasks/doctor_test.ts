/** doctor: its report as text, as people read it, and the command with the very flags of its task. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Report } from "../../lib/doctor/doctor.ts";
import { reportText } from "../../tasks/doctor/_text.ts";
import { exists, filesIn, output, run, withFolder } from "./support.ts";

const REPORT: Report = {
  ...{ deno: "2.9.6", v8: "15", platform: "linux x86_64", cores: 2, simd: true },
  cuda: { devices: [], problem: "nvidia-smi is absent" },
  webgpu: { name: "llvmpipe", software: true, largestTensor: 1 },
  disk: { store: ".cache", freeBytes: 12.34e9 },
  engine: { stepsPerSecond: 40_000 },
  conformance: { checked: 642 },
  backends: {
    "node-gpu": {
      ...{ state: "works", version: "4", library: "TensorFlow 2", gpu: true },
      stepsPerSecond: 2000,
    },
    webgpu: {
      ...{ state: "works", version: "4", gpu: false, stepsPerSecond: 10 },
    },
    node: { state: "fails", problem: "broken", command: "command A" },
    wasm: { state: "works", version: "4", gpu: false, stepsPerSecond: 400 },
    cpu: { state: "missing", command: "command B" },
  },
  ok: true,
};

Deno.test("reportText() has a line for each thing, ratios to our engine and the missing commands", () => {
  const text = reportText(REPORT);
  for (
    const line of [
      "CUDA             none found: nvidia-smi is absent",
      "WebGPU           llvmpipe: a software device, which no training is done on",
      "free disk        12.3 GB for the store .cache",
      "conformance      all 642 digests agree: this machine reproduces the published bits",
      "wasm (default)      40000      25 us",
      "tfjs:node-gpu        2000     500 us           20 times  TensorFlow 2, on the GPU",
      "tfjs:webgpu            10   100.0 ms         4000 times  no GPU: refused",
      "tfjs:node        broken",
      "tfjs:wasm             400     2.5 ms          100 times",
      "tfjs:cpu         not installed",
      "  tfjs:node\n    command A\n  tfjs:cpu\n    command B",
    ]
  ) assertStringIncludes(`\n${text}\n`, `\n${line}\n`);
  assertMatch(text, /\n\nAll is well[^\n]+$/);
});

Deno.test("reportText() names CUDA devices and leaves out commands when nothing is missing", () => {
  const works = REPORT.backends.wasm;
  const backends = {
    ...{ "node-gpu": works, webgpu: works, node: works, wasm: works, cpu: works },
  };
  const text = reportText({ ...REPORT, backends, cuda: { devices: ["A", "B"] } });
  assertMatch(text, /^CUDA +A; B$/m);
  assertEquals(/missing/.test(text), false);
});

Deno.test("reportText() ends with what is wrong", () => {
  const last = (report: Partial<Report>) =>
    reportText({ ...REPORT, ok: false, ...report }).split("\n").pop();
  assertEquals(
    last({ conformance: { checked: 642, problem: "exp must be a, current value is b" } }),
    "Results computed here would differ from the published ones: conformance fails.",
  );
  const disk = { store: "file", freeBytes: 1, problem: "--store must be a folder" };
  assertMatch(last({ disk })!, /store cannot be used/);
  assertStringIncludes(reportText({ ...REPORT, ok: false, disk }), "--store must be a folder");
  assertMatch(last({ engine: { problem: "x" } })!, /default engine does not work/);
  assertMatch(last({ engine: { problem: "x" }, simd: false })!, /needs 128-bit SIMD/);
});

Deno.test("doctor ends well on a machine that passes the tests, makes no store, and downloads nothing", async () => {
  await withFolder(async (folder) => {
    const store = `${folder}/store`, cache = `${folder}/deno`, env = { DENO_DIR: cache };
    const text = await output(["doctor", "--store", store], { env });
    assertMatch(text, new RegExp(`^Deno +${Deno.version.deno}, V8 `));
    assertMatch(text, /^conformance +all \d+ digests agree/m);
    assertMatch(text, /^wasm \(default\) +\d+ +\d+ us$/m);
    assertMatch(text, /^tfjs:wasm +not installed$/m);
    assertMatch(text, /^ {4}deno cache --lock=dev\.lock npm:@tensorflow\/tfjs-core@/m);
    assertMatch(text, /^All is well/m);
    assertEquals(await exists(store), false);
    const files = Object.keys(await filesIn(cache));
    assertEquals(files.filter((path) => path.startsWith("/npm/")), []);
  });
});

Deno.test("doctor --json is one document, and ends with 1 where the store is a file", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    const { code, stdout } = await run(["doctor", "--json", "--store", `${folder}/file`]);
    const { ok, disk, engine, backends } = JSON.parse(stdout);
    assertEquals([code, ok, disk.store], [1, false, `${folder}/file`]);
    assertStringIncludes(disk.problem, "--store must be a folder of a store or an empty one");
    assertStringIncludes(disk.problem, `${folder}/file`);
    assert(disk.freeBytes > 0 && engine.stepsPerSecond > 0);
    assertEquals(Object.keys(backends), ["node-gpu", "webgpu", "node", "wasm", "cpu"]);
  });
});
