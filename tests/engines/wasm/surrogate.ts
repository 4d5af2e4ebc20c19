import type { DenseKernels } from "../../../lib/engines/wasm/kernels.ts";
import { f32 } from "../../../lib/engines/wasm/memory.ts";
import type { DenseNetwork } from "../../../lib/engines/wasm/network.ts";

/**
 * What fake quantisation is to its gradient: a clamp to the nudged range, [nmin, nmax]. A Tanh layer's range follows
 * the extremes of the batch, so its ends lie at fixed distances `below` and `above` from them (docs/protocol.md,
 * section 3).
 */
interface Clamp {
  readonly least: number;
  readonly most: number;
  readonly below: number;
  readonly above: number;
}

function clampOf(q: number): Clamp | null {
  if (q === 0) return null;
  const [min, max, , least, most] = f32(q, 8);
  return { least, most, below: least - min, above: most - max };
}

const clamp = (x: number, lo: number, hi: number) => Math.min(Math.max(x, lo), hi);

/** The engine's kernels with fake quantisation replaced by the clamp that its gradient is that of. */
export function surrogateKernels(kernels: DenseKernels): DenseKernels {
  return {
    ...kernels,
    fake_quantize_f32(out, x, n, q) {
      const [, , , least, most] = f32(q, 8), X = f32(x, n);
      f32(out, n).set(X.map((value) => clamp(value, least, most)));
    },
  };
}

/** A batch: rows of features, and their classes. */
export interface Batch {
  readonly x: readonly (readonly number[])[];
  readonly y: readonly number[];
}

interface SurrogateLayer {
  readonly inputs: number;
  readonly units: number;
  readonly activation: string;
  readonly kernelAt: number;
  readonly biasAt: number;
  readonly kernel: Clamp | null;
  readonly output: Clamp | null;
}

/** The loss as a function of all parameters in float64, the ranges (but for Tanh) held at those of the last pass. */
export class Surrogate {
  readonly #layers: readonly SurrogateLayer[];

  /** @param network After a forward pass in training mode. */
  constructor(network: DenseNetwork) {
    this.#layers = network.layers.map((layer) => ({
      inputs: layer.inputs,
      units: layer.units,
      activation: layer.activation,
      kernelAt: layer.kernel,
      biasAt: layer.bias,
      kernel: clampOf(layer.kernelQuantiser),
      output: clampOf(layer.quantiser),
    }));
  }

  /** Words of the parameter vector that hold parameters, not padding. */
  get words(): number[] {
    return this.#layers.flatMap(({ inputs, units, kernelAt, biasAt }) => [
      ...Array.from({ length: inputs * units }, (_, k) => kernelAt + k),
      ...Array.from({ length: units }, (_, k) => biasAt + k),
    ]);
  }

  /** Mean cross-entropy of a batch. */
  loss(parameters: Float64Array, { x, y }: Batch): number {
    let a: number[][] = x.map((row) => [...row]);
    for (const layer of this.#layers) a = activate(layer, affine(layer, parameters, a));
    const losses = a.map((z, r) => {
      const most = Math.max(...z), sum = z.reduce((s, value) => s + Math.exp(value - most), 0);
      return Math.log(sum) - (z[y[r]] - most);
    });
    return losses.reduce((s, value) => s + value, 0) / losses.length;
  }

  /** Central differences of the loss: by float64's 2^-52 and h = 1e-6 good to about 1e-9. */
  gradient(parameters: Float64Array, batch: Batch): Map<number, number> {
    const h = 1e-6, moved = parameters.slice();
    return new Map(this.words.map((k) => {
      moved[k] = parameters[k] + h;
      const up = this.loss(moved, batch);
      moved[k] = parameters[k] - h;
      const down = this.loss(moved, batch);
      moved[k] = parameters[k];
      return [k, (up - down) / (2 * h)];
    }));
  }
}

function affine(layer: SurrogateLayer, parameters: Float64Array, a: number[][]): number[][] {
  const { inputs, units, kernelAt, biasAt, kernel } = layer;
  const w = parameters.slice(kernelAt, kernelAt + inputs * units)
    .map((value) => kernel === null ? value : clamp(value, kernel.least, kernel.most));
  return a.map((row) =>
    Array.from({ length: units }, (_, o) => {
      const sum = row.reduce((s, value, i) => s + value * w[i * units + o], 0);
      return sum + parameters[biasAt + o];
    })
  );
}

function activate({ activation, output }: SurrogateLayer, z: number[][]): number[][] {
  const f = activation === "relu"
    ? (v: number) => Math.max(v, 0)
    : activation === "tanh"
    ? Math.tanh
    : (v: number) => v;
  const h = z.map((row) => row.map(f));
  if (output === null) return h;
  const all = h.flat(), tanh = activation === "tanh";
  const least = tanh ? Math.min(...all) + output.below : output.least;
  const most = tanh ? Math.max(...all) + output.above : output.most;
  return h.map((row) => row.map((v) => clamp(v, least, most)));
}
