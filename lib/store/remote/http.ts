/**
 * Objects of a remote cache over HTTP, as Bazel's protocol has them: `GET`, `HEAD` and `PUT` of `/cas/<sha256>` and
 * `/ac/<key>`. A plain web server that takes files will do.
 *
 * What comes is bytes and no more: who asks proves them. Nothing that a server does takes longer, or more memory, than is
 * allowed here.
 */
import { type ObjectFolder, objectName } from "../path.ts";
import { printable } from "../../bits/printable.ts";
import type { RemoteAddress } from "./address.ts";

/** How patient a client is. */
export interface Patience {
  /** Milliseconds until an answer begins, and between two pieces of it. */
  readonly idle: number;
  /** Bytes that a second brings at least, of any answer that takes longer than `idle`. */
  readonly pace: number;
  /** Milliseconds before each new attempt. */
  readonly backoff: readonly number[];
  /** Requests under way at a time. */
  readonly atOnce: number;
  /** Requests in a row that fail in all attempts before the remote is taken for dead. */
  readonly failures: number;
}

const PATIENCE: Patience = {
  ...{ idle: 10_000, pace: 50_000, backoff: [200, 1000, 4000], atOnce: 16, failures: 3 },
};

/** Redirects that are followed. */
const MOST_REDIRECTS = 3;

/** The remote does not answer as it should; another time it may. */
export class RemoteError extends Error {
  override readonly name = "RemoteError";
}

/** The remote has answered, and what it said cannot be what was asked for. */
export class WrongAnswerError extends Error {
  override readonly name = "WrongAnswerError";
}

/** A client of one remote cache. */
export class HttpCache {
  readonly #address: RemoteAddress;
  readonly #patience: Patience;
  readonly #waiting: (() => void)[] = [];
  #free: number;
  #failed = 0;

  constructor(address: RemoteAddress, patience: Partial<Patience> = {}) {
    this.#address = address;
    this.#patience = { ...PATIENCE, ...patience };
    this.#free = this.#patience.atOnce;
  }

  /** Whether it has failed so often that it is not asked any more. */
  get isDead(): boolean {
    return this.#failed >= this.#patience.failures;
  }

