import { assertEquals, assertFalse } from "@std/assert";
import { dataBlock, escaped, html } from "../../lib/report/html.ts";

/** Markup, quotes, a script's end, direction marks. */
const HOSTILE = `</script><img src=x onerror="alert('1')">&\u202Eevil\u200B`;

Deno.test("html() makes text of every value, and keeps only what a template made", () => {
  const inner = html`<b>${HOSTILE}</b>`,
    made = html`<p title="${HOSTILE}">${[inner, 3, undefined, false]}</p>`;
  const text =
    "&lt;/script&gt;&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;\\u202eevil\\u200b";
  assertEquals(made.text, `<p title="${text}"><b>${text}</b>3</p>`);
  assertEquals(escaped("two\nlines"), "two\nlines");
});

Deno.test("dataBlock() is JSON that no markup in it can end", () => {
  const { text } = dataBlock("task", { name: HOSTILE });
  const [, json] = /^<script type="application\/json" id="task">([^<>&]*)<\/script>$/.exec(text)!;
  assertEquals(JSON.parse(json), { name: HOSTILE });
  assertFalse(json.includes("<"));
});
