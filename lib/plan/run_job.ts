/**
 * Running a job of a plan in this thread.
 *
 * @module
 */
import type { Job, JobResult } from "../steps/pool.ts";
import { kindOf } from "./kinds.ts";

/**
 * Runs a job: all steps of a segment in one pass, any other step alone.
 *
 * @throws {Error} If a kind is not known.
 */
export async function runJob({ steps, inputs }: Job): Promise<JobResult> {
  const kinds = steps.map(({ kind }) => {
    const found = kindOf({ kind });
    if (found !== undefined) return found;
    throw new Error(`Cannot run step: kind must be known, current value is ${kind}`);
  });
  const wanted = steps.map(({ params }, k) => ({ kind: kinds[k].role, params }));
  return await kinds[0].run(wanted, inputs);
}
