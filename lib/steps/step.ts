/**
 * Steps: pure functions of parameters, code and inputs' bytes, and the keys that name them (docs/architecture.md,
 * sections 1 and 4).
 *
 * @module
 */
import type { Json } from "../bits/canonical.ts";
import { sha256 } from "../bits/digest.ts";
import type { KeyMaterial, Output } from "../store/action.ts";
import { Key } from "../store/key.ts";

/** Bytes from outside the plan that are known by their digest before they are read: a spec of the repo, a font. */
export interface Source {
  readonly sha256: string;
  /** Reads the bytes; who calls it compares the digest. */
  load(): Promise<Uint8Array>;
}

/** Where a step's input comes from: another step's output, or a source. */
export type Ref = { readonly step: Step; readonly output: string } | { readonly source: Source };

/** A source of bytes at hand. */
export function sourceOf(bytes: Uint8Array): Source {
  return { sha256: sha256(bytes), load: () => Promise.resolve(bytes) };
}

/**
 * Bytes of a source.
 *
 * @throws {Error} If they have not the digest they should have.
 */
export async function sourceBytes(source: Source): Promise<Uint8Array> {
  const bytes = await source.load(), found = sha256(bytes);
  if (found !== source.sha256) {
    throw new Error(
      `Cannot read a source: digest must be ${source.sha256}, current value is ${found}`,
    );
  }
  return bytes;
}

/** A step: what is computed, from what, by which code. */
export interface Step {
  /** Kind, e.g. `train`: what it does. */
  readonly kind: string;
  /** Name of its implementation, e.g. `train-mnist`, where it is not its kind's name. */
  readonly implementation?: string;
  /** Logical id, e.g. `train/syn-relu-8/r03/a0/s07`: unique within a plan, never in a key. */
  readonly id: string;
  readonly params: Json;
  readonly inputs: Readonly<Record<string, Ref>>;
  /**
   * Steps that one pass computes together, this one among them: same inputs, and what is missing of them is
   * computed in one go. Undefined: alone.
   */
  readonly pass?: readonly Step[];
  /** Work in arbitrary units, for progress and prediction only. */
  readonly weight: number;
  /** Order among steps that wait for a worker: the smaller first. */
  readonly rank: number;
}

/** Name of a step's implementation. */
export function implementationOf(
  { kind, implementation = kind }: Pick<Step, "kind" | "implementation">,
): string {
  return implementation;
}

/** What a worker is told of a step. */
export function wantedOf(step: Step): { kind: string; params: Json } {
  return { kind: implementationOf(step), params: step.params };
}

/** Digest and size of each output of a step. */
export type Outputs = Readonly<Record<string, Output>>;

/** The key: SHA-256 of the canonical encoding of the material. */
export function keyOf(material: KeyMaterial): string {
  return Key.of(material).digest;
}

/** Something that knows what steps made, or would make. */
export interface Resolver {
  /** Digests of a step's outputs; undefined when they are not known (yet). */
  resolve(step: Step): Promise<Outputs | undefined>;
}

/** Key material of a step, or undefined when an input is not known. */
export async function materialOf(
  step: Step,
  code: string,
  resolver: Resolver,
): Promise<KeyMaterial | undefined> {
  const inputs: Record<string, string> = {};
  for (const [name, ref] of Object.entries(step.inputs)) {
    const digest = "source" in ref
      ? ref.source.sha256
      : (await resolver.resolve(ref.step))?.[ref.output]?.sha256;
    if (digest === undefined) return undefined;
    inputs[name] = digest;
  }
  return { schema: 1, step: step.kind, code, params: step.params, inputs };
}
