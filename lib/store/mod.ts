/** The content-addressed store. */
export type { Action, ActionBody, KeyMaterial, Output } from "./action.ts";
export type { Damage } from "./damage.ts";
export { fsck, type FsckProgress, type FsckReport } from "./fsck.ts";
export { type Listing, listObjects } from "./list.ts";
export { NonDeterminismError } from "./non_determinism.ts";
export { Store, type StoreOptions } from "./store.ts";
