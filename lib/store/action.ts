/** Action entries: what a step made, under which key, with the key material in full. */
import type { Json } from "../bits/canonical.ts";

/** Everything that a step's key is the digest of (docs/architecture.md, section 4). */
export interface KeyMaterial {
  /** Version of this layout. */
  readonly schema: number;
  /** Kind of the step, for example `train`. */
  readonly step: string;
  /** Digest of the step's code. */
  readonly code: string;
  /** Parameters. */
  readonly params: Json;
  /** Digest of each input by name. */
  readonly inputs: { readonly [name: string]: string };
}

/** A blob that a step made. */
export interface Output {
  /** Digest of its bytes. */
  readonly sha256: string;
  /** Length in bytes. */
  readonly size: number;
}

/** Result of a step; never depends on time, host, path or worker count, except for `cost`. */
export interface Action {
  /** Version of this layout. */
  readonly schema: 1;
  /** Kind of the step; the same as in the key material. */
  readonly step: string;
  /** Logical id, for example `train/syn-relu-8/r03/a0/s07`. */
  readonly id: string;
  /** Key material in full; the entry's key is its digest. */
  readonly key: KeyMaterial;
  /** Outputs by name. */
  readonly outputs: { readonly [name: string]: Output };
  /** What it cost, for example `{ seconds: 3.2 }`. */
  readonly cost: { readonly [name: string]: number };
  /** Digest of the entry without this field. */
  readonly digest: string;
}

/** Whether an entry came with an archive that somebody else made, and has not been computed here. */
export function isImported({ cost }: Pick<Action, "cost">): boolean {
  return cost.imported === 1;
}

/** An action entry before it is sealed with its digest. */
export type ActionBody = Omit<Action, "digest">;
