/** Bytes of a step's inputs or outputs, by name. */
export type Bytes = Readonly<Record<string, Uint8Array>>;
