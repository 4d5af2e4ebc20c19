import { assert, assertEquals } from "@std/assert";
import { expF32, log, log2, logF32, tanhF32 } from "../../lib/bits/elementary.ts";
import golden from "../golden/elementary.json" with { type: "json" };

type Row = readonly (string | number)[];

const floats = new Float32Array(1);
const bits = new Uint32Array(floats.buffer);

function fromBits(pattern: number): number {
  bits[0] = pattern;
  return floats[0]!;
}

function toBits(x: number): number {
  floats[0] = x;
  return bits[0]!;
}

function double(hex: string | number): number {
  return new DataView(new BigUint64Array([BigInt("0x" + hex)]).buffer).getFloat64(0, true);
}

/** Distance to the next number of larger magnitude, in a format of `precision` bits and exponents >= `lowest`. */
function ulp(x: number, precision: number, lowest: number): number {
  let unit = 1;
  const a = Math.abs(x);
  while (unit > a) unit /= 2;
  while (unit * 2 <= a) unit *= 2;
  for (let i = 1; i < precision; i++) unit /= 2;
  let smallest = 1;
  for (let i = 0; i > lowest; i--) smallest /= 2;
  return Math.max(unit, smallest);
}

/** Largest error in ULP of a float32 function over its golden rows. */
function largestError32(f: (x: number) => number, rows: readonly Row[]): number {
  return Math.max(...rows.map(([x, value]) => {
    const exact = double(value!);
    const error = Math.abs(f(fromBits(parseInt(String(x), 16))) - exact);
    return error / ulp(exact, 24, -149);
  }));
}

/** Largest error in ULP of a float64 function over its golden rows. */
function largestError64(f: (x: number) => number, rows: readonly Row[]): number {
  return Math.max(...rows.map(([x, value, rest]) => {
    const nearest = double(value!);
    return Math.abs((f(double(x!)) - nearest) / ulp(nearest, 53, -1074) - Number(rest));
  }));
}

// Bounds: what the exhaustive run over all float32 found (the table in lib/bits/elementary.ts), rounded up.
Deno.test("tanhF32() stays below 0.517 ULP", () => {
  assert(largestError32(tanhF32, golden.tanhF32) < 0.517);
});

Deno.test("expF32() stays below 0.5001 ULP", () => {
  assert(largestError32(expF32, golden.expF32) < 0.5001);
});

Deno.test("logF32() stays below 0.5001 ULP", () => {
  assert(largestError32(logF32, golden.logF32) < 0.5001);
});

// 0.54: half an ULP of the last rounding plus 2^-57 relative from the sum of two doubles.
Deno.test("log() and log2() stay below 0.54 ULP", () => {
  assert(largestError64(log, golden.log) < 0.54);
  assert(largestError64(log2, golden.log2) < 0.54);
});

Deno.test("tanhF32() keeps zeros, is odd and saturates at the documented argument", () => {
  assertEquals(toBits(tanhF32(0)), 0);
  assertEquals(toBits(tanhF32(-0)), 0x80000000);
  assertEquals(tanhF32(Infinity), 1);
  assertEquals(tanhF32(-Infinity), -1);
  assertEquals(tanhF32(NaN), NaN);
  assertEquals(tanhF32(fromBits(0x41103be1)), 1);
  assertEquals(tanhF32(fromBits(0x41103be0)), fromBits(0x3f7fffff));
  for (const x of [1e-45, 1e-40, 1e-10]) assertEquals(tanhF32(Math.fround(x)), Math.fround(x));
});

Deno.test("expF32() is exact at 0 and goes through subnormals to 0 and up to infinity", () => {
  assertEquals(expF32(0), 1);
  assertEquals(expF32(-0), 1);
  assertEquals(expF32(Infinity), Infinity);
  assertEquals(expF32(-Infinity), 0);
  assertEquals(expF32(NaN), NaN);
  assertEquals(expF32(fromBits(0x42b17217)), fromBits(0x7f7fff84));
  assertEquals(expF32(fromBits(0x42b17218)), Infinity);
  assertEquals(expF32(fromBits(0xc2cff1b4)), fromBits(1));
  assertEquals(expF32(fromBits(0xc2cff1b5)), 0);
});

Deno.test("logarithms are defined at 0, infinity, NaN and below 0", () => {
  for (const f of [logF32, log, log2]) {
    assertEquals(f(1), 0);
    assertEquals(f(0), -Infinity);
    assertEquals(f(-0), -Infinity);
    assertEquals(f(Infinity), Infinity);
    assertEquals(f(NaN), NaN);
    assertEquals(f(-1), NaN);
    assertEquals(f(-Infinity), NaN);
  }
});

