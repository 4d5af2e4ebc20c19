import { assertEquals } from "@std/assert";
import { Budget, calibratePace, secondsOf } from "../../../lib/published/verify/budget.ts";
import type { Replayer } from "../../../lib/published/verify/replay.ts";
import { attemptsOf } from "./sampling.ts";

/** Paces where segments take these seconds in turn, and how many were replayed. */
async function paced(most: number, ...seconds: (number | "fails")[]) {
  let now = 0, replays = 0;
  const segment = () => {
    const took = seconds[replays++];
    if (took === "fails") return Promise.reject(new Error("it fails"));
    now += 1000 * took;
    return Promise.resolve({});
  };
  const attempts = [...attemptsOf("relu", 2, [50, 500]), ...attemptsOf("tanh", 1, [10, 20])];
  const replayer = { segment } as unknown as Replayer;
  const pace = await calibratePace(attempts, replayer, { clock: () => now, most });
  return { pace: Object.fromEntries(pace), replays, attempts, all: pace };
}

Deno.test("calibrate() takes the shortest of three rounds of a first segment, once an experiment", async () => {
  const { pace, replays, attempts, all } = await paced(100, 10, 5, 7, 1, 2, 3);
  assertEquals(pace, { relu: 0.1, tanh: 0.1 });
  assertEquals(replays, 6);
  assertEquals(secondsOf({ attempt: attempts[0], from: 1, to: 2 }, all), 45);
});

Deno.test("calibrate() ends when it has taken long enough, and goes on behind what fails", async () => {
  // Two rounds of each, however little time there is: the first one compiles.
  assertEquals((await paced(9, 10, 1, 1, 1, 1)).replays, 5);
  const short = await paced(0, 10, 5, 10, 1);
  assertEquals([short.replays, short.pace], [4, { relu: 0.1, tanh: 0.1 }]);
  const { pace } = await paced(100, "fails", 2, 1, 3);
  assertEquals(pace, { relu: 0, tanh: 0.1 });
});

Deno.test("Budget corrects predictions by what replays have taken", () => {
  let left = 10;
  const budget = new Budget(() => left);
  assertEquals([budget.fits(10), budget.fits(10.1)], [true, false]);
  budget.add(6, 2);
  left = 6;
  assertEquals([budget.fits(2), budget.fits(2.1)], [true, false]);
  budget.add(0, 2);
  assertEquals([budget.fits(4), budget.fits(4.1)], [true, false]);
});
