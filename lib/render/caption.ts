/**
 * The caption of a picture without words, as LaTeX.
 *
 * @module
 */
import type { Spec } from "./tables.ts";

const SPECIAL: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
};

/** Text as LaTeX sets it; informations such as I(X;T) are mathematics. */
export function texOf(text: string): string {
  return text
    .replace(/[\\~^&%$#_{}]/g, (letter) => SPECIAL[letter] ?? `\\${letter}`)
    .replace(/\bI\(([A-Z]);([A-Z])\)/g, "$I($1;$2)$");
}

/**
 * A `\caption` and a `\label` for a figure: its title, what must be known of the data, and what the lines below the
 * title of its specification say of its marks.
 *
 * @param id name of the figure, for the label
 * @param caption one line of text
 */
export function captionTex(id: string, title: string, caption: string, spec: Spec): string {
  const { subtitle = [] } = Object(spec["title"]) as { subtitle?: readonly string[] };
  const sentences = [caption, ...subtitle.slice(1)].map((line) => `${texOf(line)}.`);
  return `\\caption{\\textbf{${texOf(title)}.} ${sentences.join("\n")}}\n\\label{fig:${id}}\n`;
}
