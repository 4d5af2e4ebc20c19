/**
 * The claim ledger: every sentence of the paper about the synthetic data that numbers can decide, with its verdict
 * (LESSONS section 3, item 8).
 *
 * @module
 */
import type { Outputs, Step } from "../steps/step.ts";
import type { Store } from "../store/mod.ts";
import { type Claim, judge, type Judgement } from "./claims/claim.ts";
import { CLAIMS } from "./claims/ledger.ts";
import { ClaimResults, type Source } from "./claims/results.ts";
import { runOf } from "./experiments.ts";
import { Locked } from "./locked.ts";
import type { Runs } from "./planner.ts";
import type { PresetName } from "./presets.ts";
import { hasBytes, type Published } from "./published.ts";
import { coveredBy } from "./verify/plan.ts";

export type { Claim, Judgement, Part, Uncheckable, Verdict } from "./claims/claim.ts";
export { CLAIMS, UNCHECKABLE } from "./claims/ledger.ts";

/** Where results are looked for: published ones first, then a store's under today's keys. */
export interface ClaimSources {
  readonly published?: Published;
  readonly store?: { readonly store: Store; look(step: Step): Promise<Outputs | undefined> };
  /** The runs of experiments that are not published. */
  readonly preset: PresetName;
}

/** Judges claims, all by default, each on whatever results are at hand. */
export async function judgeClaims(
  sources: ClaimSources,
  claims: readonly Claim[] = CLAIMS,
): Promise<Judgement[]> {
  const results = new ClaimResults(runsOf(sources), await sourceOf(sources));
  return await Promise.all(claims.map((claim) => judge(claim, results)));
}

function runsOf({ published, preset }: ClaimSources): Runs {
  const locked = published && coveredBy(published.lock);
  const known = published?.lock.experiments ?? {};
  return (experiment) =>
    locked !== undefined && Object.hasOwn(known, experiment)
      ? locked.runs(experiment)
      : runOf(experiment, preset);
}

async function sourceOf({ published, store }: ClaimSources): Promise<Source> {
  const locked = published && await Locked.of(published);
  const withBytes = new Set<string>();
  return {
    async resolve(step) {
      const known = await locked?.resolve(step);
      if (known === undefined) return await store?.look(step);
      if (hasBytes(step.id)) {
        for (const { sha256 } of Object.values(known)) {
          withBytes.add(sha256);
        }
      }
      return known;
    },
    async get(digest) {
      if (withBytes.has(digest)) return await published!.bytes(digest);
      return await store?.store.get(digest);
    },
  };
}
