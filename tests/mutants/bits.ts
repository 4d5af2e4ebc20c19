/** Faults in what makes bytes comparable. */
import type { Mutant } from "./mutants.ts";

/** Canonical text, elementary functions, random numbers, tensors. */
export const BITS: readonly Mutant[] = [
  {
    file: "lib/bits/canonical.ts",
    text: "const fields = keys.sort().map(",
    replacement: "const fields = keys.map(",
    why: "equal objects would have different keys by the order of their fields",
  },
  {
    file: "lib/bits/canonical.ts",
    text: "  ancestors.delete(value);\n",
    replacement: "",
    why: "one object in two places would be refused as a cycle",
  },
  {
    file: "lib/bits/canonical.ts",
    text: "=== value.length + 1;",
    replacement: ">= value.length + 1;",
    why: "an array's own fields would be forgotten",
  },
  {
    file: "lib/bits/canonical.ts",
    text: "if (Object.is(value, -0))",
    replacement: "if (value === -0)",
    why: "zero would be refused",
  },
  {
    file: "lib/bits/elementary.ts",
    text: "const c = x > 9.0625 ? 9.0625",
    replacement: "const c = x > 9 ? 9",
    why: "tanh would end below 1",
  },
  {
    file: "lib/bits/elementary.ts",
    text: "q = q * r + 0.6931471805482127;",
    replacement: "q = q * r + 0.6931471805599453;",
    why: "exp would have the textbook's coefficient, and other bits",
  },
  {
    file: "lib/bits/elementary.ts",
    text: "const tail = 2 * sLow + s * (z * atanhTail(z));",
    replacement: "const tail = 2 * sLow + s * z * atanhTail(z);",
    why: "the order of a product decides last bits of a logarithm",
  },
  {
    file: "lib/bits/elementary.ts",
    text: "return sumOfThree(k * 0.6931471805598903, high, k * 5.497923018708371e-14 + logLow);",
    replacement: "return sumOfThree(k * 0.6931471805599453, high, logLow);",
    why: "log would lose the lower part of ln 2",
  },
  {
    file: "lib/bits/elementary.ts",
    text:
      "const tail = productError(high, 1.4426950408889634, product) + high * 2.0355273740931033e-17 +",
    replacement: "const tail = productError(high, 1.4426950408889634, product) +",
    why: "log2 would lose the lower part of 1 / ln 2",
  },
  {
    file: "lib/bits/elementary.ts",
    text: "const error = high === 0 ? 0 : low - (sum - high);",
    replacement:
      "const error = low - (sum - high) + 0 * high;\n  if (high !== 0) return sum + tail;",
    why: "the rounding of a sum would be dropped",
  },
  {
    file: "lib/bits/random.ts",
    text: "for (let round = 0; round < 10; round++)",
    replacement: "for (let round = 0; round < 9; round++)",
    why: "Philox has ten rounds",
  },
  {
    file: "lib/bits/random.ts",
    text: "if (counter[0] === 0) counter[1]++;",
    replacement: "if (counter[0] === 1) counter[1]++;",
    why: "the carry of the block counter would come a block late",
  },
  {
    file: "lib/bits/random.ts",
    text: "while (low < threshold) {",
    replacement: "while (low <= threshold) {",
    why: "a draw would be rejected that need not be",
  },
  {
    file: "lib/bits/random.ts",
    text: "for (let i = n - 1; i > 0; i--) {",
    replacement: "for (let i = n - 1; i >= 0; i--) {",
    why: "a permutation would take a word more of its stream",
  },
  {
    file: "lib/bits/random.ts",
    text: "const high = this.u32() >>> 5;\n    const low = this.u32() >>> 6;",
    replacement: "const low = this.u32() >>> 6;\n    const high = this.u32() >>> 5;",
    why: "a unit draw would take its words in the other order",
  },
  {
    file: "lib/bits/safetensors.ts",
    text: "b.itemSize - a.itemSize || (a.name < b.name ? -1 : 1)",
    replacement: "a.name < b.name ? -1 : 1",
    why: "wide elements would lie unaligned",
  },
  {
    file: "lib/bits/safetensors.ts",
    text: "if (begin !== position || end > body.length) {",
    replacement: "if (begin < position || end > body.length) {",
    why: "a gap between tensors would hide bytes",
  },
  {
    file: "lib/bits/safetensors.ts",
    text: "if (position !== body.length) {",
    replacement: "if (position > body.length) {",
    why: "bytes behind the last tensor would be ignored",
  },
  {
    file: "lib/bits/safetensors.ts",
    text: "const padded = Math.ceil(text.length / 8) * 8;",
    replacement:
      "const padded = Math.ceil(text.length / 8) * 8 + 8 * Number(text.length % 8 === 0);",
    why: "a header of whole words would be padded by another one",
  },
  {
    file: "lib/bits/tensor.ts",
    text: "|| axis < 0 ||",
    replacement: "|| axis <= 0 ||",
    why: "empty tensors would be refused",
    tests: ["tests/bits"],
  },
];
