/** Progress with an estimate of the time left: one live line on a terminal, a plain line now and then elsewhere. */
import { CLEAR, complain, draw, HIDE, SHOW } from "./_output.ts";

const PLAIN_MS = 10_000, LIVE_MS = 100;
/** A pace that is known of less says little: starting takes its time, and the first steps are no mean of all. */
const LEAST_SECONDS = 5, LEAST_SHARE = 0.02;

function clock(seconds: number): string {
  const s = Math.round(seconds);
  return s < 60
    ? `${s} s`
    : s < 3600
    ? `${Math.floor(s / 60)} min ${s % 60} s`
    : `${Math.floor(s / 3600)} h ${Math.floor(s % 3600 / 60)} min`;
}

/** Counts work that is done against the work planned. */
export class ProgressLine {
  readonly #total: number;
  readonly #live: boolean;
  readonly #start = performance.now();
  #done = 0;
  #shown: number;

  /**
   * Shows nothing yet. Until its end a signal to stop clears it, and gives the cursor back.
   *
   * @param total Work planned, in the units of {@linkcode ProgressLine.add}; 0 if only tables and pictures are missing, which have no weight.
   * @param interrupted Said then.
   */
  constructor(total: number, interrupted?: string) {
    this.#total = total;
    stopAt(this, interrupted);
    this.#live = Deno.stderr.isTerminal();
    this.#shown = this.#live ? -Infinity : this.#start;
    if (this.#live) draw(HIDE);
  }

  /** Work done by the step `id`. The plan may grow under way (restarts), so that more may be done than was planned. */
  add(work: number, id: string): void {
    this.#done += work;
    const now = performance.now();
    if (now - this.#shown < (this.#live ? LIVE_MS : PLAIN_MS)) return;
    this.#shown = now;
    const line = this.#text((now - this.#start) / 1000, id);
    this.#live ? draw(CLEAR, line.slice(0, columns() - 1)) : draw("", `${line}\n`);
  }

  /** Once all that has a weight is done, tables and pictures are left: what they take is not known, and never long. */
  #text(spent: number, id: string): string {
    const so = `${clock(spent)} so far`;
    if (this.#done >= this.#total) return `100 % trained, ${so}, drawing, ${id}`;
    const share = this.#done / this.#total, known = spent >= LEAST_SECONDS && share >= LEAST_SHARE;
    const left = known ? `about ${clock(spent / share - spent)} left` : "time left not known yet";
    return `${Math.floor(100 * share)} %, ${so}, ${left}, ${id}`;
  }

  /** A line that stays, above the live one. */
  say(line: string): void {
    draw(this.#live ? CLEAR : "", `${line}\n`);
  }

  /** Clears the live line and gives the cursor back. */
  end(): void {
    if (this.#live) draw(`${CLEAR}${SHOW}`);
    goOnAfter(this);
  }
}

/** Ctrl-C, `kill`, a terminal that is closed; on Windows there is only the first. */
const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];

/** The line that is shown, and what a signal does. */
let shown: { readonly line: ProgressLine; readonly stop: () => void } | undefined;

function stopAt(line: ProgressLine, interrupted?: string): void {
  if (shown !== undefined) goOnAfter(shown.line);
  const stop = () => {
    try {
      line.end();
      if (interrupted !== undefined) complain(interrupted);
    } finally {
      // Also where the terminal is gone, and nothing can be said. It ends workers, busy as they are.
      Deno.exit(130);
    }
  };
  shown = { line, stop };
  for (const signal of SIGNALS) Deno.addSignalListener(signal, stop);
}

function goOnAfter(line: ProgressLine): void {
  if (shown?.line !== line) return;
  for (const signal of SIGNALS) Deno.removeSignalListener(signal, shown.stop);
  shown = undefined;
}

function columns(): number {
  try {
    return Deno.consoleSize().columns || 80;
  } catch {
    return 80;
  }
}
