import { assert, assertEquals, assertThrows } from "@std/assert";
import { dropWords, FORMS, withWidth } from "../../lib/render/form.ts";
import { renderPdf } from "../../lib/render/pdf.ts";
import { drawSvg } from "../../lib/render/svg.ts";
import { FONTS, planeRows, readSpec, statesCsv, THEME } from "./drawing.ts";

const words = () => ({ title: { text: "A title", subtitle: ["a line"], limit: 9 } });

Deno.test("dropWords() leaves a screen all words, a talk the title, and a paper none", () => {
  const left = (name: keyof typeof FORMS) => {
    const spec = words();
    dropWords(spec, FORMS[name]);
    return spec as object;
  };
  assertEquals(left("screen"), words());
  assertEquals(left("talk"), { title: { text: "A title", limit: 9 } });
  assertEquals(left("paper"), {});
});

Deno.test("withWidth() scales a picture to the inches of its form, whatever it is wide", () => {
  const svg = '<svg class="m" width="264" height="100" viewBox="0 0 264 100"><g/></svg>';
  assertEquals(
    withWidth(svg, FORMS.paper),
    '<svg class="m" width="528" height="200" viewBox="0 0 264 100"><g/></svg>',
  );
  assertThrows(() => withWidth("<svg/>", FORMS.paper), RangeError, "a width and a height");
});

Deno.test("a PDF for print is 396 points wide, and shows the same as one for a screen", async () => {
  const size = async (form: (typeof FORMS)[keyof typeof FORMS]) => {
    const options = { theme: THEME, fonts: FONTS, subtitle: "Mean of 2 repeats", form };
    const svg = await drawSvg(readSpec("fig2"), { "fig2.csv": statesCsv(planeRows(2)) }, options);
    const pdf = new TextDecoder("latin1").decode(await renderPdf(svg, { fonts: FONTS }));
    return { svg, box: /MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf)!.slice(1).map(Number) };
  };
  const paper = await size(FORMS.paper), screen = await size(FORMS.screen);
  assertEquals([paper.box[0], screen.box[0]], [396, 612]);
  assert(screen.svg.includes("Mean of 2 repeats") && !paper.svg.includes("Mean of 2 repeats"));
  const points = ({ svg }: { svg: string }) => svg.match(/role-mark concat_0_layer_2/g)!.length;
  assertEquals(points(paper), points(screen));
});
