// Counting of wide states (docs/protocol.md, sections 8 and 12), which stay where they are: a distinct state is known
// by its first row. The TypeScript side is lib/information/wide_counts.ts. The host owns all memory:
//   states    u64[rows][words]        codes of one row, zero padded
//   labels    u8[rows]                class of each row, < classes
//   table     u32[slots]              scratch, all 0 before row 0; slots is a power of two, at least 2 and at least 2 rows
//   hashes    u64[rows]               scratch: hash of each distinct state
//   firsts    u32[rows]               out: first row of each distinct state
//   counts    u32[rows][1 + classes]  out: per distinct state its rows, then its rows of each class
// States are told apart by full comparison of their codes. The hash picks the slot where the search begins and passes
// over states of another hash: its multiplier changes the time, never the result (0 makes all states collide).

// @ts-ignore: decorator
@inline
function mix(hash: u64, word: u64, multiplier: u64): u64 {
  return (rotl(hash, 32) ^ word) * multiplier;
}

/** Four chains, so that no product waits for the one before. */
// @ts-ignore: decorator
@inline
function hash_of(at: usize, words: u32, multiplier: u64): u64 {
  let a: u64 = 0, b: u64 = 0, c: u64 = 0, d: u64 = 0, i: u32 = 0;
  for (; i + 4 <= words; i += 4, at += 32) {
    a = mix(a, load<u64>(at), multiplier); b = mix(b, load<u64>(at, 8), multiplier);
    c = mix(c, load<u64>(at, 16), multiplier); d = mix(d, load<u64>(at, 24), multiplier);
  }
  for (; i < words; i++, at += 8) a = mix(a, load<u64>(at), multiplier);
  return mix(mix(mix(a, b, multiplier), c, multiplier), d, multiplier);
}

/** Whether two states agree in every word. */
function equal(a: usize, b: usize, bytes: u32): bool {
  for (let i: u32 = 0; i < bytes; i += 8) {
    if (load<u64>(a + i) != load<u64>(b + i)) return false;
  }
  return true;
}

/** Counts rows `from` to `to` - 1 into what rows before them left, `found` states; returns the number of states. */
export function count_wide(
  states: usize, words: u32, from: u32, to: u32, labels: usize, classes: u32,
  table: usize, slots: u32, hashes: usize, firsts: usize, counts: usize, found: u32, multiplier: u64,
): u32 {
  const mask = slots - 1, shift: u64 = 64 - ctz(slots), bytes = words << 3, stride: u32 = (1 + classes) << 2;
  for (let r = from; r < to; r++) {
    const own = states + r * bytes, hash = hash_of(own, words, multiplier);
    let slot = <u32>(hash >> shift), entry = load<u32>(table + (slot << 2));
    while (entry != 0) {
      const id = entry - 1;
      if (load<u64>(hashes + (id << 3)) == hash && equal(states + load<u32>(firsts + (id << 2)) * bytes, own, bytes)) break;
      slot = (slot + 1) & mask;
      entry = load<u32>(table + (slot << 2));
    }
    if (entry == 0) {
      store<u64>(hashes + (found << 3), hash);
      store<u32>(firsts + (found << 2), r);
      for (let i: u32 = 0; i < stride; i += 4) store<u32>(counts + found * stride + i, 0);
      entry = ++found;
      store<u32>(table + (slot << 2), entry);
    }
    const at = counts + (entry - 1) * stride, in_class = at + 4 + (<usize>load<u8>(labels + r) << 2);
    store<u32>(at, load<u32>(at) + 1);
    store<u32>(in_class, load<u32>(in_class) + 1);
  }
  return found;
}
