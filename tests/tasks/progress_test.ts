import { assertEquals } from "@std/assert";
import { ProgressLine } from "../../tasks/_progress.ts";

/** Has a progress written with a clock of its own; `tick` lets seconds pass, and the line look at the clock. */
function written(isTerminal: boolean, write: (tick: (seconds: number) => void) => void): string[] {
  const { now } = performance, { setInterval } = globalThis, stderr = { ...streams() };
  const printed: string[] = [], looks: (() => void)[] = [];
  let seconds = 1000;
  performance.now = () => 1000 * seconds;
  Deno.stderr.writeSync = (bytes) => printed.push(new TextDecoder().decode(bytes));
  Deno.stderr.isTerminal = () => isTerminal;
  globalThis.setInterval = ((look: () => void) => {
    looks.push(look);
    return setInterval(() => {}, 1e9);
  }) as typeof setInterval;
  try {
    write((more) => {
      seconds += more;
      looks.forEach((look) => look());
    });
  } finally {
    performance.now = now;
    globalThis.setInterval = setInterval;
    Object.assign(Deno.stderr, stderr);
  }
  return printed;
}

function streams() {
  const { writeSync, isTerminal } = Deno.stderr;
  return { writeSync, isTerminal };
}

type Event = readonly [seconds: number, work: number, picture?: boolean];

/** What a progress prints where no terminal is, at times in seconds with the work done until then. */
function lines(total: number, events: readonly Event[], pictures?: number): string[] {
  return written(false, (tick) => {
    const line = new ProgressLine("looking");
    line.plan(total, pictures);
    let before = 0;
    for (const [at, work, picture] of events) {
      // The very moment at which the step ends.
      const { now } = performance, moment = now() + 1000 * (at - before);
      performance.now = () => moment;
      line.add(work, "step", picture);
      performance.now = now;
      tick(at - before);
      before = at;
    }
    line.end();
  });
}

Deno.test("ProgressLine prints at most every ten seconds, with what is left at this pace", () => {
  assertEquals(lines(100, [[5, 10], [10, 10], [15, 10], [30, 30], [60, 40]]), [
    "20 %, 10 s so far, about 40 s left, step\n",
    "60 %, 30 s so far, about 20 s left, step\n",
    "100 %, 1 min 0 s so far, step\n",
  ]);
});

Deno.test("ProgressLine tells time in seconds, minutes and hours", () => {
  const [line] = lines(3, [[59.4, 1]]);
  assertEquals(line, "33 %, 59 s so far, about 1 min 59 s left, step\n");
  assertEquals(lines(2, [[60, 1]]), ["50 %, 1 min 0 s so far, about 1 min 0 s left, step\n"]);
  assertEquals(lines(2, [[3599, 1]]), ["50 %, 59 min 59 s so far, about 59 min 59 s left, step\n"]);
  assertEquals(lines(2, [[3600, 1]]), ["50 %, 1 h 0 min so far, about 1 h 0 min left, step\n"]);
});

Deno.test("ProgressLine counts pictures where nothing is left to train, and never more than all", () => {
  assertEquals(lines(0, [[20, 0]], 0), ["100 % trained, 20 s so far, step\n"]);
  assertEquals(lines(10, [[20, 30], [25, 0, true], [35, 0], [50, 0, true], [65, 0, true]], 2), [
    "100 % trained, 20 s so far, 0 of 2 pictures drawn, step\n",
    "100 % trained, 35 s so far, 1 of 2 pictures drawn, step\n",
    "100 % trained, 50 s so far, 2 of 2 pictures drawn, step\n",
    "100 % trained, 1 min 5 s so far, 2 of 2 pictures drawn, step\n",
  ]);
});

Deno.test("ProgressLine promises no time before it knows the pace", () => {
  assertEquals(lines(1000, [[10, 0], [20, 19], [30, 1]]), [
    "0 %, 10 s so far, time left not known yet, step\n",
    "1 %, 20 s so far, time left not known yet, step\n",
    "2 %, 30 s so far, about 16 min 20 s left, step\n",
  ]);
});

Deno.test("ProgressLine takes no pace from what comes before the work: a download, a data set", () => {
  assertEquals(lines(100, [[300, 0], [310, 10], [320, 10]]), [
    "0 %, 5 min 0 s so far, time left not known yet, step\n",
    "10 %, 5 min 10 s so far, about 1 min 30 s left, step\n",
    "20 %, 5 min 20 s so far, about 1 min 20 s left, step\n",
  ]);
});

Deno.test("ProgressLine says what goes on before a plan is known, and that time passes where nothing ends", () => {
  const printed = written(true, (tick) => {
    const line = new ProgressLine("looking");
    tick(1);
    line.plan(10, 1);
    line.add(10, "train");
    tick(1);
    tick(1);
    line.end();
  });
  const [hide, clear, show] = ["\x1b[?25l", "\r\x1b[2K", "\x1b[?25h"];
  assertEquals(printed, [
    hide,
    `${clear}0 %, 0 s so far, looking`,
    `${clear}0 %, 1 s so far, looking`,
    `${clear}100 % trained, 1 s so far, 0 of 1 pictures drawn, train`,
    `${clear}100 % trained, 2 s so far, 0 of 1 pictures drawn, train`,
    clear + show,
  ]);
});

Deno.test("ProgressLine says so every ten seconds where no terminal is", () => {
  const printed = written(false, (tick) => {
    const line = new ProgressLine("looking");
    for (let k = 0; k < 5; k++) tick(5);
    line.plan(10);
    for (let k = 0; k < 5; k++) tick(5);
    line.end();
  });
  assertEquals(printed, [
    "0 %, 10 s so far, looking\n",
    "0 %, 20 s so far, looking\n",
    "0 %, 10 s so far, time left not known yet, looking\n",
    "0 %, 20 s so far, time left not known yet, looking\n",
  ]);
});
