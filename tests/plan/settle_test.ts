import { assertEquals, assertRejects } from "@std/assert";
import { settleRepeat } from "../../lib/plan/settle.ts";
import { paper, resolver } from "./support.ts";

Deno.test("settleRepeat() takes attempt 0 when no segment met the restart rule", async () => {
  const asks = resolver(), { repeat, survivor, discarded } = await settleRepeat(paper, 2, asks);
  assertEquals([repeat, survivor.attempt, discarded.length], [2, 0, 0]);
  assertEquals(asks.asked.length, 17);
});

Deno.test("settleRepeat() goes on from the first attempt that survives", async () => {
  const stops = ["a0/s04", "a1/s17"].map((end) => `train/syn-relu-8/r02/${end}`);
  const asks = resolver((id) => stops.includes(id));
  const { survivor, discarded } = await settleRepeat(paper, 2, asks);
  assertEquals(survivor.attempt, 2);
  assertEquals(discarded.map(({ id }) => id), stops);
  // Nothing behind a stop is asked for: it will never be.
  assertEquals(asks.asked.length, 4 + 17 + 17);
});

Deno.test("settleRepeat() gives up after 20 attempts with one clear error", async () => {
  const asks = resolver((id) => id.endsWith("s04"));
  const error = await assertRejects(() => settleRepeat(paper, 2, asks), Error);
  assertEquals(
    error.message,
    "Cannot train syn-relu-8 r02: attempts must be at most 20, all of them met the restart rule",
  );
  assertEquals(asks.asked.at(-1), "train/syn-relu-8/r02/a19/s04");
});

Deno.test("settleRepeat() counts what is not known as surviving", async () => {
  const { survivor, discarded } = await settleRepeat(paper, 0, {
    resolve: () => Promise.resolve(undefined),
  });
  assertEquals([survivor.attempt, discarded.length], [0, 0]);
});
