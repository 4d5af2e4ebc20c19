// The kernel family of dense networks. The contract of every kernel (layouts, sizes, alignment) is lib/engines/wasm/kernels.ts.
export { affine_f32, affine_backward_input_f32, affine_backward_weights_f32 } from "./affine";
export { nudge_f32, fake_quantize_f32, codes_u8, range_f32, clip_gradient_f32, relu_backward_f32 } from "./quantize";
export { tanh_f32, tanh_backward_f32, range_gradient_f32 } from "./tanh";
export { softmax_f32, correct_f32, cross_entropy_f32 } from "./softmax";
export { adam_f32 } from "./adam";
export { permutation_u32, gather_f32, gather_i32 } from "./rows";
export { row_maximum_codes_u8, binned_u16, bits_u32, row_maximum_shift_f32, binned_f64 } from "./states";
export { exp_f64, log_f64, tanh_f64 } from "./functions";
