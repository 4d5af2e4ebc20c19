/**
 * The claim ledger: every sentence of the paper about its two studies that numbers can decide, with its verdict
 * (LESSONS section 3, item 8).
 *
 * @module
 */
import type { Outputs, Step } from "../../steps/step.ts";
import type { Store } from "../../store/mod.ts";
import type { Claim, Uncheckable } from "./claim.ts";
import { ADDED } from "./ledger/added.ts";
import { APPENDICES } from "./ledger/appendices.ts";
import { MNIST } from "./ledger/mnist.ts";
import { SECTIONS } from "./ledger/section4.ts";
import { UNCHECKABLE as SENTENCES } from "./ledger/uncheckable.ts";
import { measureClaim, type Measured } from "./measure.ts";
import { ClaimResults, type Holding } from "./results.ts";
import { EXPERIMENTS, runOf } from "../experiments.ts";
import { Locked } from "../../published/locked.ts";
import type { PresetName } from "../presets.ts";
import { hasBytes, type Published } from "../../published/published.ts";
import { lockedRequest } from "../../published/verify/plan.ts";

export type { Claim, JudgedPart, Judgement, Part, Uncheckable, Verdict } from "./claim.ts";
export type { Basis, Measured } from "./measure.ts";
export type { Holding } from "./results.ts";

/**
 * Sentences that numbers decide: those about the synthetic data, then those about MNIST, each in the order of the paper;
 * at the end those that were added with results known.
 */
export const CLAIMS: readonly Claim[] = [...SECTIONS, ...APPENDICES, ...MNIST, ...ADDED];

/** Sentences that no number of this study decides. */
export const UNCHECKABLE: readonly Uncheckable[] = SENTENCES;

/** Judges claims, all by default, each by the first holding that has all of an experiment's results. */
export async function judgeClaims(
  holdings: readonly Holding[],
  claims: readonly Claim[] = CLAIMS,
): Promise<Measured[]> {
  const results = new ClaimResults(holdings);
  return await Promise.all(claims.map((claim) => measureClaim(claim, results)));
}

/** Published results as a holding. */
export async function publishedHolding(published: Published): Promise<Holding> {
  const { lock } = published, locked = await Locked.of(published), { runs } = lockedRequest(lock);
  const withoutBytes = new Set<string>();
  return {
    name: "published results",
    run: (experiment) => Object.hasOwn(lock.experiments, experiment) ? runs(experiment) : undefined,
    async resolve(step) {
      const outputs = await locked.resolve(step);
      // Snapshots and the like are known by their digests alone.
      if (!hasBytes(step.id)) {
        for (const { sha256 } of Object.values(outputs ?? {})) withoutBytes.add(sha256);
      }
      return outputs;
    },
    get: async (digest) => withoutBytes.has(digest) ? undefined : await published.bytes(digest),
  };
}

/** A store under today's keys as a holding: the runs of a preset. */
export function storeHolding(
  store: Store,
  look: (step: Step) => Promise<Outputs | undefined>,
  preset: PresetName,
): Holding {
  return {
    name: `the store (${preset})`,
    run: (experiment) =>
      Object.hasOwn(EXPERIMENTS, experiment) ? runOf(experiment, preset) : undefined,
    resolve: look,
    get: (digest) => store.get(digest),
  };
}