  /**
   * The bytes of an object.
   *
   * @param most Bytes that it may have.
   * @returns Undefined if the remote has none.
   * @throws {WrongAnswerError} If it is longer.
   * @throws {RemoteError} If the remote does not answer.
   */
  get(folder: ObjectFolder, name: string, most: number): Promise<Uint8Array | undefined> {
    return this.#tried("GET", folder, name, async (response, alive) => {
      if (response.status === 404) return undefined;
      return await this.#body(response, most, alive);
    });
  }

  /**
   * Whether the remote says that it has an object.
   *
   * @throws {RemoteError} If it does not answer.
   */
  has(folder: ObjectFolder, name: string): Promise<boolean> {
    return this.#tried("HEAD", folder, name, ({ status }) => Promise.resolve(status !== 404));
  }

  /**
   * Sends an object.
   *
   * @throws {RemoteError} If the remote does not take it.
   */
  async put(folder: ObjectFolder, name: string, bytes: Uint8Array): Promise<void> {
    await this.#tried("PUT", folder, name, () => Promise.resolve(), bytes);
  }

  async #tried<T>(
    method: string,
    folder: ObjectFolder,
    name: string,
    read: (response: Response, alive: () => void) => Promise<T>,
    body?: Uint8Array,
  ): Promise<T> {
    const url = `${this.#address.url}/${objectName(folder, name)}`;
    await this.#enter();
    try {
      for (let attempt = 0;; attempt++) {
        if (this.isDead) throw new RemoteError("it has failed too often");
        try {
          const result = await this.#once(method, url, read, body);
          this.#failed = 0;
          return result;
        } catch (error) {
          if (error instanceof WrongAnswerError) throw error;
          const pause = isFinal(error) ? undefined : this.#patience.backoff[attempt];
          if (pause === undefined) {
            // Who is not let in will not be let in for another object either.
            this.#failed = isClosed(error) ? this.#patience.failures : this.#failed + 1;
            throw new RemoteError(printable((error as Error).message), { cause: error });
          }
          await new Promise((resolve) => setTimeout(resolve, pause));
        }
      }
    } finally {
      this.#leave();
    }
  }

  async #once<T>(
    method: string,
    url: string,
    read: (response: Response, alive: () => void) => Promise<T>,
    body?: Uint8Array,
  ): Promise<T> {
    const abort = new AbortController(), { idle, pace } = this.#patience;
    const stop = () => abort.abort(new Error(`it was silent for ${idle / 1000} s`));
    let timer = setTimeout(stop, idle + 1000 * (body?.length ?? 0) / pace);
    const alive = () => {
      clearTimeout(timer);
      timer = setTimeout(stop, idle);
    };
    try {
      const response = await this.#followed(method, url, abort.signal, body);
      alive();
      try {
        if (!isAnswer(method, response.status)) throw new StatusError(method, response.status);
        return await read(response, alive);
      } finally {
        await response.body?.cancel().catch(() => {});
      }
    } finally {
      clearTimeout(timer);
    }
  }

  async #followed(
    method: string,
    first: string,
    signal: AbortSignal,
    body?: Uint8Array,
  ): Promise<Response> {
    const { url: own, authorization } = this.#address;
    let url = new URL(first);
    for (let redirects = 0;; redirects++) {
      const isOwn = url.origin === new URL(own).origin;
      const headers: Record<string, string> = { "accept-encoding": "identity" };
      if (isOwn && authorization !== undefined) headers.authorization = authorization;
      const sent = body as Uint8Array<ArrayBuffer> | undefined;
      const response = await fetch(url, {
        ...{ method, headers, signal, redirect: "manual" as const },
        ...(sent && { body: sent }),
      });
      const to = response.status >= 300 && response.status < 400
        ? URL.parse(response.headers.get("location") ?? "", url)
        : undefined;
      if (to === undefined) return response;
      await response.body?.cancel();
      url = this.#allowed(method, url, to, redirects);
    }
  }

  #allowed(method: string, from: URL, to: URL | null, redirects: number): URL {
    const fault = to === null
      ? "nowhere"
      : method === "PUT"
      ? "elsewhere what was to be stored"
      : redirects === MOST_REDIRECTS
      ? `more than ${MOST_REDIRECTS} times`
      : to.protocol !== from.protocol && to.protocol !== "https:"
      ? `to ${to.protocol}`
      : undefined;
    if (fault === undefined) return to!;
    throw new WrongAnswerError(`redirected ${fault}`);
  }

  async #body(response: Response, most: number, alive: () => void): Promise<Uint8Array> {
    const promised = Number(response.headers.get("content-length") ?? 0);
    if (promised > most) throw new WrongAnswerError(`${promised} bytes long, more than ${most}`);
    const chunks: Uint8Array[] = [], start = performance.now(), { idle, pace } = this.#patience;
    let length = 0;
    for await (const chunk of response.body ?? []) {
      alive();
      chunks.push(chunk);
      length += chunk.length;
      if (length > most) throw new WrongAnswerError(`more than ${most} bytes long`);
      const seconds = (performance.now() - start - idle) / 1000;
      if (seconds > 0 && length < seconds * pace) {
        throw new Error(`it sent less than ${pace} bytes a second`);
      }
    }
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const chunk of chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytes;
  }

  async #enter(): Promise<void> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free++;
    else next();
  }
}

/** An answer that is neither the object nor that there is none. */
class StatusError extends Error {
  readonly isFinal: boolean;
  readonly isClosed: boolean;

  constructor(method: string, status: number) {
    super(`it answers ${method} with status ${status}`);
    this.isClosed = [401, 403, 407].includes(status);
    // Too many requests, a time-out, a fault of the server: later it may be another one.
    this.isFinal = status < 500 && status !== 429 && status !== 408;
  }
}

function isFinal(error: unknown): boolean {
  return error instanceof StatusError && error.isFinal;
}

function isClosed(error: unknown): boolean {
  return error instanceof StatusError && error.isClosed;
}

function isAnswer(method: string, status: number): boolean {
  const isDone = status === 200 || (method === "PUT" && (status === 201 || status === 204));
  return isDone || (method !== "PUT" && status === 404);
}
