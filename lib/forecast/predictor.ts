/**
 * Predictions for plans of one store, by what the store tells of costs.
 *
 * @module
 */
import type { Store } from "../store/mod.ts";
import { kindNamed } from "../plan/kinds.ts";
import { remadeForFiles, type Standings } from "../plan/standings.ts";
import { calibrate } from "./calibrate.ts";
import { Costs } from "./costs.ts";
import { learnCosts, predict, type Prediction } from "./predict.ts";

/** Predicts plans of one store by what it tells of costs. */
export class Predictor {
  readonly #costs: Costs;
  readonly #remade: ReadonlySet<string>;
  readonly #workers: number;

  private constructor(costs: Costs, remade: ReadonlySet<string>, workers: number) {
    this.#costs = costs;
    this.#remade = remade;
    this.#workers = workers;
  }

  /**
   * Learns costs for a plan.
   *
   * @param options `measured`: what the store does not tell is measured here, which takes a moment.
   */
  static async open(
    standings: Standings,
    store: Store,
    { workers, measured = false }: { readonly workers: number; readonly measured?: boolean },
  ): Promise<Predictor> {
    const costs = new Costs();
    await learnCosts(costs, standings, store);
    if (measured) await calibrate(costs, standings, () => performance.now());
    const remade = await remadeForFiles(standings, store);
    return new Predictor(costs, remade, workers);
  }

  /**
   * Predicts the plan or a part of it.
   *
   * @param recorded Numbers of steps by kind that are restored besides.
   */
  predict(
    standings: Standings,
    fresh = false,
    recorded: Readonly<Record<string, number>> = {},
  ): Prediction {
    const options = { workers: this.#workers, remade: this.#remade, fresh, recorded };
    return withoutTimes(predict(standings, this.#costs, options));
  }
}

/** A prediction whose times are NaN where they are not known. */
function withoutTimes(plan: Prediction): Prediction {
  const kinds = { ...plan.kinds };
  let seconds = plan.seconds;
  for (const [kind, row] of Object.entries(plan.kinds)) {
    // The time of others depends on a backend: neither the store nor a rate tells of it.
    if (kindNamed(kind)?.rate !== undefined) continue;
    if (row.missing + row.unknown === 0 && !(row.seconds > 0)) continue;
    kinds[kind] = { ...row, seconds: NaN };
    seconds = NaN;
  }
  return { ...plan, kinds, seconds };
}
