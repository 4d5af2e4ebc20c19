/**
 * Widths of texts from the bytes of fonts, in place of Vega's own estimate.
 *
 * @module
 */
import * as fontkit from "fontkit";

/** The fonts that figures are set in, as the bytes of TrueType files. */
export interface Fonts {
  /** Upright, regular weight. */
  readonly regular: Uint8Array;
  /** Upright, bold. */
  readonly bold: Uint8Array;
}

/** What Vega tells of a text mark when it asks for its width; absent fields have Vega's default. */
export interface TextStyle {
  /** Size in pixels; 11 if absent. */
  readonly fontSize?: number;
  /** CSS weight; regular if absent. */
  readonly fontWeight?: string | number;
}

/** Width in pixels of a text in a style. */
export type TextWidth = (style: TextStyle, text: unknown) => number;

interface Font {
  readonly unitsPerEm: number;
  glyphForCodePoint(codePoint: number): { readonly advanceWidth: number };
}

/**
 * Makes the function that measures text by the advance widths of the fonts' glyphs. Without it
 * Vega guesses 0.8 em for each letter, because there is no canvas to ask.
 *
 * @param fonts TrueType files, regular and bold
 * @returns the measure, linear in the font size, without kerning
 * @throws {RangeError} if a font cannot be read
 */
export function textWidth(fonts: Fonts): TextWidth {
  const regular = open(fonts.regular);
  const bold = open(fonts.bold);
  return (style, text) => {
    const font = isBold(style.fontWeight) ? bold : regular;
    let units = 0;
    for (const letter of text == null ? "" : String(text)) {
      units += font.glyphForCodePoint(letter.codePointAt(0)!).advanceWidth;
    }
    return (units / font.unitsPerEm) * (style.fontSize ?? 11);
  };
}

function open(bytes: Uint8Array): Font {
  try {
    return fontkit.create(bytes as Parameters<typeof fontkit.create>[0]) as unknown as Font;
  } catch (cause) {
    throw new RangeError(
      `Cannot measure text: font must be a TrueType file, current value is ${bytes.length} other bytes`,
      { cause },
    );
  }
}

function isBold(weight: string | number | undefined): boolean {
  return weight === "bold" || Number(weight) >= 600;
}
