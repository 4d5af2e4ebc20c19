/**
 * Curves of one repeat: information and accuracy at every recorded epoch.
 *
 * @module
 */
import { decodeTensors, encodeTensors, tensor } from "../../bits/safetensors.ts";

/** Curves over R recorded epochs and L layers; matrices are row-major R x L. */
export interface Curves {
  /** Recorded epochs, 0-based. */
  readonly epochs: Uint32Array;
  /** Number of layers. */
  readonly layers: number;
  /** I(X;T), bits. */
  readonly ixt: Float64Array;
  /** I(T;Y), bits. */
  readonly ity: Float64Array;
  /** Fraction of rows classified rightly in training, over the epoch. */
  readonly trainAccuracy: Float64Array;
  /** Fraction of rows classified rightly in test, after the epoch. */
  readonly testAccuracy: Float64Array;
}

/** Encodes curves as safetensors. */
export function encodeCurves(curves: Curves): Uint8Array {
  const shape = [curves.epochs.length, curves.layers];
  return encodeTensors({
    epochs: tensor(curves.epochs),
    ixt: tensor(curves.ixt, shape),
    ity: tensor(curves.ity, shape),
    train_accuracy: tensor(curves.trainAccuracy),
    test_accuracy: tensor(curves.testAccuracy),
  });
}

/** Decodes {@linkcode encodeCurves}. */
export function decodeCurves(bytes: Uint8Array): Curves {
  const { tensors } = decodeTensors(bytes);
  return {
    epochs: tensors.epochs.data as Uint32Array,
    layers: tensors.ixt.shape[1],
    ixt: tensors.ixt.data as Float64Array,
    ity: tensors.ity.data as Float64Array,
    trainAccuracy: tensors.train_accuracy.data as Float64Array,
    testAccuracy: tensors.test_accuracy.data as Float64Array,
  };
}
