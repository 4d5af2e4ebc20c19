/**
 * What steps cost on one machine: the last resort of a prediction, where neither the store nor a calibration tells.
 *
 * Seconds and bytes are means over the entries that `reproduce fig2 fig3 --preset quick --jobs 2` and the paper
 * preset left in a store on two cores of a 2.1 GHz server (wasm engine, networks of figure 1 a); those of `train` and `measure` were
 * timed apart, by passes over 500 epochs with none, one and two measurements. Memory is the maximum resident set
 * size of the whole process as `/usr/bin/time -v` has it: 300 MB for smoke with one worker, 385 MB with two,
 * 470 MB for quick with two.
 *
 * @module
 */

/** Cost of one step: `seconds` and `bytes` for each unit of its work, `fixed` bytes whatever the work. */
export interface Rate {
  readonly seconds: number;
  readonly bytes: number;
  readonly fixed: number;
}

/** Rates by kind of step; a unit of work is an epoch where the step is a segment, else an input. */
export const RATES: Readonly<Record<string, Rate>> = {
  dataset: { seconds: 0.023, bytes: 0, fixed: 53_512 },
  split: { seconds: 0.002, bytes: 0, fixed: 16_528 },
  init: { seconds: 0.002, bytes: 0, fixed: 7_200 },
  train: { seconds: 0.0006, bytes: 33, fixed: 7_200 },
  measure: { seconds: 0.0001, bytes: 112, fixed: 0 },
  bounds: { seconds: 0.0001, bytes: 0, fixed: 200 },
  information: { seconds: 0.0015, bytes: 4_000, fixed: 0 },
  aggregate: { seconds: 0.003, bytes: 0, fixed: 366_000 },
  table: { seconds: 0.01, bytes: 0, fixed: 245_000 },
  svg: { seconds: 0.1, bytes: 0, fixed: 760_000 },
  png: { seconds: 0.25, bytes: 0, fixed: 390_000 },
  pdf: { seconds: 0.1, bytes: 0, fixed: 400_000 },
};

/** Rates that differ on MNIST, of dense networks and of those with convolutions; measured on the same server. */
export const IMAGE_RATES: Readonly<Record<"dense" | "convolution", typeof RATES>> = {
  dense: {
    dataset: { seconds: 0.6, bytes: 0, fixed: 31_900_000 },
    split: { seconds: 0.002, bytes: 0, fixed: 280_000 },
    init: { seconds: 0.03, bytes: 0, fixed: 157_000 },
    train: { seconds: 0.055, bytes: 65, fixed: 157_000 },
    measure: { seconds: 0.008, bytes: 2_200, fixed: 0 },
  },
  convolution: {
    dataset: { seconds: 0.6, bytes: 0, fixed: 31_900_000 },
    split: { seconds: 0.002, bytes: 0, fixed: 280_000 },
    init: { seconds: 0.03, bytes: 0, fixed: 14_000 },
    train: { seconds: 0.37, bytes: 65, fixed: 14_000 },
    measure: { seconds: 0.065, bytes: 3_000, fixed: 0 },
  },
};

/** Of a kind that is not in the table. */
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
