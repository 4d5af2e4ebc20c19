/** A line of a diff: common to both (" "), only in the actual value ("-"), only in the expected ("+"). */
interface DiffLine {
  readonly mark: " " | "-" | "+";
  readonly text: string;
}

/** Above this many table cells the exact alignment costs too much; whole blocks are shown instead. */
const MAX_CELLS = 1_000_000;
/** Common lines kept before and after a change. */
const CONTEXT = 3;
/** Lines shown of one diff at the most. */
const MAX_LINES = 60;

/**
 * The difference of two texts by line, with `-` for lines of `actual` and `+` for lines of
 * `expected`, a little context around every change, and at most 60 lines.
 */
export function diff(actual: string, expected: string): string {
  if (actual === expected) return "    (both print the same)";
  const lines = align(actual.split("\n"), expected.split("\n"));
  const shown = withContext(lines);
  const head = shown.slice(0, MAX_LINES);
  const cut = shown.length - head.length;
  if (cut > 0) head.push(`... ${cut} more lines`);
  return ["    - actual / + expected", "", ...head].join("\n");
}

/** Strips what both ends share, then aligns the middle. */
function align(a: string[], b: string[]): DiffLine[] {
  const shorter = Math.min(a.length, b.length);
  let head = 0;
  while (head < shorter && a[head] === b[head]) head++;
  let tail = 0;
  while (
    tail < shorter - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]
  ) tail++;
  return [
    ...mark(" ", a.slice(0, head)),
    ...alignMiddle(
      a.slice(head, a.length - tail),
      b.slice(head, b.length - tail),
    ),
    ...mark(" ", a.slice(a.length - tail)),
  ];
}

/** Aligns by the longest common subsequence; large inputs line by line or as two blocks. */
function alignMiddle(a: string[], b: string[]): DiffLine[] {
  if (a.length * b.length > MAX_CELLS) {
    return a.length === b.length ? alignInPlace(a, b) : [...mark("-", a), ...mark("+", b)];
  }
  const common = commonLengths(a, b);
  const width = b.length + 1;
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      lines.push({ mark: " ", text: a[i++]! });
      j++;
    } else if (common[(i + 1) * width + j]! >= common[i * width + j + 1]!) {
      lines.push({ mark: "-", text: a[i++]! });
    } else {
      lines.push({ mark: "+", text: b[j++]! });
    }
  }
  return [...lines, ...mark("-", a.slice(i)), ...mark("+", b.slice(j))];
}

/** `table[i * (b.length + 1) + j]` = length of the longest common subsequence of a[i..] and b[j..]. */
function commonLengths(a: string[], b: string[]): Uint32Array {
  const width = b.length + 1;
  const table = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      table[i * width + j] = a[i] === b[j]
        ? table[(i + 1) * width + j + 1]! + 1
        : Math.max(table[(i + 1) * width + j]!, table[i * width + j + 1]!);
    }
  }
  return table;
}

/** Two large arrays of one length most often differ element by element. */
function alignInPlace(a: string[], b: string[]): DiffLine[] {
  return a.flatMap((text, i): DiffLine[] =>
    text === b[i] ? [{ mark: " ", text }] : [{ mark: "-", text }, { mark: "+", text: b[i]! }]
  );
}

function mark(sign: DiffLine["mark"], texts: string[]): DiffLine[] {
  return texts.map((text) => ({ mark: sign, text }));
}

/** The changed lines with their neighbours; what is left out between them becomes one line. */
function withContext(lines: DiffLine[]): string[] {
  const keep = new Uint8Array(lines.length);
  lines.forEach(({ mark }, i) => {
    if (mark !== " ") keep.fill(1, Math.max(0, i - CONTEXT), i + CONTEXT + 1);
  });
  const shown: string[] = [];
  let skipped = 0;
  for (let i = 0; i <= lines.length; i++) {
    if (i < lines.length && !keep[i]) {
      skipped++;
      continue;
    }
    if (skipped > 0) shown.push(`... ${skipped} equal lines`);
    skipped = 0;
    if (i < lines.length) shown.push(`${lines[i]!.mark}   ${lines[i]!.text}`);
  }
  return shown;
}
