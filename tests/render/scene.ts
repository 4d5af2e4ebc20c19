/** What stands where in a laid-out picture: texts with their boxes, and the marks that a text may not stand on. */
import type { View } from "vega";

/** A rectangle, in pixels of the picture. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A text that is drawn. */
export interface Text extends Box {
  readonly text: string;
  readonly size: number;
  /** `mark`, or the part of an axis, a legend or the title. */
  readonly role: string;
}

/** Stretches of ink: a point is one of no length. */
export interface Stroke {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly what: string;
}

/** All of a picture that matters for what can be read. */
export interface Scene {
  readonly width: number;
  readonly texts: readonly Text[];
  readonly strokes: readonly Stroke[];
}

// deno-lint-ignore no-explicit-any
type Node = any;

/** What is as faint as the lines that join the layers of an epoch hides no text, and no halo hides it. */
const FAINT = 0.3;

/** Reads the scene of a view. */
export function sceneOf(view: View): Scene {
  const texts: Text[] = [], strokes: Stroke[] = [];
  const { root } = view.scenegraph() as unknown as { root: Node };
  const width = root.bounds.width();
  visit(root, [0, 0], undefined);
  return { width, texts, strokes };

  function visit(mark: Node, at: readonly [number, number], panel: Node): void {
    for (const item of mark.items) {
      if (mark.marktype === "group") {
        const inside: [number, number] = [at[0] + (item.x ?? 0), at[1] + (item.y ?? 0)];
        for (const child of item.items) visit(child, inside, item);
      } else if (mark.marktype === "text") text(mark, item, at);
      else if (mark.role === "mark") ink(mark, item, at, panel);
    }
    if (mark.marktype === "line") line(mark, at, panel);
  }

  function text({ role }: Node, item: Node, [x, y]: readonly [number, number]): void {
    const words = [item.text ?? ""].flat().join(" ");
    if (words === "" || item.opacity === 0) return;
    const { x1, x2, y1, y2 } = item.bounds;
    texts.push({
      ...{ text: words, size: item.fontSize ?? 11, role },
      ...{ left: x + x1, right: x + x2, top: y + y1, bottom: y + y2 },
    });
  }

  function ink(mark: Node, item: Node, [x, y]: readonly [number, number], panel: Node): void {
    const { marktype, clip } = mark, opacity = item.strokeOpacity ?? item.opacity ?? 1;
    const outside = item.x < 0 || item.y < 0 || item.x > panel.width || item.y > panel.height;
    if (opacity < FAINT || (clip && outside)) return;
    const from = [x + item.x, y + item.y] as const;
    if (marktype === "symbol") strokes.push({ from, to: from, what: "a point" });
    if (marktype === "rule") {
      const to = [x + (item.x2 ?? item.x), y + (item.y2 ?? item.y)] as const;
      strokes.push({ from, to, what: "a line" });
    }
  }

  function line(mark: Node, [x, y]: readonly [number, number], panel: Node): void {
    const hidden = ({ x, y }: Node) =>
      mark.clip && (x < 0 || y < 0 || x > panel.width || y > panel.height);
    mark.items.slice(1).forEach((item: Node, k: number) => {
      const before = mark.items[k];
      if (hidden(before) || hidden(item)) return;
      strokes.push({
        from: [x + before.x, y + before.y],
        to: [x + item.x, y + item.y],
        what: "a curve",
      });
    });
  }
}

/** Whether two boxes share more than a hair. */
export function overlap(a: Box, b: Box, hair = 0.5): boolean {
  return a.left + hair < b.right && b.left + hair < a.right && a.top + hair < b.bottom &&
    b.top + hair < a.bottom;
}

/** Whether a stroke runs through a box, less a hair at its edges. */
export function crosses(
  { from, to }: Stroke,
  { left, right, top, bottom }: Box,
  hair = 1,
): boolean {
  let first = 0, last = 1;
  const sides = [
    [from[0], to[0] - from[0], left + hair, right - hair],
    [from[1], to[1] - from[1], top + hair, bottom - hair],
  ];
  for (const [start, step, low, high] of sides) {
    if (step === 0) {
      if (start < low || start > high) return false;
      continue;
    }
    const ends = [(low - start) / step, (high - start) / step].sort((a, b) => a - b);
    first = Math.max(first, ends[0]);
    last = Math.min(last, ends[1]);
  }
  return first <= last;
}
