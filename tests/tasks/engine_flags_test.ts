/** --engine: which engine the flag names, and what it refuses. */
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { FIGURES } from "../../lib/paper/figures.ts";
import { presetRequest } from "../../lib/paper/request.ts";
import { UsageError, type Words } from "../../tasks/_command.ts";
import { chosenEngine, engineNamed, requestWith } from "../../tasks/_engine.ts";

const wordsOf = (engine: string, ...on: string[]): Words => ({
  positional: [],
  text: { engine },
  on: Object.fromEntries(on.map((flag) => [flag, true])),
});

Deno.test("engineNamed() knows the default engine and the backends of tfjs", () => {
  const names = [
    "wasm",
    "tfjs",
    "tfjs:node-gpu",
    "tfjs:webgpu",
    "tfjs:node",
    "tfjs:wasm",
    "tfjs:cpu",
  ];
  assertEquals(names.map(engineNamed), [null, "best", "node-gpu", "webgpu", "node", "wasm", "cpu"]);
  for (const name of ["", "foo", "tfjs:", "tfjs:foo", "TFJS", "tfjs:wasm:1"]) {
    assertThrows(() => engineNamed(name), UsageError, `current value is ${name}`);
  }
});

Deno.test("chosenEngine() loads what is named, and nothing for the default engine", async () => {
  assertEquals(await chosenEngine(wordsOf("wasm", "published")), undefined);
  assertEquals(await chosenEngine(wordsOf("tfjs:cpu")), {
    identity: { engine: "tfjs", backend: "cpu", version: "4.22.0" },
    stack: 10,
  });
  for (const flag of ["published", "finished"]) {
    await assertRejects(() => chosenEngine(wordsOf("tfjs:cpu", flag)), UsageError, `--${flag}`);
  }
});

Deno.test("requestWith() refuses the figure that the engine does not measure if it is named", async () => {
  const words = wordsOf("tfjs:cpu"), engine = await chosenEngine(words);
  const named = { ...words, positional: ["representation"] };
  const request = presetRequest([FIGURES.fig4, FIGURES.representation], "smoke");
  assertEquals(requestWith(request, undefined, named), request);
  assertThrows(
    () => requestWith(request, engine, named),
    Error,
    "Cannot reproduce representation: engine must be wasm, current value is tfjs:cpu",
  );
  const { preset, figures } = requestWith(request, engine, words);
  assertEquals([preset, figures], ["smoke@tfjs-cpu", [FIGURES.fig4]]);
});
