/**
 * Tries one backend of TensorFlow.js in a worker of its own: two copies of TensorFlow.js share global state, and its
 * greetings are not for the reader.
 *
 * @module
 */
import { firstLine, loadBackend, NoGpu, NotInstalled } from "../engines/tfjs/backend.ts";
import type { BackendName } from "../engines/tfjs/packages.ts";
import { spreadBatch } from "./engine_step.ts";
import { pace } from "./pace.ts";
import { tfjsStep } from "./tfjs_step.ts";

/** What is asked of the worker. */
export interface Question {
  readonly name: BackendName;
  /** Folder whose node_modules may hold native packages. */
  readonly root: string;
  /** Length of the benchmark. */
  readonly seconds: number;
}

/** What a trial finds: the pace, or that nothing is installed, or that there is no GPU for it, or what is wrong. */
export type Trial =
  | {
    readonly state: "works";
    readonly version: string;
    readonly library?: string;
    readonly gpu: boolean;
    readonly stepsPerSecond: number;
  }
  | { readonly state: "missing" }
  | { readonly state: "no gpu"; readonly problem: string }
  | { readonly state: "fails"; readonly problem: string };

const scope = self as unknown as {
  onmessage: (event: MessageEvent<Question>) => void;
  postMessage(trial: Trial): void;
};

async function answer({ name, root, seconds }: Question): Promise<Trial> {
  try {
    const { tf, library, gpu } = await loadBackend(name, {
      root: new URL(root),
      // To say how slow it is.
      software: true,
    });
    const step = tfjsStep(tf, spreadBatch());
    const stepsPerSecond = await pace(step, seconds, () => performance.now());
    const behind = library === undefined ? {} : { library: `TensorFlow ${library}` };
    return { state: "works", version: tf.version_core, ...behind, gpu, stepsPerSecond };
  } catch (error) {
    if (error instanceof NotInstalled) return { state: "missing" };
    if (error instanceof NoGpu) return { state: "no gpu", problem: firstLine(error) };
    // The reason alone: the rest of the message is in the report anyway.
    return { state: "fails", problem: firstLine((error as Error).cause ?? error) };
  }
}

for (const level of ["log", "info", "warn", "error"] as const) console[level] = () => {};
scope.onmessage = async ({ data }) => scope.postMessage(await answer(data));
