/**
 * The files that drawing needs from npm packages: two fonts and the rasteriser. The only input of `lib/render`.
 *
 * Packages in Deno's cache are not checked again after their installation, so every file is known by its
 * digest here, and who loads one compares it: another font would move the text and so the bytes of a figure.
 *
 * @module
 */

/** A file of an npm package, known by its digest. */
export interface Asset {
  /** SHA-256 of the bytes, lowercase hexadecimal. */
  readonly sha256: string;
  /**
   * Reads the bytes from the package cache.
   *
   * @throws {Error} if the package is not installed
   */
  load(): Promise<Uint8Array>;
}

function asset(specifier: string, sha256: string): Asset {
  return { sha256, load: () => read(specifier) };
}

/** DejaVu Sans, regular and bold, and the WebAssembly module of resvg. */
export const ASSETS: Readonly<Record<"regular" | "bold" | "rasteriser", Asset>> = {
  regular: asset(
    "dejavu-fonts-ttf/ttf/DejaVuSans.ttf",
    "7da195a74c55bef988d0d48f9508bd5d849425c1770dba5d7bfc6ce9ed848954",
  ),
  bold: asset(
    "dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf",
    "e6476c1b80502924294eed40894c5b18e06c181444ca953e5334262df9c27724",
  ),
  rasteriser: asset(
    "@resvg/resvg-wasm/index_bg.wasm",
    "22bf6e9f9a100d972da0411a69c5ba504367fc1fa87b3b64e3f35e53926d2d70",
  ),
};

async function read(specifier: string): Promise<Uint8Array> {
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
