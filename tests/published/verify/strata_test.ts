import { assert, assertEquals } from "@std/assert";
import { drawOrder, strataOf } from "../../../lib/published/verify/strata.ts";
import { epochsOf, type Unit } from "../../../lib/published/verify/units.ts";
import { attemptsOf } from "./sampling.ts";

const units: Unit[] = [
  ...attemptsOf("a", 6, [50, 500]),
  ...attemptsOf("a", 3, [50, 500], false),
  ...attemptsOf("a", 2, [50], false),
  ...attemptsOf("b", 4, [50, 500, 1000]),
].map((attempt) => ({ attempt, from: 0, to: attempt.rows.length }));

Deno.test("strataOf() puts together what takes equally long, the shortest first", () => {
  const strata = strataOf(units, "lock", "n", epochsOf);
  assertEquals(strata.map(({ units, size, seconds }) => [units.length, size, seconds]), [
    [2, 1, 50],
    [3, 2, 500],
    [6, 2, 500],
    [4, 3, 1000],
  ]);
  assertEquals(new Set(strata.flatMap(({ units }) => units)), new Set(units));
  for (const { units: [first, ...rest] } of strata) {
    for (const { attempt } of rest) {
      assertEquals(attempt.experiment, first.attempt.experiment);
      assertEquals(attempt.survivor, first.attempt.survivor);
    }
  }
});

Deno.test("drawOrder() takes strata in the same order whatever the nonce, and other units of them", () => {
  const draw = (nonce: string) => {
    const strata = strataOf(units, "lock", nonce, epochsOf), order = drawOrder(strata);
    return {
      order,
      kinds: order.map((unit) => strata.findIndex((one) => one.units.includes(unit))),
    };
  };
  const all = Array.from({ length: 20 }, (_, k) => draw(`${k}`));
  for (const { order, kinds } of all) {
    assertEquals(new Set(order).size, units.length);
    assertEquals(kinds, all[0].kinds);
  }
  assert(new Set(all.map(({ order }) => order.map((unit) => unit.attempt.name).join())).size > 18);
});

Deno.test("drawOrder() keeps the shares of all strata in step", () => {
  const strata = strataOf(units, "lock", "n", epochsOf),
    order = drawOrder(strata),
    drawn = [0, 0, 0, 0];
  for (const unit of order) {
    const shares = strata.map(({ units }, k) => drawn[k] / units.length);
    const kind = strata.findIndex((one) => one.units.includes(unit));
    assert(shares.every((share) => share >= shares[kind]));
    drawn[kind]++;
  }
});

Deno.test("strataOf() of nothing is nothing", () => {
  assertEquals(drawOrder(strataOf([], "lock", "n", epochsOf)), []);
});

Deno.test("drawOrder() begins with the shortest, and has the shortest first among equal shares", () => {
  const attempts = [
    ...attemptsOf("a", 2, [30]),
    ...attemptsOf("b", 2, [10]),
    ...attemptsOf("c", 2, [20]),
  ];
  const all = attempts.map((attempt) => ({ attempt, from: 0, to: 1 }));
  const order = drawOrder(strataOf(all, "lock", "n", epochsOf));
  assertEquals(order.map(({ attempt }) => attempt.experiment), ["b", "c", "a", "b", "c", "a"]);
});
