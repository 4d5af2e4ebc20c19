import { assertEquals } from "@std/assert";
import { engineOf } from "../../lib/plan/engine.ts";
import { FIGURES } from "../../lib/paper/figures.ts";
import { presetRequest } from "../../lib/paper/request.ts";
import { engineRequest } from "../../lib/plan/request.ts";

const identity = { engine: "tfjs", backend: "cpu", version: "4.22.0" } as const;

Deno.test("engineRequest() names its runs after the engine", () => {
  const request = presetRequest([FIGURES.fig3], "smoke"), engine = engineOf(identity);
  const other = engineRequest(request, engine);
  assertEquals([other.preset, other.engine], ["smoke@tfjs-cpu", engine]);
  assertEquals(other.runs("SYN-ReLU-8"), { ...request.runs("SYN-ReLU-8"), engine });
});
