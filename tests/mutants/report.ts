/** Fates of mutants in words. */
import type { Fate } from "./mutants.ts";

/** A line for a mutant. */
export function fateText({ mutant: { file, why }, killed, seconds }: Fate): string {
  return `${killed ? "killed" : "ALIVE "} ${file}: ${why} (${seconds.toFixed(1)} s)`;
}

/** Room of a file: its folder under lib, or the folder it lies in. */
function roomOf(file: string): string {
  const [top, room, inner] = file.split("/");
  if (top !== "lib") return top;
  return inner === undefined ? "lib" : room;
}

/** A table by room, and a line for each mutant that is alive. */
export function tableText(fates: readonly Fate[]): string {
  const rooms = [...Map.groupBy(fates, ({ mutant }) => roomOf(mutant.file))];
  const row = (room: string, of: readonly Fate[]) => {
    const killed = of.filter((fate) => fate.killed).length;
    return [room.padEnd(12), ...[killed, of.length].map((count) => String(count).padStart(6))].join(
      "",
    );
  };
  return [
    "room        killed   all",
    ...rooms.map(([room, of]) => row(room, of)),
    row("in all", fates),
    ...fates.filter(({ killed }) => !killed).map(fateText),
  ].join("\n");
}
