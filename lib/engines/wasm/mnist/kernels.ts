/**
 * The kernels of a network on images: all three families.
 *
 * @module
 */
import { type ConvKernels, convKernels } from "../conv_kernels.ts";
import { type DenseKernels, denseKernels } from "../kernels.ts";
import { type SparseKernels, sparseKernels } from "../sparse_kernels.ts";

/** What the engine computes with; the plain twin is made of those of the families. */
export type MapKernels = DenseKernels & SparseKernels & ConvKernels;

/** The default engine's kernels. */
export const mapKernels: MapKernels = { ...denseKernels, ...sparseKernels, ...convKernels };
