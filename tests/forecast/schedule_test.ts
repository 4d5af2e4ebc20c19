import { assertAlmostEquals, assertEquals } from "@std/assert";
import { schedule, type ScheduledJob } from "../../lib/forecast/schedule.ts";

const job = (seconds: number, after: number[] = [], rank = 0): ScheduledJob => ({
  seconds,
  after,
  rank,
});

Deno.test("schedule() of nothing takes no time and no worker", () => {
  assertEquals(schedule([], 2, 1), { seconds: 0, busy: 0 });
});

Deno.test("schedule() shares jobs among the workers that there are", () => {
  const jobs = [job(2), job(2), job(2)];
  assertEquals(schedule(jobs, 1, 0), { seconds: 6, busy: 1 });
  assertEquals(schedule(jobs, 2, 0), { seconds: 4, busy: 2 });
  assertEquals(schedule(jobs, 9, 0), { seconds: 2, busy: 3 });
});

Deno.test("schedule() runs a chain one by one, with the latency between", () => {
  assertEquals(schedule([job(1), job(2, [0, 0]), job(3, [1])], 4, 0.5), { seconds: 7, busy: 1 });
});

Deno.test("schedule() takes the lowest rank first, the earlier among equals", () => {
  // The long job goes last, though it is first in the list.
  assertEquals(schedule([job(5, [], 1), job(1), job(1)], 2, 0).seconds, 6);
  assertEquals(schedule([job(5), job(1), job(1)], 2, 0).seconds, 5);
});

Deno.test("schedule() lets a waiting chain run while another one's result is stored", () => {
  const chains = Array.from(
    { length: 3 },
    (_, r) => [job(1, [], r), job(1, [3 * r], r), job(1, [3 * r + 1], r)],
  ).flat();
  // Three chains in turns on two workers: 4.5 at best, 6 if the third one came last.
  const { seconds } = schedule(chains, 2, 0.01);
  assertAlmostEquals(seconds, 5, 0.1);
});
