/**
 * The backends of TensorFlow.js: their packages, which deno.json names, and the commands that add them.
 *
 * @module
 */
import project from "../../../deno.json" with { type: "json" };

/** Specifiers of the packages of this folder, `npm:NAME@VERSION`, by name. */
const SPECIFIERS: Readonly<Record<string, string>> = project.scopes["./lib/engines/tfjs/"];

/** The operations, and the package whose bundle for Node registers their gradients, which that of the first leaves out. */
const CORE = ["@tensorflow/tfjs-core", "@tensorflow/tfjs-layers"] as const;

/** Name of a backend, as in `--engine tfjs:NAME`. */
export type BackendName = "node-gpu" | "webgpu" | "node" | "wasm" | "cpu";

/** Where a backend comes from. */
export interface Source {
  /** TensorFlow.js's own name of the backend. */
  readonly registered: string;
  /** Packages under their names in deno.json; the first one gives the operations. */
  readonly packages: readonly string[];
  /** Whether it has a native part, which only a node_modules folder can hold. */
  readonly native: boolean;
}

/** All backends, the best first. */
export const SOURCES: Readonly<Record<BackendName, Source>> = {
  "node-gpu": { registered: "tensorflow", packages: ["@tensorflow/tfjs-node-gpu"], native: true },
  webgpu: {
    registered: "webgpu",
    packages: [...CORE, "@tensorflow/tfjs-backend-webgpu"],
    native: false,
  },
  node: { registered: "tensorflow", packages: ["@tensorflow/tfjs-node"], native: true },
  wasm: { registered: "wasm", packages: [...CORE, "@tensorflow/tfjs-backend-wasm"], native: false },
  cpu: { registered: "cpu", packages: [...CORE, "@tensorflow/tfjs-backend-cpu"], native: false },
};

/** Their names, the best first. */
export const BACKENDS = Object.keys(SOURCES) as readonly BackendName[];

/** What the packages for CUDA need: they were built once, and on anything else they compute on the processor. */
export const CUDA_NEEDS =
  "CUDA 11.x with cuDNN 8 (CUDA 12 alone will not do); it has no code for compute capability 9.0, so that an H100 " +
  "compiles for minutes at first";

/** What a package is downloaded as. The one for Node's CPU is no entry of its own: it is released with that for GPUs. */
function specifierOf(name: string): string {
  return SPECIFIERS[name] ?? SPECIFIERS[`${name}-gpu`].replace("-gpu@", "@");
}

/**
 * The command, for the project's folder, that adds a backend. Where Deno is not installed, `npx -y deno@2` takes the place
 * of its first word.
 */
export function commandThatAdds(name: BackendName): string {
  const { packages, native } = SOURCES[name];
  const exact = packages.map(specifierOf).join(" ");
  if (!native) return `deno cache --lock=dev.lock ${exact}`;
  // The native part comes by the package's own script, which Deno runs only where approved and in node_modules only.
  return `deno cache --no-config --no-lock --node-modules-dir=auto --allow-scripts=${exact} ${exact}`;
}
