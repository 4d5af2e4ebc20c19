/**
 * Migration by proof: after a change of code that alters keys but should not alter bits, results move to their new keys
 * once enough of them has been computed again with the same bytes.
 *
 * @module
 */
import { canonical, type Json } from "../../bits/canonical.ts";
import { sha256 } from "../../bits/digest.ts";
import type { CodeDigester } from "../../steps/code/digest.ts";
import { CodeRecord } from "../../steps/code/record.ts";
import { byteDigests, firstMismatch, type Mismatch, outputDigests } from "../../steps/mismatch.ts";
import type { WorkerPool } from "../../steps/pool.ts";
import { implementationOf, keyOf, type Step, wantedOf } from "../../steps/step.ts";
import type { ActionBody, KeyMaterial } from "../../store/action.ts";
import type { Store } from "../../store/mod.ts";
import { parseId, segmentName } from "../../plan/ids.ts";
import { ENTRIES } from "../../plan/kinds.ts";
import { type Assurance, assurances, type Draw } from "../verify/probability.ts";
import { sampleOrder } from "../verify/sample.ts";
import type { Candidate } from "./predecessors.ts";

/** How a migration is proved. */
export interface RekeyOptions {
  readonly store: Store;
  readonly digester: CodeDigester;
  readonly pool: WorkerPool;
  /** Chooses the sample. */
  readonly nonce: string;
  /** Segments to compute again; at least one of each kind is. */
  readonly sample: number;
  /** Told of each result that was computed again. */
  onChecked?(id: string): void;
}

/** What a migration did. */
export interface RekeyReport {
  /** Results that have their new key now; 0 where one disagreed. */
  readonly carried: number;
  /** By kind of step: code digest before and now. */
  readonly code: Readonly<
    Record<string, { readonly old: readonly string[]; readonly now: string }>
  >;
  /** Cheap results that were computed again, all of them. */
  readonly cheap: number;
  /** Segments that were computed again, by name, of this many. */
  readonly segments: readonly string[];
  readonly ofSegments: number;
  readonly nonce: string;
  readonly assurances: readonly Assurance[];
  readonly disagreement?: Mismatch;
  /** Digest of the blob that records all this. */
  readonly justification?: string;
}

/**
 * Computes the cheap candidates and a sample of the segments again; only if all bytes agree, the old results of all
 * candidates are stored under today's keys, each marked as carried, with one blob that says why.
 *
 * @throws {Error} If a result cannot be computed again, since an input is gone; nothing is carried over then.
 */
export async function rekey(
  candidates: readonly Candidate[],
  options: RekeyOptions,
): Promise<RekeyReport> {
  const { nonce } = options, { cheap, segments, sample } = drawn(candidates, options);
  const report = {
    ...{ carried: 0, code: codesOf(candidates), cheap: cheap.length, nonce },
    segments: sample.map(({ name }) => name),
    ofSegments: segments.length,
    assurances: segments.length === 0 ? [] : assurances(drawsOf(segments, sample)),
  };
  const jobs = [...cheap.map((one) => [one]), ...sample.map(({ candidates }) => candidates)];
  const disagreement = await mismatchOf(jobs, options);
  if (disagreement !== undefined) return { ...report, disagreement };
  await requireSameCode(candidates, options.digester);
  const justification = await carryOver(candidates, report, options);
  return { ...report, carried: candidates.length, justification };
}

/** What of one segment is to be carried over. */
interface SegmentCandidates {
  /** For example `syn-relu-8/r03/a0/s07`. */
  readonly name: string;
  readonly candidates: readonly Candidate[];
}

function drawn(
  candidates: readonly Candidate[],
  { nonce, sample }: RekeyOptions,
): { cheap: Candidate[]; segments: SegmentCandidates[]; sample: SegmentCandidates[] } {
  const segments = new Map<string, Candidate[]>(), cheap: Candidate[] = [];
  for (const one of candidates) {
    const { inputs } = one.step, id = parseId(one.step.id);
    if (id?.role !== "train" && id?.role !== "measure") cheap.push(one);
    else {
      const name = segmentName(id);
      // What needs bounds as well is computed in a pass of its own.
      const pass = inputs.bounds === undefined ? name : `${name} (bounds)`;
      segments.set(pass, [...segments.get(pass) ?? [], one]);
    }
  }
  const all = [...segments].map(([name, candidates]) => ({ name, candidates }));
  const seed = sha256(canonical(all.map(({ name }) => name)));
  const order = Array.from(sampleOrder(seed, nonce, all.length), (k) => all[k]);
  const seen = new Set<string>();
  const firsts = order.filter((one) => {
    const before = seen.size;
    return seen.add(sortOf(one)).size > before;
  });
  const rest = order.filter((one) => !firsts.includes(one));
  const chosen = [...firsts, ...rest.slice(0, Math.max(0, sample - firsts.length))];
  return { cheap, segments: all, sample: chosen };
}

