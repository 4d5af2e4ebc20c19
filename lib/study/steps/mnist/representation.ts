/**
 * The representation of the classes by a layer of two neurons: its occupied states, and who is in them.
 *
 * @module
 */
import { decodeTensors, encodeTensors, tensor } from "../../../bits/safetensors.ts";

/** Which layer is shown, and when. */
export interface Representation {
  /** Tells it from estimators. */
  readonly kind: "representation";
  /** Counted from 1; it must have two neurons. */
  readonly layer: number;
  /** Epochs, 0-based; those that are not recorded, or of another segment, are left out. */
  readonly epochs: readonly number[];
}

/** Occupied states at some epochs: those of epoch e from row `offsets[e]` on, each once for every class in it. */
export interface Occupied {
  readonly epochs: Uint32Array;
  /** One more than epochs. */
  readonly offsets: Uint32Array;
  /** Rows x 2: the levels of both neurons, rows ascending. */
  readonly levels: Uint8Array;
  readonly classes: Uint8Array;
  /** Rows of the data set that are of the class and in the state. */
  readonly counts: Uint32Array;
}

/** Encodes occupied states as safetensors. */
export function encodeOccupied({ epochs, offsets, levels, classes, counts }: Occupied): Uint8Array {
  return encodeTensors({
    epochs: tensor(epochs),
    offsets: tensor(offsets),
    levels: tensor(levels, [classes.length, 2]),
    classes: tensor(classes),
    counts: tensor(counts),
  });
}

/** Decodes {@linkcode encodeOccupied}. */
export function decodeOccupied(bytes: Uint8Array): Occupied {
  const { tensors } = decodeTensors(bytes);
  return {
    epochs: tensors.epochs.data as Uint32Array,
    offsets: tensors.offsets.data as Uint32Array,
    levels: tensors.levels.data as Uint8Array,
    classes: tensors.classes.data as Uint8Array,
    counts: tensors.counts.data as Uint32Array,
  };
}
