/**
 * The `svg` step: a specification and its tables to SVG.
 *
 * @module
 */
import type { Form } from "../../render/form.ts";
import { renderSvg } from "../../render/svg.ts";
import type { Spec } from "../../render/tables.ts";
import type { Bytes } from "./io.ts";

/** Parameters of the steps that draw a spec. */
export interface DrawingParams {
  /** Name of the input that holds a table, by the file name that the spec's `data.url` has. */
  readonly tables: Readonly<Record<string, string>>;
  /** The title, where it is another than the spec's. */
  readonly title?: string;
  /** What the picture is for. */
  readonly form: Form;
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** What drawing takes, out of a step's inputs: `caption`, `spec`, `theme`, fonts `regular` and `bold`, and the tables. */
export function drawingOf(
  { tables, title, form }: DrawingParams,
  inputs: Bytes,
): Parameters<typeof renderSvg> {
  const texts = Object.entries(tables).map(([file, name]) => [file, text(inputs[name])]);
  return [JSON.parse(text(inputs.spec)) as Spec, Object.fromEntries(texts), {
    ...(title !== undefined && { title }),
    subtitle: text(inputs.caption),
    form,
    theme: JSON.parse(text(inputs.theme)) as Spec,
    fonts: { regular: inputs.regular, bold: inputs.bold },
  }];
}

/** Draws a figure. Inputs as of {@linkcode drawingOf}. Output: `svg`. */
export async function runSvg(params: DrawingParams, inputs: Bytes): Promise<Bytes> {
  return { svg: new TextEncoder().encode(await renderSvg(...drawingOf(params, inputs))) };
}
