import { assert, assertEquals } from "@std/assert";
import { drawDots } from "../../lib/render/dots.ts";

const GROUP = '<g class="mark-symbol role-mark concat_0_layer_0_marks">';
const point = (x: number, y: number, style: string, r = 1.25) =>
  `<path transform="translate(${x},${y})" d="M${r},0A${r},${r},0,1,1,-${r},0A${r},${r},0,1,1,${r},0" ` +
  `${style}/>`;
const group = (...points: string[]) => `${GROUP}${points.join("")}</g>`;
const red = 'fill="rgb(255, 0, 0)" stroke-width="2" opacity="1"';
const blue = 'fill="rgb(0, 0, 255)" stroke-width="2" opacity="1"';

Deno.test("drawDots() makes one path of neighbours of one style, in the order of painting", () => {
  const svg = drawDots(
    group(point(1, 2, red), point(30.456, 4, red), point(5, 6, blue), point(7, 8, red)),
  );
  const path = (colour: string, d: string) =>
    `<path fill="none" stroke="${colour}" stroke-width="2.5" stroke-linecap="round" opacity="1" d="${d}"/>`;
  assertEquals(
    svg,
    GROUP + path("#ff0000", "M1,2h0.01M30.46,4h0.01") + path("#0000ff", "M5,6h0.01") +
      path("#ff0000", "M7,8h0.01") + "</g>",
  );
});

Deno.test("drawDots() keeps as circles what would look different", () => {
  const wrong = {
    sizes: group(point(1, 2, red), point(3, 4, red, 2)),
    outline: group(point(1, 2, `${red} stroke="#000000"`)),
    transparent: group(point(1, 2, `${red} fill-opacity="0.5"`)),
  };
  for (const [what, svg] of Object.entries(wrong)) {
    const drawn = drawDots(svg);
    assert(!drawn.includes("linecap"), what);
    assertEquals(drawn.match(/<circle /g)?.length, svg.match(/<path /g)!.length, what);
  }
});

Deno.test("drawDots() leaves everything else alone", () => {
  const svg = '<svg width="5"><rect x="1" y="2"/><path d="M0,0L1,1"/><text>a &lt; b</text></svg>';
  assertEquals(drawDots(svg), svg);
});
