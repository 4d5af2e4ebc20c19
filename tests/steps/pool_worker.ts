/** A worker for the tests of the pool: says which worker it is and how many jobs it has done. */
import type { Job, Reply } from "../../lib/steps/pool.ts";

const scope = self as unknown as {
  onmessage: (event: MessageEvent<Job>) => void;
  postMessage(reply: Reply): void;
};

const name = crypto.getRandomValues(new Uint8Array(8));
let jobs = 0;

scope.onmessage = async ({ data: { steps, inputs } }) => {
  jobs++;
  const { kind, params } = steps[0];
  // As unlike a reply as an error outside all promises can be.
  if (kind === "throw") throw new Error("thrown in the worker");
  if (kind === "fail") return scope.postMessage({ error: String(params) });
  if (kind === "wait") await new Promise((resolve) => setTimeout(resolve, Number(params)));
  scope.postMessage({ result: [{ name, jobs: Uint8Array.of(jobs), ...inputs }], seconds: jobs });
};
