/**
 * Steps behind a table, counted by kind, and the digests of what they made.
 *
 * @module
 */
import { does, KINDS } from "../plan/kinds.ts";
import type { Resolver, Step } from "../steps/step.ts";
import type { ChainPart, NamedDigest } from "./contents.ts";

/** All steps behind one, itself included, each once. */
function stepsBehind(step: Step): Step[] {
  const found = new Map<string, Step>([[step.id, step]]);
  for (const one of found.values()) {
    for (const ref of Object.values(one.inputs)) {
      if ("step" in ref && !found.has(ref.step.id)) found.set(ref.step.id, ref.step);
    }
  }
  return [...found.values()];
}

/** The steps behind a table by kind, in the order in which kinds build on each other. */
export function chainOf(table: Step): ChainPart[] {
  const parts = new Map<string, { count: number; from: Set<string> }>();
  for (const { kind, inputs } of stepsBehind(table)) {
    const part = parts.get(kind) ?? { count: 0, from: new Set<string>() };
    part.count++;
    for (const ref of Object.values(inputs)) if ("step" in ref) part.from.add(ref.step.kind);
    parts.set(kind, part);
  }
  const order = KINDS.map(({ kind }) => kind);
  return [...parts].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)).map((
    [kind, { count, from }],
  ) => ({ kind, count, from: [...from].sort() }));
}

/** Tables, aggregates and curves behind a table, with the digest of each output that a source knows. */
export async function digestsBehind(table: Step, known: Resolver): Promise<NamedDigest[]> {
  const found: NamedDigest[] = [];
  for (const step of stepsBehind(table)) {
    if (!(does(step, "table") || does(step, "aggregate") || does(step, "information"))) continue;
    const outputs = Object.entries(await known.resolve(step) ?? {});
    for (const [name, { sha256 }] of outputs) found.push({ id: `${step.id} ${name}`, sha256 });
    if (outputs.length === 0) found.push({ id: step.id, sha256: undefined });
  }
  return found;
}
