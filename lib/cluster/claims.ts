/**
 * Claims on a study's work in the store that several processes share: on a chain, a repeat with its attempts, for as long
 * as a process is at it, or on a single step that is of no chain.
 *
 * @module
 */
import { membershipOf } from "../plan/membership.ts";
import { trainingDigest } from "./training_digest.ts";
import type { Step } from "../steps/step.ts";
import type { Claimed, WorkClaims } from "../steps/work_claims.ts";
import {
  buryClaim,
  ClaimFile,
  seeClaim,
  type SeenClaim,
  timeOfFiles,
} from "../store/claim_file.ts";

/** How long things take, in milliseconds. */
export interface ClaimTimes {
  /**
   * How long a claim is alive without being renewed: longer than network file systems remember what a file was like, which
   * is a minute.
   */
  readonly lease: number;
  /** How often it is renewed; a chain that nothing of was computed for so long is given up. */
  readonly beat: number;
}

const TIMES: ClaimTimes = { lease: 120_000, beat: 10_000 };

/** Milliseconds between two looks at what another process is at: at first, and at most. */
const PAUSE = { least: 50, most: 1000 };

/** A claim that is held. */
interface Held {
  readonly file: ClaimFile;
  /** Steps that are computed now. */
  steps: number;
  /** Whether nothing was computed since the last beat. */
  idle: boolean;
}

/** Claims of one process on one store. */
export class Claims implements WorkClaims {
  readonly #root: string;
  readonly #times: ClaimTimes;
  readonly #now: () => number;
  readonly #host = hostName();
  readonly #held = new Map<string, Held>();
  /** Others' claims and when they were first seen as they are. */
  readonly #seen = new Map<string, { readonly claim: SeenClaim; readonly since: number }>();
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #leave = () => this.close();
  /** What is to be added to this process's clock to have the file system's. */
  #offset: { readonly value: number; readonly at: number } | undefined;

  /**
   * @param root Folder of the store, open for writing.
   * @param now A clock that never jumps, in milliseconds.
   */
  constructor(
    root: string,
    times: ClaimTimes = TIMES,
    now: () => number = () => performance.now(),
  ) {
    this.#root = root;
    this.#times = times;
    this.#now = now;
    this.#timer = setInterval(() => this.beat(), times.beat);
    // A process that is told to stop leaves nothing that others would wait for.
    addEventListener("unload", this.#leave);
  }

  take(step: Step): Claimed {
    const name = workOf(step), held = this.#held.get(name);
    if (held !== undefined) {
      held.steps++;
      return "held";
    }
    try {
      const file = this.#make(name);
      if (file === undefined) return "taken";
      this.#held.set(name, { file, steps: 1, idle: false });
      return "new";
    } catch {
      // Where no claim can be written it is done without.
      return "held";
    }
  }

  done(step: Step): void {
    const name = workOf(step), held = this.#held.get(name);
    if (held === undefined) return;
    held.steps--;
    held.idle = false;
    // What is of no chain is nothing but this step.
    if (held.steps === 0 && name === step.id) this.#release(name, held);
  }

  async pause(attempt: number): Promise<void> {
    const { least, most } = PAUSE;
    await new Promise((resolve) => setTimeout(resolve, Math.min(most, least * 1.5 ** attempt)));
  }

  /** Renews what is held, and gives up what has been idle since the last time. */
  beat(): void {
    for (const [name, held] of this.#held) {
      try {
        if (held.steps === 0 && held.idle) this.#release(name, held);
        else if (!held.file.renew()) this.#release(name, held);
      } catch {
        // On a full disk it will be dead in a while: then somebody else computes the same.
      }
      held.idle = held.steps === 0;
    }
  }

  /** Gives up all claims. */
  close(): void {
    clearInterval(this.#timer);
    removeEventListener("unload", this.#leave);
    for (const [name, held] of [...this.#held]) this.#release(name, held);
  }

  #release(name: string, { file }: Held): void {
    this.#held.delete(name);
    file.release();
  }

  #make(name: string): ClaimFile | undefined {
    const made = ClaimFile.make(this.#root, name, this.#host);
    if (made !== undefined) return made;
    const claim = seeClaim(this.#root, name);
    if (claim !== undefined) {
      if (!this.#isDead(name, claim)) return undefined;
      buryClaim(this.#root, name, claim);
    }
    this.#seen.delete(name);
    return ClaimFile.make(this.#root, name, this.#host);
  }

  #isDead(name: string, claim: SeenClaim): boolean {
    const { lease } = this.#times;
    if (claim.host !== "" && claim.host === this.#host && claim.unlocked === true) return true;
    if (this.#timeOfFiles() - claim.written > lease) return true;
    const now = this.#now(), seen = this.#seen.get(name);
    const same = seen?.claim.owner === claim.owner && seen.claim.beat === claim.beat &&
      seen.claim.written === claim.written;
    if (!same) this.#seen.set(name, { claim, since: now });
    return same && now - seen.since > lease;
  }

  /** Asked once a beat: in between both clocks go on alike. */
  #timeOfFiles(): number {
    const now = this.#now(), known = this.#offset;
    if (known !== undefined && now - known.at < this.#times.beat) return now + known.value;
    const time = timeOfFiles(this.#root);
    this.#offset = { value: time - now, at: now };
    return time;
  }
}

/** Name of what is claimed with a step: its chain and what is trained there, else the step alone. */
function workOf(step: Step): string {
  const { group } = membershipOf(step.id);
  if (group === undefined) return step.id;
  const training = trainingOf(step);
  return training === undefined ? group : `${group}#${trainingDigest(training)}`;
}

/** The training that a step of a chain is of: it says so, or one that it is made of does. */
function trainingOf({ params, inputs }: Step): object | undefined {
  const { training } = params as { readonly training?: object };
  if (training !== undefined) return training;
  for (const ref of Object.values(inputs)) {
    const isOfChain = "step" in ref && membershipOf(ref.step.id).group !== undefined;
    if (isOfChain) return trainingOf(ref.step);
  }
  return undefined;
}

/** Name of this host, where it may be asked for: else locks tell nothing, and a claim is dead after its lease alone. */
function hostName(): string {
  const { state } = Deno.permissions.querySync({ name: "sys", kind: "hostname" });
  return state === "granted" ? Deno.hostname() : "";
}