/** Segments of one sort are computed alike: same training, phase and measurements. */
function sortOf({ candidates }: SegmentCandidates): string {
  const params = candidates.map(({ step }) => {
    const { training, phase, estimator } = step.params as Record<string, Json>;
    return { kind: step.kind, training, phase, ...(estimator !== undefined && { estimator }) };
  });
  return sha256(canonical(params));
}

/** Within a sort each segment was as likely to be drawn as any other. */
function drawsOf(
  segments: readonly SegmentCandidates[],
  sample: readonly SegmentCandidates[],
): Draw[] {
  const sorts = Map.groupBy(segments, sortOf), drawn = Map.groupBy(sample, sortOf);
  return [...sorts].map(([sort, { length }]) => {
    return { units: length, size: 1, drawn: drawn.get(sort)?.length ?? 0 };
  });
}

function codesOf(candidates: readonly Candidate[]): Record<string, { old: string[]; now: string }> {
  const codes: Record<string, { old: string[]; now: string }> = {};
  for (const { step, material, old } of candidates) {
    const kind = implementationOf(step), code = codes[kind] ??= { old: [], now: material.code };
    if (!code.old.includes(old.key.code)) code.old.push(old.key.code);
  }
  return codes;
}

/** Computes passes again, as many at once as there are workers; the first result that came out otherwise. */
async function mismatchOf(
  passes: readonly (readonly Candidate[])[],
  options: RekeyOptions,
): Promise<Mismatch | undefined> {
  const found = await Promise.all(passes.map((pass, rank) => mismatchOfPass(pass, rank, options)));
  return found.find((one) => one !== undefined);
}

async function mismatchOfPass(
  pass: readonly Candidate[],
  rank: number,
  { store, pool, onChecked }: RekeyOptions,
): Promise<Mismatch | undefined> {
  const inputs: Record<string, Uint8Array> = {};
  for (const [name, digest] of Object.entries(pass[0].material.inputs)) {
    const bytes = await store.get(digest) ?? await sourceOf(pass[0].step, name);
    if (bytes === undefined) {
      throw new Error(
        `Cannot rekey ${
          pass[0].step.id
        }: input ${name} must be in the store, current value is missing`,
      );
    }
    inputs[name] = bytes;
  }
  const steps = pass.map(({ step }) => wantedOf(step));
  const { result } = await pool.run(() => Promise.resolve({ steps, inputs }), rank);
  for (const [k, { step: { id }, old }] of pass.entries()) {
    const mismatch = firstMismatch(id, outputDigests(old.outputs), byteDigests(result[k]));
    if (mismatch !== undefined) return mismatch;
    onChecked?.(id);
  }
  return undefined;
}

async function sourceOf({ inputs }: Step, name: string): Promise<Uint8Array | undefined> {
  const ref = inputs[name];
  return "source" in ref ? await ref.source.load() : undefined;
}

async function requireSameCode(
  candidates: readonly Candidate[],
  digester: CodeDigester,
): Promise<void> {
  const changed = await digester.changed(
    new Set(candidates.map(({ step }) => ENTRIES[implementationOf(step)])),
  );
  if (changed === undefined) return;
  throw new Error(
    `Cannot rekey: ${changed.path} must stay as it was at the start, current value is ${changed.how}`,
  );
}

/** Stores the justification, then the entries: causes first, so that an interrupted migration is a shorter one. */
async function carryOver(
  candidates: readonly Candidate[],
  report: Omit<RekeyReport, "disagreement" | "justification">,
  { store, digester }: RekeyOptions,
): Promise<string> {
  const record = new CodeRecord(store, digester);
  for (const kind of Object.keys(report.code)) await record.record(ENTRIES[kind]);
  const keys = candidates.map(({ step: { id }, material, old }) => {
    return { id, from: sha256(canonical(old.key as unknown as Json)), to: keyOf(material) };
  });
  const text = canonical({ schema: 1, rekey: { ...report, carried: keys } } as unknown as Json);
  const justification = await store.put(new TextEncoder().encode(text));
  const material: KeyMaterial = {
    ...{ schema: 1, step: "rekey", code: justification.sha256, params: {}, inputs: {} },
  };
  await store.putAction(keyOf(material), {
    ...{ schema: 1, step: "rekey", id: `rekey/${justification.sha256.slice(0, 12)}` },
    ...{ key: material, outputs: { justification }, cost: {} },
  });
  for (const { step: { kind, id }, material, old } of candidates) {
    const body: ActionBody = {
      ...{ schema: 1, step: kind, id, key: material, outputs: old.outputs },
      cost: { ...old.cost, carried: 1 },
    };
    await store.putAction(keyOf(material), body);
  }
  return justification.sha256;
}
