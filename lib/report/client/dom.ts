/**
 * Elements of a page, made and found.
 *
 * @module
 */
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

/** The element with an id. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

/** Makes an element with text or others in it; attributes that are undefined are left out. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string | undefined>> = {},
  ...content: readonly (string | Node)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(key, value);
  }
  made.append(...content);
  return made;
}

/** Runs once the page has been read and all its deferred scripts have run, those after this one, too. */
export function whenReady(run: () => void): void {
  if (document.readyState === "complete") run();
  else document.addEventListener("DOMContentLoaded", run, { once: true });
}

/** Offers bytes as a file. */
export function download(name: string, content: Blob): void {
  const url = URL.createObjectURL(content), link = element("a", { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
