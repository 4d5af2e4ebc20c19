/** Sections and tables of the pages in docs, as the tests read them. */

/** Text of a page of the repo. */
export function pageOf(path: string): Promise<string> {
  return Deno.readTextFile(new URL(`../../${path}`, import.meta.url));
}

/** Numbers of the sections of a page whose headings are `## 7. Title`. */
export function sectionsOf(page: string): number[] {
  return [...page.matchAll(/^## (\d+)\. /gm)].map(([, number]) => Number(number));
}

/** Rows of the tables whose first column has this heading, cell by cell. */
export function rowsOf(page: string, heading: string): string[][] {
  const rows: string[][] = [];
  let inside = false;
  for (const line of page.split("\n")) {
    const cells = line.trim().startsWith("|") ? cellsOf(line) : undefined;
    if (cells === undefined) inside = false;
    else if (cells[0] === heading) inside = true;
    else if (inside && !/^-+$/.test(cells[0])) rows.push(cells);
  }
  return rows;
}

function cellsOf(line: string): string[] {
  return line.trim().slice(1, -1).split("|").map((cell) => cell.trim());
}
