/**
 * How a sample is drawn: in strata of units that take equally long, each at random, all in step.
 *
 * A budget of time ends a sample after a number of units that depends on how long they take. Were all units in one
 * random order, those drawn by then would not be equally likely: whether long ones or short ones are preferred depends
 * on the rule that ends the sample, and any number stated of it is wrong for some of them. Here the order says for each
 * place from which stratum its unit comes, whatever the nonce, and the nonce says which unit of the stratum it is. When
 * the sample ends depends on the strata alone, so that of `n` units drawn from a stratum of `N` each was one of them
 * with probability `n / N` exactly, at whatever place the sample ends and whichever units were still being replayed.
 *
 * @module
 */
import { sampleOrder } from "./sample.ts";
import { epochsOf, type Unit } from "./units.ts";

/** Units of one experiment with the same work: as many segments and epochs, and measured or not. */
export interface Stratum {
  /** In the order in which they are drawn. */
  readonly units: readonly Unit[];
  /** Segments of each. */
  readonly size: number;
  /** Epochs of each. */
  readonly epochs: number;
}

/**
 * Sorts units into strata, the shortest first.
 *
 * @param lock SHA-256 of the top file.
 * @param nonce Any text of the reviewer's: which units of a stratum come first.
 */
export function strataOf(units: readonly Unit[], lock: string, nonce: string): Stratum[] {
  const strata = new Map<string, { units: Unit[]; size: number; epochs: number }>();
  for (const k of sampleOrder(lock, nonce, units.length)) {
    const unit = units[k], size = unit.to - unit.from, epochs = epochsOf(unit);
    const name = [unit.attempt.experiment, unit.attempt.survivor, size, epochs].join(" ");
    if (!strata.has(name)) strata.set(name, { units: [], size, epochs });
    strata.get(name)!.units.push(unit);
  }
  const names = [...strata.keys()].sort((a, b) =>
    strata.get(a)!.epochs - strata.get(b)!.epochs || (a < b ? -1 : 1)
  );
  return names.map((name) => strata.get(name)!);
}

/**
 * All units in the order in which they are drawn: next comes the stratum of which the smallest share is drawn, since
 * that is where a fault would be hidden; among equals the shortest, which raises that share at the least cost.
 */
export function drawOrder(strata: readonly Stratum[]): Unit[] {
  const drawn = strata.map(() => 0), order: Unit[] = [];
  const all = strata.reduce((sum, { units }) => sum + units.length, 0);
  while (order.length < all) {
    let least = 0;
    for (let k = 1; k < strata.length; k++) {
      // Shares as products of integers: exact.
      const share = drawn[k] * strata[least].units.length;
      if (share < drawn[least] * strata[k].units.length) least = k;
    }
    order.push(strata[least].units[drawn[least]++]);
  }
  return order;
}
