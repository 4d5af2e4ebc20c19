// States of the output layer (PROTOCOL section 12): rows of codes, `step` bytes apart.

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
