/**
 * SVG to PNG, by resvg.
 *
 * @module
 */
import { crc32 } from "node:zlib";
import { initWasm, Resvg, type ResvgRenderOptions } from "@resvg/resvg-wasm";
import type { Fonts } from "./text_width.ts";

/** Pixels of an SVG on a metre: 96 to the inch (CSS). */
const PIXELS_PER_METRE = 96 / 0.0254;

/** Options of {@linkcode renderPng}. */
export interface PngOptions {
  /** Pixels of the picture for one pixel of the SVG; 2 if absent. */
  readonly scale?: number;
  /** Fonts to draw text with. */
  readonly fonts: Fonts;
  /** The WebAssembly module of resvg; only the first one given in a process is used. */
  readonly rasteriser: Uint8Array;
}

const PROBE = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">' +
  '<text x="1" y="15" font-family="sans-serif" font-size="12">T</text></svg>';

let ready: Promise<unknown> | undefined;

/**
 * Draws an SVG as a PNG on white, with the given fonts alone: fonts of the system are not used, so
 * the picture is the same on a machine that has none. It says its resolution, 96 dots per inch times the scale, so that
 * a text processor places it in the size of the SVG.
 *
 * @param svg an SVG document
 * @returns the bytes of the PNG
 * @throws {RangeError} if the scale is not a positive number
 * @throws {Error} if the rasteriser does not start, the fonts draw no text, or the SVG is malformed
 */
export async function renderPng(svg: string, options: PngOptions): Promise<Uint8Array> {
  const scale = options.scale ?? 2;
  if (!(scale > 0 && scale < Infinity)) {
    throw new RangeError(
      `Cannot render PNG: scale must be a positive number, current value is ${scale}`,
    );
  }
  await startRasteriser(options.rasteriser);
  const settings = rasterSettings(options.fonts, scale);
  checkFonts(settings);
  const drawing = open(svg, settings);
  const image = drawing.render();
  try {
    return withResolution(image.asPng(), Math.round(PIXELS_PER_METRE * scale));
  } finally {
    image.free();
    drawing.free();
  }
}

/**
 * Compiles the rasteriser, which takes a while and another core: whoever will draw later may begin with it.
 *
 * @param rasteriser the WebAssembly module of resvg
 * @throws {Error} if it is none
 */
export async function startRasteriser(rasteriser: Uint8Array): Promise<void> {
  try {
    await (ready ??= initWasm(rasteriser.slice().buffer));
  } catch (cause) {
    ready = undefined;
    throw new Error(
      `Cannot render PNG: rasteriser must be the module of resvg, current value is ${rasteriser.length} other bytes`,
      { cause },
    );
  }
}

/** Adds a `pHYs` chunk (PNG specification, 11.3.4.3) behind the header, which resvg always makes the first 33 bytes. */
function withResolution(png: Uint8Array, pixelsPerMetre: number): Uint8Array {
  const header = 33, chunk = new Uint8Array(21), view = new DataView(chunk.buffer);
  view.setUint32(0, 9);
  chunk.set(new TextEncoder().encode("pHYs"), 4);
  view.setUint32(8, pixelsPerMetre);
  view.setUint32(12, pixelsPerMetre);
  view.setUint8(16, 1);
  view.setUint32(17, crc32(chunk.subarray(4, 17)));
  const all = new Uint8Array(png.length + chunk.length);
  all.set(png.subarray(0, header));
  all.set(chunk, header);
  all.set(png.subarray(header), header + chunk.length);
  return all;
}

/** Points of one mark, as `compactSvg()` writes them: groups of circles one after the other. */
const POINTS = /(?:<g fill="[^"]*" stroke-width="2" opacity="1">(?:<circle [^>]*\/>)+<\/g>)+/g;

/**
 * Leaves out circles that a later one of the same place and size hides: where layers hardly move, thousands of epochs
 * fall on few pixels, and each of them costs as much as one that is seen.
 */
function withoutHidden(svg: string): string {
  return svg.replace(POINTS, (points) => {
    const last = new Map<string, number>();
    let k = 0, at = 0;
    for (const [circle] of points.matchAll(/<circle [^>]*\/>/g)) last.set(circle, k++);
    return points.replace(/<circle [^>]*\/>/g, (circle) => last.get(circle) === at++ ? circle : "");
  });
}

function open(svg: string, settings: ResvgRenderOptions): InstanceType<typeof Resvg> {
  try {
    return new Resvg(withoutHidden(svg), settings);
  } catch (cause) {
    const why = String(cause instanceof Error ? cause.message : cause);
    throw new Error(
      `Cannot render PNG: svg must be a well-formed document, current value is not (${why})`,
      { cause },
    );
  }
}

function rasterSettings(fonts: Fonts, scale: number): ResvgRenderOptions {
  const family = "DejaVu Sans";
  return {
    background: "white",
    fitTo: { mode: "zoom", value: scale },
    font: {
      loadSystemFonts: false,
      fontBuffers: [fonts.regular, fonts.bold],
      defaultFontFamily: family,
      sansSerifFamily: family,
    },
  };
}

/** Resvg leaves out text that it has no font for, without a word: one letter must have a box. */
function checkFonts(settings: ResvgRenderOptions): void {
  const probe = new Resvg(PROBE, settings);
  const box = probe.getBBox();
  probe.free();
  if (box === undefined) {
    throw new Error(
      "Cannot render PNG: fonts must be TrueType files that draw text, current value draws none",
    );
  }
}