Deno.test("log2() is exact at powers of two", () => {
  for (let k = 0, up = 1, down = 1; k < 1024; k++, up *= 2, down /= 2) {
    assertEquals(log2(up), k);
    assertEquals(log2(down), k === 0 ? 0 : -k);
  }
});

/** Count of falls of f over `length` consecutive float32 from the pattern `start`. */
function falls(f: (x: number) => number, start: number, length: number, sign: 1 | -1): number {
  let found = 0;
  let before = f(fromBits(start));
  for (let i = 1; i < length; i++) {
    const value = f(fromBits(start + i));
    if (!(sign * value >= sign * before)) found++;
    before = value;
  }
  return found;
}

Deno.test("float32 functions are monotone on consecutive floats", () => {
  // Around 2^-12, 0.173 and 0.52 (where exp changes k), 1, 4, and where tanh ends.
  for (const start of [0x397ff000, 0x3e316000, 0x3f050000, 0x3f7ff000, 0x407ff000, 0x41102000]) {
    assertEquals(falls(tanhF32, start, 20000, 1), 0);
    assertEquals(falls(logF32, start, 20000, 1), 0);
    assertEquals(falls(expF32, start, 20000, 1), 0);
    assertEquals(falls(expF32, start + 0x80000000, 20000, -1), 0);
  }
});

Deno.test("log() and log2() are monotone on consecutive doubles", () => {
  const x = new Float64Array(1);
  const pattern = new BigUint64Array(x.buffer);
  for (const start of [0.5, 0.7071, 0.9999, 1, 1.41, 3, 4095.99, 70000, 1e300, 1e-300]) {
    for (const f of [log, log2]) {
      x[0] = start;
      let before = -Infinity;
      for (let i = 0; i < 5000; i++, pattern[0]!++) {
        const value = f(x[0]!);
        assert(value >= before, `falls at ${x[0]}`);
        before = value;
      }
    }
  }
});

/** SHA-256 of the results, NaN as one pattern. */
async function digestOf(f: (x: number) => number, patterns: (i: number) => number, length: number) {
  const results = new Uint32Array(length);
  for (let i = 0; i < length; i++) {
    const value = f(fromBits(patterns(i)));
    results[i] = Number.isNaN(value) ? 0x7fc00000 : toBits(value);
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", results)).toHex();
}

/** A million patterns spread over all float32. */
const everywhere = (i: number) => Math.imul(i, 0x9e3779b1);
/** A million patterns from 2^-17 to 2^7, of both signs, where the functions are at work. */
const inside = (i: number) => (i << 31) | (0x37000000 + (everywhere(i) >>> 0) % 0x0c000000);

Deno.test("float32 functions give the golden bits", async () => {
  const digests = [];
  for (const f of [tanhF32, expF32, logF32]) {
    digests.push(await digestOf(f, everywhere, 1 << 20), await digestOf(f, inside, 1 << 20));
  }
  assertEquals(digests, [
    "d7d871039bcd54c07adfd671ff484e44eca058104cdca5925efcf98243a6d9be",
    "e85350074244f278f72d4eebb6ef11f6b584a160c8bc440171c6840b1cc431e7",
    "8bd47bbe9f28f1eae08a01014ffa75471b97aebd28851dc310bb1ddd1836c298",
    "517c0d3833c833aac28cb65ffb26745bda6556c587d355d7488a89b2c0c49958",
    "8695ebeca9b82b5b161710e87f0e54f8b930a1ae21e245e3d8357275eac1a1a2",
    "c730bc62cb35c4749b2d3c1604d3878197bfac2ab39afa7e162dcc983ae5a5e7",
  ]);
});

Deno.test("log() and log2() give the golden bits", async () => {
  const counts = Float64Array.from({ length: 70000 }, (_, i) => i + 1);
  const digests = [];
  for (const f of [log, log2]) {
    const digest = await crypto.subtle.digest("SHA-256", counts.map(f));
    digests.push(new Uint8Array(digest).toHex());
  }
  assertEquals(digests, [
    "d63788ca2a64032b0c51e929fa4a8ed27d9beda3938639c160904e7fd2061b6a",
    "68fa281b9f87654be1f995c3e4dfa27f559a8cb4d7024c64fb492d5130cc86fd",
  ]);
});
