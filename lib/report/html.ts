/**
 * HTML from templates in which every value is text, unless it is HTML that such a template made.
 *
 * @module
 */
import { printable } from "../bits/printable.ts";

/** A piece of HTML that was made by {@linkcode html}. */
export class Html {
  /** @param text Its markup. */
  constructor(readonly text: string) {}
}

/** What may stand in a template: text, numbers, pieces of HTML, lists of these, and nothing. */
export type Content = string | number | Html | undefined | false | readonly Content[];

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as it stands in HTML, in an element or a quoted attribute; what would direct or hide other text is spelled out. */
export function escaped(text: string): string {
  return text.split("\n").map(printable).join("\n").replace(/[&<>"']/g, (one) => ESCAPES[one]);
}

/**
 * A template of HTML: values are escaped, and lines around the template are layout of the code.
 *
 * @example
 * ```ts
 * import { html } from "./html.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const name = '<b title="x">';
 * assertEquals(html`<p>${name}, ${[html`<i>1</i>`, 2]}</p>`.text, "<p>&lt;b title=&quot;x&quot;&gt;, <i>1</i>2</p>");
 * ```
 */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Html {
  const own = [...parts], last = own.length - 1;
  own[0] = own[0].replace(/^\n\s*/, "");
  own[last] = own[last].replace(/\n\s*$/, "");
  return new Html(own.map((part, k) => k === 0 ? part : markup(values[k - 1]) + part).join(""));
}

function markup(value: Content): string {
  if (value === undefined || value === false) return "";
  if (value instanceof Html) return value.text;
  if (typeof value === "string" || typeof value === "number") return escaped(String(value));
  return value.map(markup).join("");
}

/** JSON in a page, for its scripts: no markup can end it. */
export function dataBlock(id: string, value: unknown): Html {
  const text = printable(JSON.stringify(value)).replace(
    /[<>&]/g,
    (one) => `\\u00${one.charCodeAt(0).toString(16)}`,
  );
  return new Html(`<script type="application/json" id="${escaped(id)}">${text}</script>`);
}
