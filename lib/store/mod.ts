/** The content-addressed store. */
export type { Action, ActionBody, KeyMaterial, Output } from "./action.ts";
export { type ArchiveReport, exportArchive, type ExportReport } from "./archive/export.ts";
export { importArchive } from "./archive/import.ts";
export type { Damage } from "./damage.ts";
export { type Membership, packFinished } from "./packs/packing.ts";
export { fsck, type FsckProgress, type FsckReport } from "./fsck.ts";
export { gc, type GcClass, type GcOptions, type GcReport } from "./gc/collect.ts";
export type { GcRoots } from "./gc/plan.ts";
export { listedEntries } from "./listed.ts";
export { type Listing, listObjects, sampleEntries } from "./list.ts";
export { netrcAuthorization, type RemoteAddress, remoteUrl } from "./remote/address.ts";
export { HttpCache, type Patience } from "./remote/http.ts";
export { Remote, type Traffic } from "./remote/remote.ts";
export { NonDeterminismError } from "./non_determinism.ts";
export { requireStoreFolder } from "./open.ts";
export { addPin, listPins, type Pin, removePin, sealPin } from "./gc/pins.ts";
export { Store, type StoreOptions } from "./store.ts";
export type { FileTotals, InventoryProgress } from "./gc/inventory.ts";
