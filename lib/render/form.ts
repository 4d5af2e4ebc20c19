/**
 * Forms of a picture: what it is for, and so how wide it is and which words stand in it.
 *
 * @module
 */
import type { Spec } from "./tables.ts";

/** A form of a picture. */
export interface Form {
  /** Width of the picture in inches, whatever the specification comes to: everything in it is scaled alike. */
  readonly inches: number;
  /** Whether the title stands in the picture, and whether what must be known of the data stands below it. */
  readonly title: boolean;
  readonly subtitle: boolean;
  /** Pixels of a PNG for one of 96 to the inch. */
  readonly scale: number;
}

/** Name of a form. */
export type FormName = "screen" | "paper" | "talk";

/**
 * `screen` explains itself. `paper` is as wide as the text of a journal's page of one column, and leaves title and caption
 * to the text. `talk` fills the width of a slide, and leaves what must be known of the data to the speaker.
 */
export const FORMS: Readonly<Record<FormName, Form>> = {
  screen: { inches: 8.5, title: true, subtitle: true, scale: 2 },
  paper: { inches: 5.5, title: false, subtitle: false, scale: 4 },
  talk: { inches: 12, title: true, subtitle: false, scale: 2 },
};

/** Takes from a specification the words that do not stand in a form. Changes the specification. */
export function dropWords(spec: Spec, { title, subtitle }: Form): void {
  if (!title) delete spec["title"];
  else if (!subtitle) delete (spec["title"] as { subtitle?: unknown } | undefined)?.subtitle;
}

/**
 * Gives a picture the width of a form, without moving anything in it.
 *
 * @param svg an SVG that Vega wrote, whose coordinates are pixels of its own width
 * @throws {RangeError} if it does not say its width and height
 */
export function withWidth(svg: string, { inches }: Form): string {
  const size = /^<svg([^>]*?) width="([\d.]+)" height="([\d.]+)"/;
  const found = size.exec(svg);
  if (found === null) {
    throw new RangeError(
      `Cannot render figure: svg must have a width and a height, current value is ${
        svg.slice(0, 80)
      }`,
    );
  }
  const width = 96 * inches, height = width * Number(found[3]) / Number(found[2]);
  return svg.replace(size, `<svg$1 width="${width}" height="${Math.round(height)}"`);
}
