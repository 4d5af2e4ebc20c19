/** Faults in drawing. */
import type { Mutant } from "./mutants.ts";

/** Tables, text, SVG and PNG. */
export const RENDER: readonly Mutant[] = [
  {
    file: "lib/render/svg.ts",
    text: "const used = last.then(() => lay(spec, tables, options, use));",
    replacement: "const used = Promise.resolve().then(() => lay(spec, tables, options, use));",
    why: "two drawings at once would share Vega's measure of text",
  },
  {
    file: "lib/render/svg.ts",
    text: "last = used.catch(() => {});",
    replacement: "last = used;",
    why: "a figure that fails would fail all that are drawn after it",
  },
  {
    file: "lib/render/svg.ts",
    text: "    vega.resetSVGDefIds();\n",
    replacement: "",
    why: "a figure's bytes would depend on what was drawn before it",
  },
  {
    file: "lib/render/svg.ts",
    text: "    textMetrics.width = previous;\n",
    replacement: "",
    why: "another drawing of the process would be measured with these fonts",
  },
  {
    file: "lib/render/svg.ts",
    text: "if (warnings.length > 0) {",
    replacement: "if (warnings.length > 1) {",
    why: "a figure with one warning would be drawn",
  },
  {
    file: "lib/render/fields.ts",
    text: "return Array.isArray(values) ? values.flatMap((row) => Object.keys(Object(row))) : [];",
    replacement: "return Array.isArray(values) ? Object.keys(Object(values[0])) : [];",
    why: "a column that the first row lacks would be refused",
  },
  {
    file: "lib/render/tables.ts",
    text: 'const finite = cell.trim() !== "" && Number.isFinite(Number(cell));',
    replacement: "const finite = Number.isFinite(Number(cell));",
    why: "an empty cell would be drawn as zero",
  },
  {
    file: "lib/render/tables.ts",
    text: 'if (type !== "number") continue;',
    replacement: 'if (type !== "number") break;',
    why: "numbers behind a column of another type would go unchecked",
  },
  {
    file: "lib/render/tables.ts",
    text: "const bound = structuredClone(spec);",
    replacement: "const bound = spec;",
    why: "drawing would change the specification that it was given",
  },
  {
    file: "lib/render/text_width.ts",
    text: "Number(weight) >= 600;",
    replacement: "Number(weight) > 600;",
    why: "a weight of 600 is bold",
  },
  {
    file: "lib/render/title.ts",
    text: "width(longer) <= limit",
    replacement: "width(longer) < limit",
    why: "a line that just fits would be broken",
  },
  {
    file: "lib/render/title.ts",
    text: "[caption, ...lines.slice(1)]",
    replacement: "[caption, ...lines]",
    why: "the placeholder would stay below the caption",
  },
  {
    file: "lib/render/compact.ts",
    text: "if (marks.length > 0 && from === end)",
    replacement: "if (from === end)",
    why: "a line of another style would go on from the last one",
  },
  {
    file: "lib/render/compact.ts",
    text: "if (runs.at(-1)?.style !== style) runs.push({ style, marks: [] });",
    replacement: "if (runs.length === 0) runs.push({ style, marks: [] });",
    why: "all marks would have the first one's style",
  },
  {
    file: "lib/render/dots.ts",
    text: "if (found.some(([, , , r]) => r !== radius)",
    replacement: "if (found.every(([, , , r]) => r !== radius)",
    why: "dots of several sizes would be drawn with one",
  },
  {
    file: "lib/render/png.ts",
    text: "last.get(circle) === at++ ? circle",
    replacement: "last.get(circle) !== at++ ? circle",
    why: "the circles that are seen would be left out",
  },
  {
    file: "lib/render/png.ts",
    text: "crc32(chunk.subarray(4, 17))",
    replacement: "crc32(chunk.subarray(8, 17))",
    why: "the chunk of the resolution would be damaged",
  },
];
