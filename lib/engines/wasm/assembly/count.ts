// The kernel family of counting: which states occur, how often, in which class (docs/protocol.md, sections 8 and 12).
// Its TypeScript side is lib/information/counts.ts. The host owns all memory:
//   states    u64[rows][words]        codes of one row, zero padded
//   labels    u8[rows]                class of each row, < classes
//   table     u32[slots]              scratch; slots is a power of two, at least 2 and at least 2 rows
//   distinct  u64[rows][words]        out: the distinct states in the order of their first row
//   counts    u32[rows][1 + classes]  out: per distinct state its rows, then its rows of each class
// States are told apart by full comparison of their codes. The hash picks the slot where the search begins
// and nothing else: its multiplier changes the time, never the result (0 makes all states collide).

/** Where the search for a state begins; every bit of every word moves the upper bits of the product. */
// @ts-ignore: decorator
@inline
function mix(hash: u64, word: u64, multiplier: u64): u64 {
  return (rotl(hash, 32) ^ word) * multiplier;
}

// Loops: a row is too short to pay for a call of the bulk memory operations.

/** Sets the counts of a new state to zero. */
// @ts-ignore: decorator
@inline
function clear(at: usize, bytes: u32): void {
  for (let i: u32 = 0; i < bytes; i += 4) store<u32>(at + i, 0);
}

/** Copies a state. */
// @ts-ignore: decorator
@inline
function copy(to: usize, from: usize, bytes: u32): void {
  for (let i: u32 = 0; i < bytes; i += 8) store<u64>(to + i, load<u64>(from + i));
}

/** Adds one row to the counts of a state. */
// @ts-ignore: decorator
@inline
function increment(counts: usize, id: u32, stride: u32, label: u32): void {
  const at = counts + id * stride;
  const inClass = at + 4 + (label << 2);
  store<u32>(at, load<u32>(at) + 1);
  store<u32>(inClass, load<u32>(inClass) + 1);
}

/** Counts rows of one word. */
function count_words_1(
  states: usize, rows: u32, labels: usize, stride: u32,
  table: usize, slots: u32, distinct: usize, counts: usize, multiplier: u64,
): u32 {
  const mask = slots - 1, shift: u64 = 64 - ctz(slots);
  let found: u32 = 0;
  for (let r: u32 = 0; r < rows; r++) {
    const word = load<u64>(states + (r << 3));
    let slot = <u32>(mix(0, word, multiplier) >> shift);
    let entry = load<u32>(table + (slot << 2));
    while (entry != 0 && load<u64>(distinct + ((entry - 1) << 3)) != word) {
      slot = (slot + 1) & mask;
      entry = load<u32>(table + (slot << 2));
    }
    if (entry == 0) {
      store<u64>(distinct + (found << 3), word);
      clear(counts + found * stride, stride);
      entry = ++found;
      store<u32>(table + (slot << 2), entry);
    }
    increment(counts, entry - 1, stride, load<u8>(labels + r));
  }
  return found;
}

/** Counts rows of two words. */
function count_words_2(
  states: usize, rows: u32, labels: usize, stride: u32,
  table: usize, slots: u32, distinct: usize, counts: usize, multiplier: u64,
): u32 {
  const mask = slots - 1, shift: u64 = 64 - ctz(slots);
  let found: u32 = 0;
  for (let r: u32 = 0; r < rows; r++) {
    const first = load<u64>(states + (r << 4)), second = load<u64>(states + (r << 4), 8);
    let slot = <u32>(mix(mix(0, first, multiplier), second, multiplier) >> shift);
    let entry = load<u32>(table + (slot << 2));
    while (entry != 0) {
      const other = distinct + ((entry - 1) << 4);
      if (load<u64>(other) == first && load<u64>(other, 8) == second) break;
      slot = (slot + 1) & mask;
      entry = load<u32>(table + (slot << 2));
    }
    if (entry == 0) {
      store<u64>(distinct + (found << 4), first);
      store<u64>(distinct + (found << 4), second, 8);
      clear(counts + found * stride, stride);
      entry = ++found;
      store<u32>(table + (slot << 2), entry);
    }
    increment(counts, entry - 1, stride, load<u8>(labels + r));
  }
  return found;
}

/** Whether two states agree in every word. */
function equal(a: usize, b: usize, bytes: u32): bool {
  for (let i: u32 = 0; i < bytes; i += 8) {
    if (load<u64>(a + i) != load<u64>(b + i)) return false;
  }
  return true;
}

/** Counts rows of any number of words. */
function count_words_any(
  states: usize, words: u32, rows: u32, labels: usize, stride: u32,
  table: usize, slots: u32, distinct: usize, counts: usize, multiplier: u64,
): u32 {
  const mask = slots - 1, shift: u64 = 64 - ctz(slots), bytes = words << 3;
  let found: u32 = 0;
  for (let r: u32 = 0; r < rows; r++, states += bytes) {
    let hash: u64 = 0;
    for (let i: u32 = 0; i < bytes; i += 8) hash = mix(hash, load<u64>(states + i), multiplier);
    let slot = <u32>(hash >> shift);
    let entry = load<u32>(table + (slot << 2));
    while (entry != 0 && !equal(distinct + (entry - 1) * bytes, states, bytes)) {
      slot = (slot + 1) & mask;
      entry = load<u32>(table + (slot << 2));
    }
    if (entry == 0) {
      copy(distinct + found * bytes, states, bytes);
      clear(counts + found * stride, stride);
      entry = ++found;
      store<u32>(table + (slot << 2), entry);
    }
    increment(counts, entry - 1, stride, load<u8>(labels + r));
  }
  return found;
}

/** Fills `distinct` and `counts`; returns the number of distinct states. Clears the table itself. */
export function count_states(
  states: usize, words: u32, rows: u32, labels: usize, classes: u32,
  table: usize, slots: u32, distinct: usize, counts: usize, multiplier: u64,
): u32 {
  const stride = (1 + classes) << 2;
  memory.fill(table, 0, slots << 2);
  if (words == 1) return count_words_1(states, rows, labels, stride, table, slots, distinct, counts, multiplier);
  if (words == 2) return count_words_2(states, rows, labels, stride, table, slots, distinct, counts, multiplier);
  return count_words_any(states, words, rows, labels, stride, table, slots, distinct, counts, multiplier);
}

/**
 * Histogram of one column of the counts (0: all rows, 1 + y: class y) as u32 pairs (count, number of states),
 * ascending by count, without count 0; returns the number of pairs.
 *
 * scratch: u32[rows + 1] rounded up to a multiple of four; zeros before and after.
 */
export function count_histogram(counts: usize, states: u32, classes: u32, column: u32, scratch: usize, out: usize): u32 {
  const stride = (1 + classes) << 2;
  let most: u32 = 0;
  for (let s: u32 = 0, at = counts + (column << 2); s < states; s++, at += stride) {
    const count = load<u32>(at);
    most = max(most, count);
    store<u32>(scratch + (count << 2), load<u32>(scratch + (count << 2)) + 1);
  }
  store<u32>(scratch, 0);
  let pairs: u32 = 0;
  for (let block: u32 = 0; block <= most; block += 4) {
    const at = scratch + (block << 2);
    if (!v128.any_true(v128.load(at))) continue;
    for (let count = block; count < block + 4; count++) {
      const found = load<u32>(scratch + (count << 2));
      if (found == 0) continue;
      store<u32>(out + (pairs << 3), count);
      store<u32>(out + (pairs << 3), found, 4);
      pairs++;
    }
    v128.store(at, i32x4.splat(0));
  }
  return pairs;
}
