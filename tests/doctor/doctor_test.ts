import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import expected from "../../fixtures/conformance.json" with { type: "json" };
import { type BackendName, BACKENDS } from "../../lib/engines/tfjs/packages.ts";
import { examine } from "../../lib/doctor/doctor.ts";

const clock = () => performance.now();

Deno.test("examine() finds what is there, what is missing and what is broken", async () => {
  const folder = await Deno.makeTempDir(), root = new URL(`file://${folder}/`);
  const stub = `${folder}/node_modules/@tensorflow/tfjs-node`;
  await Deno.mkdir(stub, { recursive: true });
  await Deno.writeTextFile(`${stub}/index.js`, `throw new Error("broken\\nhere");`);
  const report = await examine({
    ...{ store: `${folder}/store`, expected, seconds: 0.05, clock, root },
  });
  await Deno.remove(folder, { recursive: true });

  const { engine, conformance, backends, ok, simd, cores } = report;
  assertEquals([ok, simd, cores], [true, true, navigator.hardwareConcurrency]);
  assertEquals(conformance, { checked: Object.keys(expected).length });
  assertEquals(Object.keys(backends), [...BACKENDS]);
  assertEquals(backends["node-gpu"].state, "missing");
  assertStringIncludes(backends["node-gpu"].command!, "npm:@tensorflow/tfjs-node-gpu@");
  const { node } = backends;
  assert(node.state === "fails" && node.problem === "broken" && node.command !== undefined);
  assert("stepsPerSecond" in engine && engine.stepsPerSecond > 0);
  for (const name of ["wasm", "cpu"] as BackendName[]) {
    const found = backends[name];
    assert(found.state === "works" && found.command === undefined, JSON.stringify(found));
    // How fast is the business of bench/: other tests are busy beside this one.
    assert(found.stepsPerSecond > 0);
  }
});

Deno.test("examine() is not ok when a digest differs, and names it", async () => {
  const [first] = Object.keys(expected), wrong = { ...expected, [first]: "other" };
  const root = new URL("file:///nowhere/");
  const { ok, conformance } = await examine({
    ...{ store: "/nowhere", expected: wrong, seconds: 0.01, clock, root },
  });
  assertEquals(ok, false);
  assert(conformance.problem?.startsWith(`${first} must be other, current value is `));
});
