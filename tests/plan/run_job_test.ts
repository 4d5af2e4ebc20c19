import { assertEquals, assertRejects } from "@std/assert";
import { runJob } from "../../lib/plan/run_job.ts";

Deno.test("runJob() runs steps by themselves, and refuses a kind that it does not know", async () => {
  const [made] = await runJob({ steps: [{ kind: "split", params: {} }], inputs: {} });
  assertEquals(Object.keys(made), ["split"]);
  const steps = [{ kind: "split", params: {} }, { kind: "rekey", params: {} }];
  await assertRejects(
    () => runJob({ steps, inputs: {} }),
    Error,
    "Cannot run step: kind must be known, current value is rekey",
  );
});
