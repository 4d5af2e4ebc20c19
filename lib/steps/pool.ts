/**
 * A pool of workers that run jobs, one at a time each, lowest rank first.
 *
 * @module
 */
import type { Json } from "../bits/canonical.ts";

/** What a worker is asked to do: one pass over steps with the same inputs. */
export interface Job {
  /** Kind and parameters of each step whose outputs are wanted. */
  readonly steps: readonly { readonly kind: string; readonly params: Json }[];
  readonly inputs: Readonly<Record<string, Uint8Array>>;
}

/** Outputs of each step of a job, in its order. */
export type JobResult = readonly Readonly<Record<string, Uint8Array>>[];

/** What a worker posts: a result with the seconds it took, or a message of an error. */
export type Reply = { readonly result: JobResult; readonly seconds: number } | {
  readonly error: string;
};

interface Waiting {
  readonly load: () => Promise<Job>;
  readonly rank: number;
  readonly settle: { resolve(reply: Done): void; reject(error: Error): void };
}

/** A job's result and the seconds of its worker. */
export interface Done {
  readonly result: JobResult;
  readonly seconds: number;
}

/**
 * Permissions of workers that only read: code of packages that draw can neither write nor look at the environment. They
 * need the runtime's worker options, which deno.json of this project turns on.
 */
const CONFINED = {
  ...{ read: "inherit", write: false, env: false, net: false, run: false, ffi: false, sys: false },
} as const;

/** Workers of one module; they start when first needed. */
export class WorkerPool {
  readonly #url: URL;
  readonly #size: number;
  readonly #options: WorkerOptions;
  readonly #idle: Worker[] = [];
  readonly #all: Worker[] = [];
  readonly #queue: Waiting[] = [];
  #closed = false;

  /**
   * @param url Module that answers each message of type {@linkcode Job} with one {@linkcode Reply}.
   * @param size Number of workers, at least 1.
   * @param confined Whether they may read and do nothing else. Where worker options are off, the process would end.
   * @throws {RangeError} If the size is another number.
   */
  constructor(url: URL, size: number, confined = false) {
    if (!(Number.isSafeInteger(size) && size >= 1)) {
      throw new RangeError(
        `Cannot start workers: their number must be a whole number of at least 1, current value is ${size}`,
      );
    }
    this.#url = url;
    this.#size = size;
    const permissions = confined && { deno: { permissions: CONFINED } };
    this.#options = { type: "module", ...permissions } as WorkerOptions;
  }

  /**
   * Runs a job on the next free worker.
   *
   * @param load Gives the job when a worker is free for it: jobs that wait take no memory.
   * @throws {Error} If the job cannot be loaded, the worker says so or ends, or the pool is closed.
   */
  run(load: () => Promise<Job>, rank: number): Promise<Done> {
    // What is left of a run that failed goes on asking.
    if (this.#closed) {
      return Promise.reject(
        new Error("Cannot run a job: pool must be open, current value is closed"),
      );
    }
    return new Promise((resolve, reject) => {
      this.#queue.push({ load, rank, settle: { resolve, reject } });
      this.#dispatch();
    });
  }

  /** Ends all workers; a busy one's job, and those that wait, are never answered. */
  close(): void {
    this.#closed = true;
    for (const worker of this.#all) worker.terminate();
    this.#all.length = this.#idle.length = 0;
  }

  #dispatch(): void {
    while (this.#queue.length > 0) {
      const worker = this.#idle.pop() ?? this.#start();
      if (worker === undefined) return;
      this.#assign(worker, this.#next());
    }
  }

  #start(): Worker | undefined {
    if (this.#all.length === this.#size) return undefined;
    const worker = new Worker(this.#url, this.#options);
    this.#all.push(worker);
    return worker;
  }

  /** Takes the waiting job of the lowest rank, the oldest among equals. */
  #next(): Waiting {
    let best = 0;
    this.#queue.forEach(({ rank }, k) => {
      if (rank < this.#queue[best].rank) best = k;
    });
    return this.#queue.splice(best, 1)[0];
  }

  #assign(worker: Worker, { load, settle }: Waiting): void {
    const free = () => {
      this.#idle.push(worker);
      this.#dispatch();
    };
    worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      free();
      if ("error" in data) settle.reject(new Error(data.error));
      else settle.resolve(data);
    };
    worker.onerror = (event) => {
      // Without this the error would end the whole process.
      event.preventDefault();
      this.#all.splice(this.#all.indexOf(worker), 1);
      worker.terminate();
      settle.reject(new Error(event.message));
      this.#dispatch();
    };
    load().then((job) => worker.postMessage(job)).catch((error) => {
      free();
      settle.reject(error);
    });
  }
}
