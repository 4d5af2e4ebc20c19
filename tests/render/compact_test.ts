import { assert, assertEquals } from "@std/assert";
import * as vega from "vega";
import { compactSvg } from "../../lib/render/compact.ts";

const LENGTH = 60;
const POINTS = Array.from({ length: LENGTH }, (_, k) => ({
  x: 7 + (k * 37) % 83 + k / 7,
  y: 5 + (k * 53) % 89 + k / 3,
  colour: `rgb(${k >> 2}, 10, 255)`,
}));
const RULES = POINTS.slice(1).map((to, k) => ({ ...POINTS[k]!, x2: to.x, y2: to.y }));

async function draw(symbol: Record<string, unknown> = {}): Promise<string> {
  const field = (name: string) => ({ field: name });
  const channels = { x: field("x"), y: field("y"), stroke: field("colour") };
  const size = { value: 6.25 }, fill = field("colour");
  const rule = { ...channels, x2: field("x2"), y2: field("y2"), strokeOpacity: { value: 0.04 } };
  const spec = {
    width: 200,
    height: 200,
    config: { aria: false },
    data: [{ name: "points", values: POINTS }, { name: "rules", values: RULES }],
    marks: [
      { type: "rule", from: { data: "rules" }, encode: { update: rule } },
      {
        type: "symbol",
        from: { data: "points" },
        encode: { update: { x: channels.x, y: channels.y, fill, size, ...symbol } },
      },
    ],
  };
  const view = new vega.View(vega.parse(spec as unknown as vega.Spec), { renderer: "none" });
  const svg = await view.toSVG();
  view.finalize();
  return svg;
}

const hex = (k: number) => `#${(k >> 2).toString(16).padStart(2, "0")}0aff`;

Deno.test("compactSvg() keeps every point, its order, place, size and colour", async () => {
  const svg = compactSvg(await draw());
  const groups = [...svg.matchAll(/<g fill="(#[^"]*)"[^>]*>((?:<circle[^>]*\/>)+)<\/g>/g)];
  const circles = groups.flatMap(([, fill, text]) =>
    [...text!.matchAll(/<circle cx="(.*?)" cy="(.*?)" r="(.*?)"\/>/g)]
      .map(([, x, y, r]) => ({ fill, x: Number(x), y: Number(y), r }))
  );
  assertEquals(circles.length, LENGTH);
  circles.forEach(({ fill, x, y, r }, k) => {
    assertEquals([fill, r], [hex(k), "1.25"]);
    // Half a step of the rounding to 0.1, and the error of its decimals.
    assert(Math.abs(x - POINTS[k]!.x) <= 0.05 + 1e-9 && Math.abs(y - POINTS[k]!.y) <= 0.05 + 1e-9);
  });
  assert(!svg.slice(svg.indexOf("mark-symbol")).includes("<path transform"));
});

Deno.test("compactSvg() joins lines that continue each other, as long as their style is the same", async () => {
  const svg = compactSvg(await draw());
  const paths = [...svg.matchAll(/<g [^>]*stroke="(#[^"]*)"[^>]*><path d="([^"]*)"\/><\/g>/g)];
  assertEquals(
    paths.map(([, stroke]) => stroke),
    RULES.map((_, k) => hex(k)).filter((h, k, all) => h !== all[k - 1]),
  );
  const ends = paths.flatMap(([, , d]) => d!.split("L").slice(1));
  const near = (text: string, value: number) => Math.abs(Number(text) - value) <= 0.05 + 1e-9;
  assertEquals(ends.length, RULES.length);
  ends.forEach((end, k) => {
    const [x, y] = end.split(",");
    assert(near(x!, RULES[k]!.x2) && near(y!, RULES[k]!.y2));
  });
  assert(!svg.includes("<line"));
});

Deno.test("compactSvg() rounds coordinates alone, and is shorter", async () => {
  const raw = await draw(), svg = compactSvg(raw);
  assert(svg.includes('stroke-opacity="0.04"') && svg.includes('r="1.25"'));
  assert(svg.length < raw.length / 2);
  assert(compactSvg(raw, 0).length < svg.length);
  assertEquals(
    compactSvg('<g transform="translate(-0.04,2.25)"/><stop offset="0.0625"/>'),
    '<g transform="translate(0,2.3)"/><stop offset="0.0625"/>',
  );
});

Deno.test("compactSvg() keeps marks that do not fit as they are", async () => {
  for (const symbol of [{ shape: { value: "square" } }, { opacity: { value: 0.5 } }]) {
    const count = (svg: string) =>
      svg.slice(svg.indexOf("mark-symbol")).split("<path transform").length;
    const raw = await draw(symbol);
    assertEquals(count(compactSvg(raw)), count(raw));
  }
});

Deno.test("compactSvg() begins a path of its own where the style changes, also where the line goes on", () => {
  const line = (x: number, stroke: string) =>
    `<line transform="translate(${x},0)" x2="10" y2="0" stroke="${stroke}"/>`;
  const rules = (...lines: string[]) =>
    `<g class="mark-rule role-mark marks">${lines.join("")}</g>`;
  assertEquals(
    compactSvg(rules(line(0, "red"), line(10, "red"), line(20, "blue"), line(40, "blue"))),
    rules(
      '<g stroke="red"><path d="M0,0L10,0L20,0"/></g>',
      '<g stroke="blue"><path d="M20,0L30,0"/><path d="M40,0L50,0"/></g>',
    ),
  );
});

Deno.test("compactSvg() draws neighbouring cells of one colour as one path, whose edges still meet", () => {
  const cell = (x: number, fill: string) =>
    `<path d="M${x},0.26h1.26v1.26h-1.26Z" fill="${fill}" stroke-width="0"/>`;
  const marks = cell(0.12, "#111111") + cell(1.38, "#111111") + cell(2.64, "#222222");
  const group = (inner: string) => `<g class="mark-rect role-mark a">${inner}</g>`;
  assertEquals(
    compactSvg(group(marks)),
    group(
      '<g fill="#111111" stroke-width="0"><path d="M0.1,0.3h1.3v1.2h-1.3ZM1.4,0.3h1.2v1.2h-1.2Z"/></g>' +
        '<g fill="#222222" stroke-width="0"><path d="M2.6,0.3h1.3v1.2h-1.3Z"/></g>',
    ),
  );
  const framed = group(marks.replaceAll("/>", ' stroke="#333333"/>'));
  assertEquals(compactSvg(framed).match(/<path /g)?.length, 3);
});
