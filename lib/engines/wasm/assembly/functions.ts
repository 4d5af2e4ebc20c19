// The elementary functions before their one rounding to float32: conformance compares these, since rounding hides
// most differences. Networks use the rounded forms inside larger kernels.
import { exp_f64x2, log_f64x2, tanh_f64x2 } from "./elementary";

/** out[k] = exp(x[k]) as float64, x float32 in [-105, 90], k < n, n even. */
export function exp_f64(out: usize, x: usize, n: i32): void {
  for (let k = 0; k < n; k += 2) v128.store(out + (k << 3), exp_f64x2(f64x2.promote_low_f32x4(v128.load64_zero(x + (k << 2)))));
}

/** out[k] = log(x[k]) as float64, x finite float32 > 0, k < n, n even. */
export function log_f64(out: usize, x: usize, n: i32): void {
  for (let k = 0; k < n; k += 2) v128.store(out + (k << 3), log_f64x2(f64x2.promote_low_f32x4(v128.load64_zero(x + (k << 2)))));
}

/** out[k] = tanh(x[k]) as float64, x float32 in [-9.0625, 9.0625], k < n, n even. */
export function tanh_f64(out: usize, x: usize, n: i32): void {
  for (let k = 0; k < n; k += 2) v128.store(out + (k << 3), tanh_f64x2(f64x2.promote_low_f32x4(v128.load64_zero(x + (k << 2)))));
}
