/**
 * Finished repeats that the store has a note on, so that whoever only wants to know that they are finished need not plan
 * and look up their hundreds of steps.
 *
 * A note lies beside the packs that hold all entries of the repeat, and holds as long as they are there. Its key is made
 * of all that the keys of those entries come from: the run, the repeat, the data set, the code of the steps, and the
 * sources of what plans them. It says what the repeat shows to steps that are not its own.
 *
 * @module
 */
import { segmentsOf } from "../../network/training.ts";
import { getOrMake } from "../../bits/memo.ts";
import { digestOf } from "../../bits/digest.ts";
import type { Json } from "../../bits/canonical.ts";
import type { CodeDigester } from "../../steps/code/digest.ts";
import { sourcesDigest } from "../../steps/code/sources.ts";
import type { Outputs, Resolver, Step } from "../../steps/step.ts";
import { type Note, readNotes } from "../../store/packs/notes.ts";
import { isDigest } from "../../store/path.ts";
import { type Attempt, attemptSteps } from "../attempt.ts";
import { dataNamed } from "../data.ts";
import { idText } from "../ids.ts";
import { type Kind, kindFields, kindFor, type Role } from "../kinds.ts";
import { nameOf, type Run } from "../run.ts";
import { ATTEMPTS, type Repeat } from "../settle.ts";

/** What decides, besides the run and the code of the steps, which steps a repeat has and what their keys are. */
const SOURCES = ["bits", "information", "network", "plan", "steps", "store"];

/** What a repeat is made of. */
const ROLES: readonly Role[] = ["init", "train", "measure", "bounds", "information"];

/** What a note says of a repeat. */
export interface RepeatNote {
  /** Number of segments of each attempt that met the restart rule. */
  readonly discarded: readonly number[];
  /** What other steps read of it, by id. */
  readonly outputs: { readonly [id: string]: Outputs };
  /** Whether all of it came with an archive and has not been computed here. */
  readonly imported: boolean;
}

/** A repeat that a note stands for. */
export interface RecordedRepeat {
  readonly run: Run;
  readonly repeat: number;
  readonly note: RepeatNote;
  /** The attempt that survived; wired when its segments are asked for. */
  readonly survivor: Attempt;
  /** Segments at which the attempts before it ended, wired. */
  readonly ends: () => Step[];
}

/** A stand-in for a step of a recorded repeat: without inputs, and known. */
export interface Stub {
  readonly step: Step;
  readonly outputs: Outputs;
  readonly of: RecordedRepeat;
  /** The step itself, wired. */
  readonly wired: () => Step;
}

/** The notes of a store on repeats, under today's keys. */
export class RecordedRepeats {
  /** Those that were found. */
  readonly found: RecordedRepeat[] = [];
  readonly #notes: ReadonlyMap<string, Note>;
  readonly #sources: string;
  readonly #digester: CodeDigester;
  readonly #bases = new Map<Run, Promise<Json | undefined>>();
  readonly #stubs = new Map<string, Stub>();

  private constructor(notes: ReadonlyMap<string, Note>, sources: string, digester: CodeDigester) {
    this.#notes = notes;
    this.#sources = sources;
    this.#digester = digester;
  }

  /** Reads the notes of a store. */
  static async open(root: string, digester: CodeDigester): Promise<RecordedRepeats> {
    const sources = await sourcesDigest(SOURCES.map((room) => `lib/${room}`));
    return new RecordedRepeats(readNotes(root), sources, digester);
  }

