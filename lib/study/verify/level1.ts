/**
 * Level 1: published repeats to aggregates to tables, computed again.
 *
 * @module
 */
import { sha256 } from "../../bits/digest.ts";
import type { Step } from "../../steps/step.ts";
import { runJob } from "../implementations.ts";
import { firstMismatch, type Locked } from "../locked.ts";
import type { Published } from "../published.ts";
import type { Bytes } from "../steps/io.ts";
import { firstTensor, placeText } from "./difference.ts";
import type { FigurePlan } from "./plan.ts";
import { type Difference, differenceOf, type LevelReport } from "./report.ts";

/** Computes aggregates and tables of the plans from the published repeats. */
export async function level1(
  published: Published,
  locked: Locked,
  plans: readonly FigurePlan[],
): Promise<LevelReport> {
  const differences: Difference[] = [];
  const checked = { repeats: 0, aggregates: 0, tables: 0 };
  for (const { table, aggregate } of plans) {
    try {
      const inputs: Record<string, Uint8Array> = {};
      for (const [name, ref] of Object.entries(aggregate.inputs)) {
        const { step, output } = ref as { step: Step; output: string };
        inputs[name] = await published.bytes(locked.digests(step.id)?.[output] ?? "absent");
        if (step.kind === "information") checked.repeats++;
      }
      differences.push(...await results({ published, locked, aggregate, table }, inputs));
      checked.aggregates++;
      checked.tables++;
    } catch (error) {
      differences.push({ id: table.id, what: (error as Error).message });
    }
  }
  return { level: 1, checked, differences };
}

/**
 * Aggregate and table from the curves of all repeats, against the lock.
 *
 * @param inputs Inputs of the aggregate.
 */
export async function results(
  { published, locked, aggregate, table }: {
    readonly published: Published;
    readonly locked: Locked;
    readonly aggregate: Step;
    readonly table: Step;
  },
  inputs: Bytes,
): Promise<Difference[]> {
  const differences: Difference[] = [];
  const made = await alone(aggregate, inputs), known = locked.digests(aggregate.id) ?? {};
  const first = firstMismatch(aggregate.id, known, digestsOf(made));
  if (first !== undefined) {
    const expected = await published.bytes(first.expected).catch(() => undefined);
    const place = expected && firstTensor(expected, made.aggregate);
    differences.push(differenceOf(first, place && placeText(place)));
  }
  const text = digestsOf(await alone(table, made));
  const second = firstMismatch(table.id, locked.digests(table.id) ?? {}, text);
  if (second !== undefined) differences.push(differenceOf(second));
  return differences;
}

async function alone({ kind, params }: Step, inputs: Bytes): Promise<Bytes> {
  return (await runJob({ steps: [{ kind, params }], inputs }))[0];
}

function digestsOf(bytes: Bytes): Record<string, string> {
  return Object.fromEntries(Object.entries(bytes).map(([name, of]) => [name, sha256(of)]));
}
