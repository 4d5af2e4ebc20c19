import { assertEquals } from "@std/assert";
import { captionTex, texOf } from "../../lib/render/caption.ts";

Deno.test("texOf() escapes what LaTeX would take for a command, and sets informations", () => {
  assertEquals(texOf("95% of I(X;T) & I(T;Y)"), "95\\% of $I(X;T)$ \\& $I(T;Y)$");
  assertEquals(
    texOf("a_b #1 {x} ~ ^ \\"),
    [
      "a\\_b \\#1 \\{x\\}",
      "\\textasciitilde{} \\textasciicircum{} \\textbackslash{}",
    ].join(" "),
  );
});

Deno.test("captionTex() has the title, the caption in place of the first line, and the others", () => {
  const spec = { title: { text: "Another", subtitle: ["Mean over the repeats", "Bands: 10%"] } };
  assertEquals(
    captionTex("fig2", "A plane", "Mean of 2 repeats", spec),
    "\\caption{\\textbf{A plane.} Mean of 2 repeats.\nBands: 10\\%.}\n\\label{fig:fig2}\n",
  );
  assertEquals(captionTex("x", "T", "C", {}), "\\caption{\\textbf{T.} C.}\n\\label{fig:x}\n");
});
