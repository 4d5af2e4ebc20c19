/**
 * Stratified sampling: strata of units that take equally long, each drawn at random, all in step.
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
import type { StratumDraw } from "./report.ts";
import { sampleOrder } from "./sample.ts";
import { epochsOf, type Unit } from "./units.ts";

/** Units of one experiment with the same work: as many segments and epochs, and measured or not. */
export interface Stratum {
  /** What its units have in common, in words. */
  readonly name: string;
  /** In the order in which they are drawn. */
  readonly units: readonly Unit[];
  /** Segments of each. */
  readonly size: number;
  /** Seconds that each takes one worker, as predicted. */
  readonly seconds: number;
}

/**
 * Sorts units into strata, those that take the shortest first.
 *
 * @param lock SHA-256 of the top file.
 * @param nonce Any text of the reviewer's: which units of a stratum come first.
 * @param seconds Predicts a unit; whatever it says, it must not depend on the nonce.
 */
export function strataOf(
  units: readonly Unit[],
  lock: string,
  nonce: string,
  seconds: (unit: Unit) => number,
): Stratum[] {
  const drawn = Array.from(sampleOrder(lock, nonce, units.length), (k) => units[k]);
  const strata = Map.groupBy(drawn, (unit) => {
    const { experiment, survivor } = unit.attempt;
    return [experiment, survivor, unit.to - unit.from, epochsOf(unit)].join(" ");
  });
  return [...strata].map(([name, units]) => {
    const [first] = units;
    return { name, units, size: first.to - first.from, seconds: seconds(first) };
  }).sort((a, b) => a.seconds - b.seconds || (a.name < b.name ? -1 : 1));
}

/** How many of each stratum's units are among those that were replayed. */
export function drawsOf(strata: readonly Stratum[], replayed: Iterable<Unit>): StratumDraw[] {
  const all = new Set(replayed);
  return strata.map(({ name, units, size }) => ({
    ...{ name, experiment: units[0].attempt.experiment, units: units.length, size },
    drawn: units.filter((unit) => all.has(unit)).length,
  }));
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
