// Max pooling, 2 x 2 with stride 2, valid: a last odd line or column is in no window. Maps lie as y x channel row.

/** out[y][x][c] = largest of x[2 y][2 x][c], [2 y][2 x + 1], [2 y + 1][2 x], [2 y + 1][2 x + 1]. */
export function max_pool_f32(out: usize, x: usize, rows: i32, height: i32, width: i32, channels: i32): void {
  const pixel = channels * rows << 2, line = width * pixel;
  for (let y = 0; y + 1 < height; y += 2, x += 2 * line) {
    for (let k = 0; k + 1 < width; k += 2) {
      const p = x + k * pixel, q = p + line;
      for (let r = 0; r < pixel; r += 16, out += 16) {
        const top = f32x4.pmax(v128.load(p + r), v128.load(p + pixel + r));
        v128.store(out, f32x4.pmax(f32x4.pmax(top, v128.load(q + r)), v128.load(q + pixel + r)));
      }
    }
  }
}

/** The gradient d of a window's maximum to the first element, in scan order, that has it; 0 to all others. */
export function max_pool_backward_f32(g: usize, x: usize, d: usize, rows: i32, height: i32, width: i32, channels: i32): void {
  const pixel = channels * rows << 2, line = width * pixel;
  let y = 0;
  for (; y + 1 < height; y += 2, x += 2 * line, g += 2 * line) {
    let k = 0;
    for (; k + 1 < width; k += 2) {
      const p = x + k * pixel, q = p + line, gp = g + k * pixel, gq = gp + line;
      for (let r = 0; r < pixel; r += 16, d += 16) {
        const x0 = v128.load(p + r), x1 = v128.load(p + pixel + r), x2 = v128.load(q + r), x3 = v128.load(q + pixel + r);
        const m1 = f32x4.pmax(x0, x1), m2 = f32x4.pmax(m1, x2);
        const at3 = f32x4.lt(m2, x3), at2 = f32x4.lt(m1, x2), at1 = f32x4.lt(x0, x1);
        const d3 = v128.load(d), d2 = v128.andnot(d3, at3), d1 = v128.andnot(d2, at2);
        v128.store(gp + r, v128.andnot(d1, at1)); v128.store(gp + pixel + r, v128.and(d1, at1));
        v128.store(gq + r, v128.and(d2, at2)); v128.store(gq + pixel + r, v128.and(d3, at3));
      }
    }
    if (k < width) { memory.fill(g + k * pixel, 0, pixel); memory.fill(g + k * pixel + line, 0, pixel); }
  }
  if (y < height) memory.fill(g, 0, line);
}
