/**
 * The program of all pages: opens what a link points into.
 *
 * @module
 */
/// <reference lib="dom" />
import { whenReady } from "./dom.ts";

/** Opens the details around what the address names, and goes there. */
function openTarget(): void {
  const name = decodeURIComponent(location.hash.slice(1));
  const target = name === "" ? null : document.getElementById(name) ??
    document.getElementById(location.hash.slice(1));
  if (target === null) return;
  for (let at: HTMLElement | null = target; at !== null; at = at.parentElement) {
    if (at instanceof HTMLDetailsElement) at.open = true;
  }
  target.scrollIntoView();
}

whenReady(() => {
  openTarget();
  addEventListener("hashchange", openTarget);
  // On paper everything is open.
  addEventListener("beforeprint", () => {
    for (const one of document.querySelectorAll("details")) one.open = true;
  });
});
