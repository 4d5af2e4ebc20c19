// States that are no byte codes (docs/protocol.md, sections 8 and 12): row r of a layer lies `step` bytes after row
// r - 1.

/** codes[c] = (largest code of the row) - codes[c], in place: quantised logits up to a common shift. */
export function row_maximum_codes_u8(states: usize, step: i32, rows: i32, classes: i32): void {
  for (let r = 0; r < rows; r++, states += step) {
    let most: u32 = 0;
    for (let c = 0; c < classes; c++) most = max(most, <u32>load<u8>(states + c));
    for (let c = 0; c < classes; c++) store<u8>(states + c, most - load<u8>(states + c));
  }
}

/** states[r * step] = round-half-even((x[r] - lo) bins / span) as u16: the released estimator's bin, 0..bins. */
export function binned_u16(states: usize, step: i32, x: usize, rows: i32, lo: f32, span: f32, bins: f32): void {
  for (let r = 0; r < rows; r++, states += step) {
    store<u16>(states, <u16>nearest<f32>((load<f32>(x + (r << 2)) - lo) * bins / span));
  }
}

/** states[r * step] = bit pattern of x[r]. */
export function bits_u32(states: usize, step: i32, x: usize, rows: i32): void {
  for (let r = 0; r < rows; r++, states += step) store<u32>(states, load<u32>(x + (r << 2)));
}

/** out[c][r] = z[c][r] - largest z of the row: logits up to a common shift. */
export function row_maximum_shift_f32(out: usize, z: usize, rows: i32, classes: i32): void {
  const row = rows << 2, end = classes * row;
  for (let r = 0; r < row; r += 16) {
    let most = v128.load(z + r);
    for (let c = row; c < end; c += row) most = f32x4.pmax(most, v128.load(z + r + c));
    for (let c = 0; c < end; c += row) v128.store(out + r + c, f32x4.sub(v128.load(z + r + c), most));
  }
}

/** As binned_u16 for 2^32 bins: the difference in float32, the rest in float64, the bin as the bits of a float64. */
export function binned_f64(states: usize, step: i32, x: usize, rows: i32, lo: f32, span: f32, bins: f64): void {
  for (let r = 0; r < rows; r++, states += step) {
    store<f64>(states, nearest<f64>(<f64>(load<f32>(x + (r << 2)) - lo) * bins / <f64>span));
  }
}
