/** Reading an archive's stream in pieces of wanted lengths, within a limit. */

/** Bytes of a stream in order. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #most: number;
  #rest: Uint8Array = new Uint8Array();
  #seen = 0;

  /**
   * @param stream Bytes in chunks of any length; let go of once no more are wanted.
   * @param most Bytes that the stream may have in all.
   */
  constructor(stream: AsyncIterable<Uint8Array>, most: number) {
    this.#source = stream[Symbol.asyncIterator]();
    this.#most = most;
  }

  /**
   * The next bytes. No more memory is taken than the stream really fills, whatever a header promises.
   *
   * @param length How many; fewer are returned at the end of the stream only.
   * @throws {RangeError} if the stream is longer than it may be.
   */
  async read(length: number): Promise<Uint8Array<ArrayBuffer>> {
    const chunks: Uint8Array[] = [];
    let missing = length;
    while (missing > 0 && await this.#fill()) {
      const chunk = this.#rest.subarray(0, missing);
      this.#rest = this.#rest.subarray(chunk.length);
      chunks.push(chunk);
      missing -= chunk.length;
    }
    const bytes = new Uint8Array(length - missing);
    let at = 0;
    for (const chunk of chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytes;
  }

  /** Lets go of the stream. */
  async cancel(): Promise<void> {
    await this.#source.return?.();
  }

  async #fill(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const { done, value } = await this.#source.next();
      if (done) return false;
      this.#rest = value;
      this.#seen += value.length;
      if (this.#seen > this.#most) {
        throw new RangeError(
          `Cannot read archive: its content must be at most ${this.#most} bytes, a hundred times its file, ` +
            `current value is more`,
        );
      }
    }
    return true;
  }
}
