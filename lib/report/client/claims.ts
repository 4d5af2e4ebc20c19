/**
 * Filter of the claims by section, verdict and words; what is chosen stands in the address.
 *
 * @module
 */
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { byId, whenReady } from "./dom.ts";

interface Chosen {
  section: string;
  verdict: string;
  words: string;
}

const FIELDS = ["section", "verdict", "words"] as const;

function start(): void {
  const form = byId<HTMLFormElement>("filter"),
    claims = [...document.querySelectorAll<HTMLDetailsElement>(".claim")];
  const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement;
  const count = byId<HTMLOutputElement>("count");
  const apply = () => {
    const chosen = Object.fromEntries(
      FIELDS.map((name) => [name, field(name).value]),
    ) as unknown as Chosen;
    let shown = 0;
    for (const one of claims) {
      one.hidden = !matches(one, chosen);
      if (!one.hidden) shown++;
    }
    count.value = `${shown} of ${claims.length}`;
  };
  const read = () => {
    const given = new URLSearchParams(location.hash.slice(1));
    if (!FIELDS.some((name) => given.has(name))) return;
    for (const name of FIELDS) field(name).value = given.get(name) ?? "";
    apply();
  };
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    apply();
    const own = new URLSearchParams(
      FIELDS.flatMap((name) => field(name).value === "" ? [] : [[name, field(name).value]]),
    );
    history.replaceState(null, "", `#${own}`);
  });
  byId("open-all").addEventListener("click", () => {
    const all = claims.filter(({ hidden }) => !hidden), open = !all.every((one) => one.open);
    for (const one of all) one.open = open;
    byId("open-all").textContent = open ? "Close all" : "Open all";
  });
  addEventListener("hashchange", () => {
    read();
    reveal(claims, field, apply);
  });
  apply();
  read();
}

/** A claim that is linked to is shown, whatever was filtered. */
function reveal(
  claims: readonly HTMLDetailsElement[],
  field: (name: string) => HTMLInputElement,
  apply: () => void,
): void {
  const target = claims.find(({ id }) => `#${id}` === location.hash);
  if (target === undefined || !target.hidden) return;
  for (const name of FIELDS) field(name).value = "";
  apply();
  target.open = true;
  target.scrollIntoView();
}

function matches(one: HTMLDetailsElement, { section, verdict, words }: Chosen): boolean {
  if (verdict !== "" && one.dataset.verdict !== verdict) return false;
  if (section !== "" && !one.dataset.sections!.split(" ").includes(section)) return false;
  const text = `${one.id} ${one.textContent}`.toLowerCase();
  return words.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

whenReady(start);
