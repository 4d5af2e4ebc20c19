import { assert, assertEquals } from "@std/assert";
import { EventLoopYield } from "../../lib/store/yielding.ts";
import { actionOf, bytesOf, withStore } from "./helpers.ts";

const busy = (ms: number) => {
  const end = performance.now() + ms;
  while (performance.now() < end);
};

Deno.test("EventLoopYield.due makes nobody wait at first, then all callers for one turn", async () => {
  const eventLoop = new EventLoopYield();
  assertEquals(eventLoop.due, undefined);
  busy(60);
  const first = eventLoop.due;
  assert(first !== undefined);
  assertEquals(eventLoop.due, first);
  await first;
  assertEquals(eventLoop.due, undefined);
});

Deno.test("Store.getAction() without an end lets timers run", async () => {
  await withStore(async (store) => {
    const { key, body } = actionOf(await store.put(bytesOf(1)));
    await store.putAction(key, body);
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1), end = performance.now() + 400;
    while (performance.now() < end) await store.getAction(key);
    clearInterval(timer);
    assert(ticks >= 2, `${ticks} ticks`);
  });
});
