import { assert, assertEquals } from "@std/assert";
import {
  type Files,
  fullFolders,
  homelessTests,
  importCycles,
  longFiles,
  readImports,
  upwardImports,
} from "./architecture.ts";

const ROOT = new URL("../../", import.meta.url);

/** Modules that load packages by names that they compute, so that a plain task downloads none of them. */
const COMPUTED = ["lib/data/mnist_files.ts", "lib/engines/tfjs/backend.ts"];

/** Faults of today, to be mended: whoever mends one takes its line away. */
const KNOWN: readonly string[] = [
