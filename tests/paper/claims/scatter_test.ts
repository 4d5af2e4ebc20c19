import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { withinClasses } from "../../../lib/paper/claims/scatter.ts";
import { decodeOccupied } from "../../../lib/study/steps/mnist/representation.ts";
import { representationOf } from "./made_up.ts";

Deno.test("withinClasses() is the share of scatter that is left within classes, epoch by epoch", () => {
  const occupied = decodeOccupied(representationOf(2, 4));
  // Classes four apart, 2 levels wide: 1 within, 4 between; 4 wide: 4 and 4.
  assertAlmostEquals(withinClasses(occupied, 48), 0.2, 1e-12);
  assertAlmostEquals(withinClasses(occupied, 2998), 0.5, 1e-12);
  assertEquals(withinClasses(decodeOccupied(representationOf(0, 0)), 48), 0);
  assertThrows(
    () => withinClasses(occupied, 50),
    RangeError,
    "one of 48, 2998, current value is 50",
  );
});
