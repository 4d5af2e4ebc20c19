import { renderSvg } from "../../render/svg.ts";
import type { Spec } from "../../render/tables.ts";
import type { Bytes } from "./io.ts";

/** Parameters of an `svg` step. */
export interface SvgParams {
  /** Name of the table, as the spec's `data.url` has it. */
  readonly table: string;
}

/** Draws a figure. Inputs: `csv`, `caption`, `spec`, `theme`, fonts `regular` and `bold`. Output: `svg`. */
export async function runSvg({ table }: SvgParams, inputs: Bytes): Promise<Bytes> {
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const svg = await renderSvg(
    JSON.parse(text(inputs.spec)) as Spec,
    { [table]: text(inputs.csv) },
    {
      subtitle: text(inputs.caption),
      theme: JSON.parse(text(inputs.theme)) as Spec,
      fonts: { regular: inputs.regular, bold: inputs.bold },
    },
  );
  return { svg: new TextEncoder().encode(svg) };
}
