// Adam as Keras' ResourceApplyAdam does it, docs/protocol.md, section 5.

/** One step on p[0..n), n rounded up to a multiple of 4 (padding of zeros stays zero); rest1 = 1 - beta1, rest2 = 1 - beta2. */
export function adam_f32(p: usize, g: usize, m: usize, v: usize, n: i32, alpha: f32, rest1: f32, rest2: f32, epsilon: f32): void {
  const one_b1 = f32x4.splat(rest1), one_b2 = f32x4.splat(rest2), tiny = f32x4.splat(epsilon);
  const rate = f32x4.splat(alpha), end = n << 2;
  for (let k = 0; k < end; k += 16) {
    const d = v128.load(g + k);
    let a = v128.load(m + k), b = v128.load(v + k);
    a = f32x4.add(a, f32x4.mul(f32x4.sub(d, a), one_b1));
    b = f32x4.add(b, f32x4.mul(f32x4.sub(f32x4.mul(d, d), b), one_b2));
    v128.store(m + k, a);
    v128.store(v + k, b);
    const step = f32x4.div(f32x4.mul(a, rate), f32x4.add(f32x4.sqrt(b), tiny));
    v128.store(p + k, f32x4.sub(v128.load(p + k), step));
  }
}
