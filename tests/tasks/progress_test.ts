import { assertEquals } from "@std/assert";
import { ProgressLine } from "../../tasks/_progress.ts";

/** Lines that a progress of 100 units prints where no terminal is, at times in seconds with the work done until then. */
function lines(total: number, events: readonly (readonly [seconds: number, work: number])[]) {
  const { now } = performance, { writeSync, isTerminal } = Deno.stderr, printed: string[] = [];
  let seconds = 1000;
  performance.now = () => 1000 * seconds;
  Deno.stderr.writeSync = (bytes) => printed.push(new TextDecoder().decode(bytes));
  Deno.stderr.isTerminal = () => false;
  try {
    const line = new ProgressLine(total);
    for (const [at, work] of events) {
      seconds = 1000 + at;
      line.add(work, "step");
    }
    line.end();
  } finally {
    performance.now = now;
    Object.assign(Deno.stderr, { writeSync, isTerminal });
  }
  return printed;
}

Deno.test("ProgressLine prints at most every ten seconds, with what is left at this pace", () => {
  assertEquals(lines(100, [[5, 10], [10, 10], [15, 10], [30, 30], [60, 40]]), [
    "20 %, 10 s so far, about 40 s left, step\n",
    "60 %, 30 s so far, about 20 s left, step\n",
    "100 % trained, 1 min 0 s so far, drawing, step\n",
  ]);
});

Deno.test("ProgressLine tells time in seconds, minutes and hours", () => {
  const [line] = lines(3, [[59.4, 1]]);
  assertEquals(line, "33 %, 59 s so far, about 1 min 59 s left, step\n");
  assertEquals(lines(2, [[60, 1]]), ["50 %, 1 min 0 s so far, about 1 min 0 s left, step\n"]);
  assertEquals(lines(2, [[3599, 1]]), ["50 %, 59 min 59 s so far, about 59 min 59 s left, step\n"]);
  assertEquals(lines(2, [[3600, 1]]), ["50 %, 1 h 0 min so far, about 1 h 0 min left, step\n"]);
});

Deno.test("ProgressLine says that it draws where nothing is left to train, and never more than all", () => {
  assertEquals(lines(0, [[20, 0]]), ["100 % trained, 20 s so far, drawing, step\n"]);
  assertEquals(lines(10, [[20, 30], [25, 0], [35, 0]]), [
    "100 % trained, 20 s so far, drawing, step\n",
    "100 % trained, 35 s so far, drawing, step\n",
  ]);
});

Deno.test("ProgressLine promises no time before it knows the pace", () => {
  assertEquals(lines(1000, [[10, 0], [20, 19], [30, 1]]), [
    "0 %, 10 s so far, time left not known yet, step\n",
    "1 %, 20 s so far, time left not known yet, step\n",
    "2 %, 30 s so far, about 24 min 30 s left, step\n",
  ]);
});