  /**
   * Key of the note on a repeat.
   *
   * @param look Knows the data set.
   * @returns Undefined if there can be none: the data set is not known, or another engine trains many repeats at once.
   */
  async key(run: Run, repeat: number, look: Resolver): Promise<string | undefined> {
    const basis = await getOrMake(this.#bases, run, () => this.#basis(run, look));
    return basis === undefined ? undefined : digestOf({ basis, repeat });
  }

  async #basis(run: Run, look: Resolver): Promise<Json | undefined> {
    if (run.engine !== undefined) return undefined;
    const { training, estimators, epochs, representation = null } = run;
    const { dataset, split, variant } = dataNamed(training.data), inputs: string[] = [];
    for (const ref of [dataset, split]) {
      if (!("step" in ref)) return undefined;
      const digest = (await look.resolve(ref.step))?.[ref.output]?.sha256;
      if (digest === undefined) return undefined;
      inputs.push(digest);
    }
    const kinds: Kind[] = ROLES.map((role) => kindFor(role, variant));
    const code = await Promise.all(kinds.map(({ entry }) => this.#digester.digest(entry)));
    const what = { training, estimators, epochs, representation };
    return digestOf({ schema: 1, sources: this.#sources, code, inputs, what } as unknown as Json);
  }

  /** What the note under a key says; undefined if there is none that holds. */
  note(run: Run, key: string): RepeatNote | undefined {
    return noteOf(run, this.#notes.get(key));
  }

  /** A repeat that is finished; undefined if no note says that it is. */
  async find(run: Run, repeat: number, look: Resolver): Promise<Repeat | undefined> {
    const key = await this.key(run, repeat, look);
    const note = key === undefined ? undefined : this.note(run, key);
    if (note === undefined) return undefined;
    const attempt = note.discarded.length;
    const ends = note.discarded.map((segment, attempt) =>
      idText({ role: "train", ...nameOf(run), repeat, attempt, segment })
    );
    if (!ends.every((id) => Object.hasOwn(note.outputs, id))) return undefined;
    const end = (attempt: number) =>
      attemptSteps(run, repeat, attempt).segments[note.discarded[attempt] - 1].train;
    const of: RecordedRepeat = {
      ...{ run, repeat, note, survivor: lazily(run, repeat, attempt) },
      ends: () => ends.map((_, attempt) => end(attempt)),
    };
    this.found.push(of);
    const recorded = (id: string, wired: () => Step) => this.#stub(of, "information", id, wired);
    const discarded = ends.map((id, attempt) => this.#stub(of, "train", id, () => end(attempt))!);
    return { repeat, survivor: of.survivor, discarded, recorded };
  }

  #stub(of: RecordedRepeat, role: Role, id: string, wired: () => Step): Step | undefined {
    const { note: { outputs }, run: { training }, repeat } = of;
    if (!Object.hasOwn(outputs, id)) return undefined;
    return getOrMake(this.#stubs, id, () => {
      const kind = kindFields(role, dataNamed(training.data).variant);
      const step = { ...kind, id, params: null, inputs: {}, weight: 0, rank: repeat };
      return { step, outputs: outputs[id], of, wired };
    }).step;
  }

  /** What a step stands in for; undefined if it is no stand-in. */
  behind(step: Step): Stub | undefined {
    const stub = this.#stubs.get(step.id);
    return stub?.step === step ? stub : undefined;
  }

  /** What a step made that stands for a recorded repeat. */
  outputs(step: Step): Outputs | undefined {
    return this.behind(step)?.outputs;
  }
}

function lazily(run: Run, repeat: number, attempt: number): Attempt {
  let made: Attempt | undefined;
  const wire = () => made ??= attemptSteps(run, repeat, attempt);
  return {
    attempt,
    get segments() {
      return wire().segments;
    },
  };
}

/** What a note says; undefined if it says nothing that could be said of a repeat of a run. */
function noteOf(run: Run, note: Note | undefined): RepeatNote | undefined {
  const { discarded, outputs, imported } = (note?.text ?? {}) as Partial<RepeatNote>;
  if (!Array.isArray(discarded) || typeof outputs !== "object" || outputs === null) {
    return undefined;
  }
  const most = segmentsOf(run.training.protocol, run.epochs).length;
  const isCount = (n: unknown) =>
    Number.isSafeInteger(n) && (n as number) > 0 && (n as number) <= most;
  if (discarded.length >= ATTEMPTS || !discarded.every(isCount)) return undefined;
  if (!Object.values(outputs).every(areOutputs)) return undefined;
  return { discarded, outputs, imported: imported === true };
}

function areOutputs(outputs: unknown): boolean {
  return typeof outputs === "object" && outputs !== null &&
    Object.values(outputs).every((one) => isDigest(one?.sha256) && Number.isSafeInteger(one.size));
}
