/** Faults in estimators that give numbers, in reading arrays, and in what measures with them. */
import type { Mutant } from "./mutants.ts";

const SPECIAL = ["tests/bits/special_test.ts"];
const MEASURED = ["tests/measured_test.ts"];

/** From an npy file to a plane. */
export const ESTIMATORS: readonly Mutant[] = [
  {
    file: "lib/bits/special.ts",
    text: "1.9082149292705877e-10",
    replacement: "1.9082149292705877e-9",
    why: "exp would be wrong in its last digits",
  },
  {
    file: "lib/bits/special.ts",
    text: "p = p * z - 1 / 252;",
    replacement: "p = p * z + 1 / 252;",
    why: "a term of digamma would have another sign",
    tests: SPECIAL,
  },
  {
    file: "lib/information/estimators/kde.ts",
    text: "const FARTHEST = 45;",
    replacement: "const FARTHEST = 4.5;",
    why: "pairs that count would be left out",
  },
  {
    file: "lib/information/estimators/kde.ts",
    text: "ofClass -= counts[k] * log(own[k] / size);",
    replacement: "ofClass -= counts[k] * log(own[k] / rows);",
    why: "densities within a class would be of all rows",
  },
  {
    file: "lib/information/estimators/grouped.ts",
    text: "distinct.clear();",
    replacement: "if (c === 0) distinct.clear();",
    why: "states of one class would be counted in another",
  },
  {
    file: "lib/information/estimators/knn.ts",
    text: "return (digamma(k) + digamma(n) - sum / n) * BITS;",
    replacement: "return (digamma(k + 1) + digamma(n) - sum / n) * BITS;",
    why: "KSG would be of another neighbour",
  },
  {
    file: "lib/information/estimators/knn.ts",
    text: "conditional += own.length / n * entropyOf(own, columns, k);",
    replacement: "conditional += entropyOf(own, columns, k) / 2;",
    why: "classes of other sizes would count alike",
  },
  {
    file: "lib/information/estimators/nearest.ts",
    text: "(count) => Number(count) + 1,",
    replacement: "(count) => Number(count),",
    why: "a row would not be among its own neighbours",
    tests: ["tests/information/estimators/knn_test.ts"],
  },
  {
    file: "lib/information/estimators/hashing.ts",
    text: "shift = share * width;",
    replacement: "shift = 0 * width;",
    why: "the ensemble of EDGE would not be shifted",
    tests: ["tests/information/estimators/hashing_test.ts"],
  },
  {
    file: "lib/information/estimators/edge.ts",
    text: "Math.max(Math.min(bits, cap), FLOOR)",
    replacement: "Math.min(bits, cap)",
    why: "buckets would have less than the authors give them",
  },
  {
    file: "lib/information/estimators/edge.ts",
    text: "* LN_2) * SMOOTHING;",
    replacement: "* LN_2);",
    why: "the second pass would have other bandwidths than the authors'",
  },
  {
    file: "lib/information/estimators/codes.ts",
    text: "rest === 0.5 && whole % 2 !== 0",
    replacement: "rest === 0.5",
    why: "halves would not be rounded to even",
  },
  {
    file: "lib/information/estimators/codes.ts",
    text: "if (edges[middle] <= x) from = middle + 1;",
    replacement: "if (edges[middle] < x) from = middle + 1;",
    why: "a value on an edge would be in the bin below",
  },
  {
    file: "lib/data/npy.ts",
    text: 'little: byteOrder !== ">"',
    replacement: 'little: byteOrder !== "<" || true',
    why: "the other byte order would be read as this one",
  },
  {
    file: "lib/data/zip.ts",
    text: "if (crc32(found) !== checksum) throw",
    replacement: "if (crc32(found) < 0) throw",
    why: "damaged contents would pass",
  },
  {
    file: "lib/data/activations.ts",
    text: "from = index * rows * units;",
    replacement: "from = 0 * index * rows * units;",
    why: "every epoch would be the first",
    tests: ["tests/data/activations_test.ts"],
  },
  {
    file: "lib/measured.ts",
    text: "params: { estimator, ...(isGlobal && { extent: shared.extent }) },",
    replacement: "params: { estimator },",
    why: "bins with global bounds would have none",
    tests: MEASURED,
  },
];
