/**
 * SVG to PDF, with embedded subsets of the fonts.
 *
 * @module
 */
import PDFDocument from "pdfkit";
import SVGtoPDF from "svg-to-pdfkit";
import { drawDots } from "./dots.ts";
import type { Fonts } from "./text_width.ts";

/** Options of {@linkcode renderPdf}. */
export interface PdfOptions {
  /** What a reader shows as the document's name; none if absent. */
  readonly title?: string | undefined;
  /** Fonts to set text in; the glyphs that occur are embedded. */
  readonly fonts: Fonts;
}

/** How Vega dashes a line that is solid where others are not; a PDF has no dashes of no length. */
const SOLID = / stroke-dasharray="1,0"/g;

/** Points of a page for one pixel of the SVG: 72 and 96 to the inch. */
const POINTS = 0.75;

/**
 * Draws an SVG as a PDF of one page of its size: vectors, and text that can be selected and searched,
 * in embedded subsets of the given fonts. The same arguments give the same bytes: the document's date
 * is fixed and its identifier depends on nothing else.
 *
 * @param svg an SVG document with width and height in pixels. One that draws points as paths (the output of
 * `drawSvg()`) gives a far smaller PDF than one with circles.
 * @returns the bytes of the PDF
 * @throws {RangeError} if the SVG has no size or a font cannot be read
 * @throws {Error} if the SVG has a part that cannot be drawn
 */
export async function renderPdf(svg: string, { title, fonts }: PdfOptions): Promise<Uint8Array> {
  const document = open(pageSize(svg), fonts, title);
  const chunks: Uint8Array[] = [], warnings: string[] = [];
  document.on("data", (chunk: Uint8Array) => chunks.push(chunk));
  const written = new Promise((resolve, reject) => {
    document.on("end", resolve).on("error", reject);
  });
  SVGtoPDF(document, drawDots(svg).replace(SOLID, ""), 0, 0, {
    assumePt: false,
    precision: 2,
    fontCallback: (_family: string, bold: boolean) => bold ? "bold" : "regular",
    warningCallback: (text: string) => warnings.push(text),
  });
  document.end();
  await written;
  if (warnings.length > 0) {
    throw new Error(
      `Cannot render PDF: warnings must be none, current value is ${warnings.join("; ")}`,
    );
  }
  return concat(chunks);
}

function pageSize(svg: string): [number, number] {
  const root = svg.match(/<svg[^>]*>/)?.[0] ?? "";
  const [width, height] = ["width", "height"].map((side) =>
    Number(root.match(` ${side}="([^"]*)"`)?.[1])
  );
  if (width! > 0 && height! > 0) return [width! * POINTS, height! * POINTS];
  throw new RangeError(
    `Cannot render PDF: svg must have a width and a height in pixels, current value is ${
      root || "no SVG"
    }`,
  );
}

function open(
  size: [number, number],
  fonts: Fonts,
  title: string | undefined,
): InstanceType<typeof PDFDocument> {
  const document = new PDFDocument({
    size,
    margin: 0,
    // No other font: the default would add Helvetica, which is not embedded.
    font: "",
    displayTitle: title !== undefined,
    info: {
      ...(title !== undefined && { Title: title }),
      Producer: "PDFKit",
      Creator: "Vega-Lite",
      CreationDate: new Date(0),
    },
  });
  for (const name of ["regular", "bold"] as const) {
    document.registerFont(name, fonts[name]);
    try {
      document.font(name);
    } catch (cause) {
      throw new RangeError(
        `Cannot render PDF: ${name} font must be a TrueType file, current value is ${
          fonts[name].length
        } other bytes`,
        { cause },
      );
    }
  }
  return document;
}

function concat(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
