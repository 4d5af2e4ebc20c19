/** The files of the published lock, with what reads them. */
import { decodeExperimentLock, decodeLock } from "../../lib/published/lock/codec.ts";

const FOLDER = new URL("../../fixtures/lock/", import.meta.url);

/** The top file and one of an experiment, for whoever damages them. */
export async function lockTexts(): Promise<
  { bytes: Uint8Array; decode(b: Uint8Array): unknown }[]
> {
  return [
    { bytes: await Deno.readFile(new URL("lock.json", FOLDER)), decode: decodeLock },
    {
      bytes: await Deno.readFile(new URL("MNIST-Conv.json", FOLDER)),
      decode: decodeExperimentLock,
    },
  ];
}
