/** Published results that nobody trained: curves and traces of small numbers, what follows from them computed. */
import { getOrMake } from "../../lib/bits/memo.ts";
import { sha256 } from "../../lib/bits/digest.ts";
import { runOf } from "../../lib/paper/experiments.ts";
import { FIGURES } from "../../lib/paper/figures.ts";
import { parseId } from "../../lib/plan/ids.ts";
import { runJob } from "../../lib/plan/run_job.ts";
import type { Request } from "../../lib/plan/request.ts";
import { measureOutput } from "../../lib/plan/run.ts";
import { PublishedFolder } from "../../lib/published/folder.ts";
import { publish } from "../../lib/published/publish.ts";
import type { ResultSource } from "../../lib/steps/result_source.ts";
import { type Outputs, type Step, wantedOf } from "../../lib/steps/step.ts";
import { encodeCurves } from "../../lib/study/steps/curves.ts";
import { curvesOf, traceOf } from "../study/steps/samples.ts";

type Bytes = Record<string, Uint8Array>;

/** What is made of steps; `stopped` says by id which segments end an attempt, `shift` makes all of it others. */
export class MadeUp implements ResultSource {
  readonly blobs = new Map<string, Uint8Array>();
  readonly #made = new Map<string, Promise<Bytes>>();
  readonly #stopped: (id: string) => boolean;
  readonly #shift: number;

  constructor(stopped: (id: string) => boolean = () => false, shift = 0) {
    this.#stopped = stopped;
    this.#shift = shift;
  }

  async resolve(step: Step): Promise<Outputs> {
    const outputs = Object.entries(await this.bytes(step)).map(([name, bytes]) => {
      const digest = sha256(bytes);
      this.blobs.set(digest, bytes);
      return [name, { sha256: digest, size: bytes.length }];
    });
    return Object.fromEntries(outputs);
  }

  get(digest: string): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.blobs.get(digest));
  }

  /** Outputs of a step. */
  bytes(step: Step): Promise<Bytes> {
    return getOrMake(this.#made, step.id, () => this.#make(step));
  }

  async #make(step: Step): Promise<Bytes> {
    const id = parseId(step.id)!, shift = this.#shift;
    const named = (...names: string[]) =>
      Object.fromEntries(names.map((name) => {
        return [name, new TextEncoder().encode(`${step.id} ${name} ${shift}`)];
      }));
    switch (id.role) {
      case "dataset":
      case "split":
        return named(id.role);
      case "init":
        return named("snapshot");
      case "train": {
        const stopped = this.#stopped(step.id), trainCorrect = [10 * id.repeat + id.segment];
        const trace = traceOf({ trainRows: 1000, trainCorrect, stopped: stopped ? 7 : null });
        return stopped ? { trace } : { trace, ...named("snapshot") };
      }
      case "measure":
        return named(measureOutput(id.measurement));
      case "bounds":
        return named("bounds");
      case "information": {
        // Others for every id.
        const own = parseInt(sha256(step.id).slice(0, 4), 16) / 1000;
        const curves = curvesOf({ ixt: [own + shift, 2 + shift], ity: [own / 100, id.repeat / 8] });
        return { curves: encodeCurves(curves) };
      }
      default: {
        const inputs: Bytes = {};
        for (const [name, ref] of Object.entries(step.inputs)) {
          if ("step" in ref) inputs[name] = (await this.bytes(ref.step))[ref.output];
        }
        return { ...(await runJob({ steps: [wantedOf(step)], inputs }))[0] };
      }
    }
  }
}

/** The smoke runs of figures. */
export function requestOf(...figures: string[]): Request {
  return {
    preset: "smoke",
    figures: figures.map((id) => FIGURES[id]),
    runs: (experiment) => runOf(experiment, "smoke"),
  };
}

/** Code digests of some kinds. */
export const CODE = { train: "a".repeat(64), table: "b".repeat(64), "train-mnist": "c".repeat(64) };

/** Publishes made-up results, changes the files at will, and opens them. */
export async function withMadeUp(
  { request, source = new MadeUp(), change }: {
    readonly request: Request;
    readonly source?: ResultSource;
    /** Files by path, to be changed. */
    change?(files: Map<string, Uint8Array>): void;
  },
  test: (published: PublishedFolder) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "made-up-" });
  try {
    const files = await publish(request, source, CODE);
    change?.(files);
    for (const sub of ["lock", "paper"]) await Deno.mkdir(`${folder}/${sub}`);
    for (const [path, bytes] of files) await Deno.writeFile(`${folder}/${path}`, bytes);
    await test((await PublishedFolder.open(new URL(`file://${folder}/`)))!);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
