/**
 * The error that every assertion of this package throws.
 *
 * @example
 * ```ts
 * import { AssertionError, assertThrows, fail } from "@std/assert";
 *
 * assertThrows(() => fail("no"), AssertionError);
 * ```
 */
export class AssertionError extends Error {
  /** Makes an assertion error with its message and, as for every Error, an optional cause. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AssertionError";
  }
}
