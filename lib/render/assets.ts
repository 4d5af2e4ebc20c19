/**
 * The files that drawing needs: two fonts and the rasteriser. The only input of `lib/render`.
 *
 * npm packages in Deno's cache are not checked again after their installation, so every file is
 * compared with its digest here: another font would move the text and so the bytes of a figure.
 *
 * @module
 */

/** The fonts that figures are set in, as the bytes of TrueType files. */
export interface Fonts {
  readonly regular: Uint8Array;
  readonly bold: Uint8Array;
}

interface Asset {
  readonly specifier: string;
  readonly sha256: string;
}

const REGULAR: Asset = {
  specifier: "dejavu-fonts-ttf/ttf/DejaVuSans.ttf",
  sha256: "7da195a74c55bef988d0d48f9508bd5d849425c1770dba5d7bfc6ce9ed848954",
};
const BOLD: Asset = {
  specifier: "dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf",
  sha256: "e6476c1b80502924294eed40894c5b18e06c181444ca953e5334262df9c27724",
};
const RASTERISER: Asset = {
  specifier: "@resvg/resvg-wasm/index_bg.wasm",
  sha256: "22bf6e9f9a100d972da0411a69c5ba504367fc1fa87b3b64e3f35e53926d2d70",
};

let fonts: Promise<Fonts> | undefined;

/**
 * Reads DejaVu Sans, regular and bold, once in a process.
 *
 * @returns the two fonts
 * @throws {Error} if a file is missing or its SHA-256 is not the expected one
 */
export function loadFonts(): Promise<Fonts> {
  fonts ??= Promise.all([load(REGULAR), load(BOLD)])
    .then(([regular, bold]) => ({ regular, bold }));
  return fonts;
}

/**
 * Reads the WebAssembly module of resvg.
 *
 * @returns its bytes
 * @throws {Error} if the file is missing or its SHA-256 is not the expected one
 */
export function loadRasteriser(): Promise<Uint8Array<ArrayBuffer>> {
  return load(RASTERISER);
}

async function load({ specifier, sha256 }: Asset): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await read(specifier);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
  if (digest !== sha256) {
    throw new Error(
      `Cannot load ${specifier}: SHA-256 must be ${sha256}, current value is ${digest}`,
    );
  }
  return bytes;
}

async function read(specifier: string): Promise<Uint8Array<ArrayBuffer>> {
  const url = import.meta.resolve(specifier);
  try {
    return await Deno.readFile(new URL(url));
  } catch (cause) {
    const hint = "an installed file (`deno ci` installs it)";
    throw new Error(`Cannot load ${specifier}: path must be ${hint}, current value is ${url}`, {
      cause,
    });
  }
}
