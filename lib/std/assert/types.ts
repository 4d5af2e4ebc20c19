/** An array or anything like one, but not a text. */
export type ArrayLikeArg<T> = ArrayLike<T> & object;

/** What counts as false. */
export type Falsy = false | 0 | 0n | "" | null | undefined;

/** Any class. */
// deno-lint-ignore no-explicit-any
export type AnyConstructor = new (...args: any[]) => any;

/** What a class makes. */
export type GetConstructorType<T extends AnyConstructor> = InstanceType<T>;
