import { assertEquals } from "@std/assert";
import { lossCaption, repeatsText } from "../../lib/runs/captions.ts";
import { lossTable } from "../../lib/runs/loss.ts";
import type { RepeatResults, RunResults } from "../../lib/runs/results.ts";
import { tiny } from "./support.ts";

/** Results of which only losses and attempts count. */
function resultsOf(losses: (number[] | undefined)[], attempts: number[]): RunResults {
  const run = tiny("own", { repeats: 3, epochs: 6 });
  const repeats = losses.map((loss, repeat): RepeatResults => ({
    ...{ repeat, attempt: attempts[repeat], curves: {} },
    ...(loss && { loss: Float64Array.from(loss) }),
  }));
  return {
    run,
    estimators: ["exact"],
    epochs: Uint32Array.of(0, 5),
    layers: 1,
    repeats,
    digests: {},
  };
}

Deno.test("lossTable() has mean, deviation, smallest and largest over the repeats that have one", () => {
  const csv = lossTable(resultsOf([[8, 4], [6, 4], undefined], [0, 0, 0]));
  assertEquals(
    new TextDecoder().decode(csv),
    "epoch,mean,sd,least,most\n" +
      "0,7.000000,1.000000,6.000000,8.000000\n5,4.000000,0.000000,4.000000,4.000000\n",
  );
  assertEquals(lossTable(resultsOf([undefined], [0])), undefined);
});

Deno.test("repeatsText() says of how many repeats, and what was discarded", () => {
  assertEquals(repeatsText(resultsOf([[], [], []], [0, 0, 0])), "3 repeats, 6 epochs");
  assertEquals(
    repeatsText(resultsOf([[], []], [1, 2])),
    "2 of 3 repeats, 6 epochs; 3 attempts discarded",
  );
});

Deno.test("lossCaption() counts the repeats that are shown, and their attempts", () => {
  assertEquals(
    lossCaption(resultsOf([[8, 4], undefined, [6, 4]], [0, 5, 1])),
    "Mean of 2 of 3 repeats, 6 epochs; 1 attempt discarded",
  );
});
