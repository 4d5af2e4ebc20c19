/**
 * A worker of the pool: answers each job with its outputs, or with the message of an error.
 *
 * @module
 */
import type { Job, Reply } from "../steps/pool.ts";
import { runJob } from "./run_job.ts";

const scope = self as unknown as {
  onmessage: (event: MessageEvent<Job>) => void;
  postMessage(reply: Reply): void;
};

scope.onmessage = async ({ data }) => {
  const start = performance.now();
  try {
    const result = await runJob(data);
    scope.postMessage({ result, seconds: (performance.now() - start) / 1000 });
  } catch (error) {
    scope.postMessage({ error: error instanceof Error ? error.message : String(error) });
  }
};
