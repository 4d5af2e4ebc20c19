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

/** Counts work that is done against the work planned, and goes on saying how long it has been where nothing ends. */
export class ProgressLine {
  readonly #live = Deno.stderr.isTerminal();
  readonly #timer: ReturnType<typeof setInterval>;
  #start = performance.now();
  #shown = this.#live ? -Infinity : this.#start;
  #id: string;
  #total: number | undefined;
  #pictures: number | undefined;
  #done = 0;
  #drawn = 0;
  /** When the work began whose pace tells the time left: what comes before it, such as a download, has another. */
  #began = this.#start;

  /**
   * Until its end a signal to stop clears it, and gives the cursor back.
   *
   * @param what What goes on until a plan is known.
   * @param interrupted Said then.
   */
  constructor(what: string, interrupted?: string) {
    this.#id = what;
    stopAt(this, interrupted);
    this.#timer = setInterval(() => this.#show(), this.#live ? 1000 : PLAIN_MS);
    if (this.#live) draw(HIDE);
    this.#show();
  }

  /**
   * Begins to count; once more, if there is more than one thing to count.
   *
   * @param total Work planned, in the units of {@linkcode ProgressLine.add}; 0 if nothing that has a weight is missing.
   * @param pictures How many pictures will be drawn, if the work is training.
   */
  plan(total: number, pictures?: number): void {
    this.#done = this.#drawn = 0;
    this.#total = total;
    this.#pictures = pictures;
    this.#start = this.#began = performance.now();
    if (!this.#live) this.#shown = this.#start;
  }

  /** Work done by the step `id`. The plan may grow under way (restarts), so that more may be done than was planned. */
  add(work: number, id: string, picture = false): void {
    if (this.#done === 0 && work === 0) this.#began = performance.now();
    this.#done += work;
    if (picture) this.#drawn++;
    this.#id = id;
    this.#show();
  }

  #show(): void {
    const now = performance.now();
    if (now - this.#shown < (this.#live ? LIVE_MS : PLAIN_MS)) return;
    this.#shown = now;
    const line = `${this.#text(now)}, ${this.#id}`;
    this.#live ? draw(CLEAR, line.slice(0, columns() - 1)) : draw("", `${line}\n`);
  }

  #text(now: number): string {
    const total = this.#total, done = this.#done;
    const so = `${clock((now - this.#start) / 1000)} so far`;
    if (total === undefined) return `0 %, ${so}`;
    if (done >= total) return this.#afterwards(so);
    const share = done / total, spent = (now - this.#began) / 1000;
    const known = spent >= LEAST_SECONDS && share >= LEAST_SHARE;
    const left = known ? `about ${clock(spent / share - spent)} left` : "time left not known yet";
    return `${Math.floor(100 * share)} %, ${so}, ${left}`;
  }

  /** Once all that has a weight is done, tables and pictures are left: what they take is not known, and never long. */
  #afterwards(so: string): string {
    if (this.#pictures === undefined) return `100 %, ${so}`;
    const drawn = `${Math.min(this.#drawn, this.#pictures)} of ${this.#pictures} pictures drawn`;
    return `100 % trained, ${so}${this.#pictures === 0 ? "" : `, ${drawn}`}`;
  }

  /** A line that stays, above the live one. */
  say(line: string): void {
    draw(this.#live ? CLEAR : "", `${line}\n`);
  }

  /** Clears the live line, for something else to be written there. */
  clear(): void {
    if (this.#live) draw(CLEAR);
  }

  /** Clears the live line for good and gives the cursor back. */
  end(): void {
    clearInterval(this.#timer);
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

/** Columns of the terminal, 80 where there is none. */
export function columns(): number {
  try {
    return Deno.consoleSize().columns || 80;
  } catch {
    return 80;
  }
}
