/**
 * Costs of a run besides its steps, on the machine on which the rates of the kinds of steps were measured. Memory is the
 * maximum resident set size of the whole process as `/usr/bin/time -v` has it: 300 MB for smoke with one worker, 385 MB
 * with two, 470 MB for quick with two.
 *
 * @module
 */
import type { Rate } from "../plan/kinds.ts";

/** Of a kind of step that has no rate. */
export const OTHER: Rate = { seconds: 0.005, bytes: 0, fixed: 10_000 };

/**
 * Seconds of a pass over a segment besides its epochs, mostly of compiling: what the first segments of a small preset
 * took longer for each epoch than long ones.
 */
export const FIRST_PASS = 0.03;

/** Seconds from the end of a step until what it made is stored and those after it can start. */
export const LATENCY = 0.01;

/** Seconds of a run that computes anything: modules to load, workers to start, files to write. */
export const STARTUP = 0.4;

/** Bytes of the process without workers, and of each worker. */
export const MEMORY = { base: 170e6, worker: 150e6 } as const;

/** Bytes of an action entry without its parameters, and for each input. */
export const ENTRY = { base: 430, input: 80 } as const;
