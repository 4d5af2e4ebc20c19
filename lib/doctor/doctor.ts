/**
 * The doctor, what this machine can do: the default engine and its conformance, TensorFlow.js's backends, CUDA, disk
 * (docs/architecture.md, section 6).
 *
 * @module
 */
import { type Adapter, findAdapter } from "../engines/tfjs/adapter.ts";
import { firstLine } from "../engines/tfjs/backend.ts";
import { type BackendName, BACKENDS, commandThatAdds } from "../engines/tfjs/packages.ts";
import { requireStoreFolder } from "../store/mod.ts";
import type { Conformance } from "../published/conformance.ts";
import type { Question, Trial } from "./backend_worker.ts";
import { type Cuda, cudaDevices, freeBytes, hasSimd } from "./machine.ts";
import { pace } from "./pace.ts";

/** The default engine's pace, or what keeps it from running. */
export type EngineReport = { readonly stepsPerSecond: number } | { readonly problem: string };

/** Whether this machine reproduces the published bits; `problem` names the first difference. */
export interface ConformanceReport {
  /** Digests that were compared. */
  readonly checked: number;
  readonly problem?: string;
}

/** A backend of TensorFlow.js: what its trial found, and the command that adds it where that would help. */
export type BackendReport = Trial & { readonly command?: string };

/** Everything that the doctor finds. */
export interface Report {
  readonly deno: string;
  readonly v8: string;
  /** Operating system and processor. */
  readonly platform: string;
  readonly cores: number;
  readonly simd: boolean;
  readonly cuda: Cuda;
  /** The device of WebGPU, if there is one. */
  readonly webgpu?: Adapter;
  /** `problem`: why the folder of the store cannot be one. */
  readonly disk: {
    readonly store: string;
    readonly freeBytes: number;
    readonly problem?: string;
  };
  readonly engine: EngineReport;
  readonly conformance: ConformanceReport;
  readonly backends: Readonly<Record<BackendName, BackendReport>>;
  /** Whether the default engine works, conformance holds and the store can be used. */
  readonly ok: boolean;
}

/** How a machine is examined. */
export interface Examination {
  /** Folder of the store; it need not exist. */
  readonly store: string;
  /** The committed digests. */
  readonly expected: Conformance;
  /** Length of each benchmark. */
  readonly seconds: number;
  /** Milliseconds, from any moment on. */
  readonly clock: () => number;
  /** Folder whose node_modules may hold TensorFlow.js's native packages; the project's own if absent. */
  readonly root?: URL;
}

const PROJECT = new URL("../../", import.meta.url);
const WORKER = new URL("./backend_worker.ts", import.meta.url);
/** Loading and a benchmark take a few seconds; what takes longer hangs. */
const LONGEST_TRIAL = 60_000;

/** Examines the machine, one part after the other so that no benchmark disturbs another. */
export async function examine(
  { store, expected, seconds, clock, root = PROJECT }: Examination,
): Promise<Report> {
  const engine = await tryEngine(seconds, clock);
  const conformance = await tryConformance(expected);
  const backends = {} as Record<BackendName, BackendReport>;
  for (const name of BACKENDS) {
    backends[name] = await tryBackend({ name, root: root.href, seconds });
  }
  const webgpu = await findAdapter();
  const disk = { store, freeBytes: await freeBytes(store), ...await storeProblem(store) };
  return {
    deno: Deno.version.deno,
    v8: Deno.version.v8,
    platform: `${Deno.build.os} ${Deno.build.arch}`,
    cores: navigator.hardwareConcurrency,
    simd: hasSimd(),
    cuda: await cudaDevices(),
    ...(webgpu && { webgpu }),
    ...{ disk, engine, conformance, backends },
    ok: [engine, conformance, disk].every((one) => !("problem" in one)),
  };
}

async function storeProblem(store: string): Promise<{ readonly problem?: string }> {
  return await requireStoreFolder(store).then(() => ({}), (error) => {
    return { problem: firstLine(error) };
  });
}

/** Imported only here: without SIMD the kernels do not even load, and that is for the doctor to say. */
async function tryEngine(seconds: number, clock: () => number): Promise<EngineReport> {
  try {
    const { engineStep, spreadBatch } = await import("./engine_step.ts");
    return { stepsPerSecond: await pace(engineStep(spreadBatch()), seconds, clock) };
  } catch (error) {
    return { problem: firstLine(error) };
  }
}

async function tryConformance(expected: Conformance): Promise<ConformanceReport> {
  const checked = Object.keys(expected).length;
  try {
    const { conformanceMismatch } = await import("../published/conformance.ts");
    const difference = conformanceMismatch(expected);
    if (difference === undefined) return { checked };
    const { id, expected: wanted, found } = difference;
    return { checked, problem: `${id} must be ${wanted}, current value is ${found}` };
  } catch (error) {
    return { checked, problem: firstLine(error) };
  }
}

async function tryBackend(question: Question): Promise<BackendReport> {
  const trial = await askWorker(question);
  return trial.state === "works" || trial.state === "no gpu"
    ? trial
    : { ...trial, command: commandThatAdds(question.name) };
}

function askWorker(question: Question): Promise<Trial> {
  const worker = new Worker(WORKER, { type: "module" });
  return new Promise<Trial>((resolve) => {
    const fail = (problem: string) => resolve({ state: "fails", problem });
    const timer = setTimeout(() => fail("no answer within a minute"), LONGEST_TRIAL);
    worker.onmessage = ({ data }: MessageEvent<Trial>) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      fail(event.message.split("\n")[0]);
    };
    worker.postMessage(question);
    Deno.unrefTimer(timer);
  }).finally(() => worker.terminate());
}
