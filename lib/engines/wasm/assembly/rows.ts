// Rows of the data set: shuffling (lib/bits/random.ts is the contract) and gathering into batches.

/** Word `lane` of the current Philox4x32-10 block; the block is recomputed by next_block(). */
let w0: u32 = 0, w1: u32 = 0, w2: u32 = 0, w3: u32 = 0;

/** Philox4x32-10 (Salmon et al. 2011, Random123) of counter (index, c2, c3) under key (k0, k1). */
// @ts-ignore: decorator
@inline
function next_block(index: u32, c2: u32, c3: u32, k0: u32, k1: u32): void {
  let a = index, b: u32 = 0, c = c2, d = c3;
  for (let round = 0; round < 10; round++) {
    const p = <u64>a * 0xD2511F53, q = <u64>c * 0xCD9E8D57;
    a = <u32>(q >> 32) ^ b ^ k0; b = <u32>q;
    c = <u32>(p >> 32) ^ d ^ k1; d = <u32>p;
    k0 += 0x9E3779B9; k1 += 0xBB67AE85;
  }
  w0 = a; w1 = b; w2 = c; w3 = d;
}

/** Fisher-Yates permutation of 0..n-1 from the stream (k0, k1, c2, c3), n < 2^31. */
export function permutation_u32(out: usize, n: i32, k0: u32, k1: u32, c2: u32, c3: u32): void {
  for (let i = 0; i < n; i++) store<u32>(out + (i << 2), i);
  let index: u32 = 0, lane = 4;
  for (let i = n - 1; i > 0; i--) {
    const bound = <u32>(i + 1);
    let product: u64, threshold: u32 = 0, known = false;
    do {
      if (lane == 4) { next_block(index++, c2, c3, k0, k1); lane = 0; }
      const word = lane < 2 ? (lane == 0 ? w0 : w1) : (lane == 2 ? w2 : w3);
      lane++;
      product = <u64>word * bound;
      if (<u32>product >= bound) break;
      if (!known) { threshold = (0 - bound) % bound; known = true; }
    } while (<u32>product < threshold);
    const j = <usize>(product >> 32) << 2, at = <usize>i << 2;
    const t = load<u32>(out + at);
    store<u32>(out + at, load<u32>(out + j));
    store<u32>(out + j, t);
  }
}

/** Offset of the table's row for batch row r; rows r >= size repeat row size - 1, so that no range changes. */
// @ts-ignore: decorator
@inline
function row_at(table: usize, width: i32, select: usize, r: i32, size: i32): usize {
  return table + <usize>load<i32>(select + (min(r, size - 1) << 2)) * width;
}

/**
 * out[k][r] = table[select[r]][k], k < columns: rows of a table become columns of a batch, in blocks of 4 x 4.
 * `columns` and `rows` are multiples of 4.
 */
export function gather_f32(out: usize, table: usize, columns: i32, select: usize, size: i32, rows: i32): void {
  const width = columns << 2, row = rows << 2;
  for (let r = 0; r < rows; r += 4, out += 16) {
    const t0 = row_at(table, width, select, r, size), t1 = row_at(table, width, select, r + 1, size);
    const t2 = row_at(table, width, select, r + 2, size), t3 = row_at(table, width, select, r + 3, size);
    let to = out;
    for (let k = 0; k < width; k += 16) {
      const a = v128.load(t0 + k), b = v128.load(t1 + k), c = v128.load(t2 + k), d = v128.load(t3 + k);
      const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5), AB = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
      const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5), CD = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<i64>(ab, cd, 0, 2)); to += row;
      v128.store(to, v128.shuffle<i64>(ab, cd, 1, 3)); to += row;
      v128.store(to, v128.shuffle<i64>(AB, CD, 0, 2)); to += row;
      v128.store(to, v128.shuffle<i64>(AB, CD, 1, 3)); to += row;
    }
  }
}

/** Row numbers of a batch: out[r] = table[order[r]], r < size, for labels and indices. */
export function gather_i32(out: usize, table: usize, select: usize, size: i32, rows: i32): void {
  for (let r = 0; r < rows; r++) store<i32>(out + (r << 2), load<i32>(table + (load<i32>(select + (min(r, size - 1) << 2)) << 2)));
}
