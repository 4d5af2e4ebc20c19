/**
 * The contract of the convolutional kernel family, 3 x 3 convolution (valid, stride 1) and 2 x 2 max pooling, and the
 * WebAssembly module that fulfils it.
 *
 * As in the dense family arguments are byte offsets into {@linkcode memory} and `rows` is a multiple of 8. A map of
 * height x width x channels lies batch in lanes: row r of channel c of pixel (y, x) at
 * `4 * (((y * width + x) * channels + c) * rows + r)`. So it is a matrix of units x rows whose units are in Keras' order of
 * flattening, and every kernel of the dense family works on it. Weights lie ky, kx, input, output, as in Keras.
 * `height` and `width` are those of the larger map, the input of a layer.
 *
 * @module
 */
import * as conv from "./conv.wasm";

/** What computes on maps; the twin in plain TypeScript is {@linkcode convReference}. */
export interface ConvKernels {
  /**
   * out[y][x][o] = max(floor, b[o] + sum of a[y + ky][x + kx][i] w[ky][kx][i][o]), ky, kx, i ascending in this order from
   * 0; out is (height - 2) x (width - 2) x outputs. Floor 0 is ReLU.
   */
  conv_f32(
    out: number,
    a: number,
    w: number,
    b: number,
    rows: number,
    height: number,
    width: number,
    inputs: number,
    outputs: number,
    floor: number,
  ): void;
  /** da[y][x][i] = sum of g[y - ky][x - kx][o] w[ky][kx][i][o], ky, kx, o ascending from 0, over the g there are. */
  conv_backward_input_f32(
    da: number,
    g: number,
    w: number,
    rows: number,
    height: number,
    width: number,
    inputs: number,
    outputs: number,
  ): void;
  /**
   * dw[ky][kx][i][o] = sum of a[y + ky][x + kx][i][r] g[y][x][o][r] and db[o] = sum of g[y][x][o][r]. Order: for each y
   * four partial sums, row r to partial r mod 4, x ascending and within it r; these are added up y ascending from 0; at
   * the end the four are folded (0 + 2) + (1 + 3). Rows of padding have g = 0 and add nothing.
   * `sums` is scratch: 16 bytes for each of (9 inputs + 1) outputs.
   */
  conv_backward_weights_f32(
    dw: number,
    db: number,
    sums: number,
    a: number,
    g: number,
    rows: number,
    height: number,
    width: number,
    inputs: number,
    outputs: number,
  ): void;
  /** Largest of each window of 2 x 2; floor(height / 2) x floor(width / 2) x channels: an odd end is in no window. */
  max_pool_f32(
    out: number,
    x: number,
    rows: number,
    height: number,
    width: number,
    channels: number,
  ): void;
  /**
   * g = gradient to x (the whole map is written): that of each window, d, to the first element in scan order that has the
   * maximum, 0 to all others.
   */
  max_pool_backward_f32(
    g: number,
    x: number,
    d: number,
    rows: number,
    height: number,
    width: number,
    channels: number,
  ): void;
  /**
   * Byte codes of what fake quantisation left: states[r step + u] = round(x[u][r] / scale) + quantised zero, the code of
   * `codes_u8`. The range must be [0, 0] or have a scale above 0 whose inverse is finite.
   */
  level_codes_u8(
    states: number,
    step: number,
    x: number,
    units: number,
    rows: number,
    q: number,
  ): void;
}

/** The default engine's kernels: AssemblyScript with 128-bit SIMD. */
export const convKernels: ConvKernels = conv;
