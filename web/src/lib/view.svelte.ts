// What is shown, all of it in the address: a link gives the same page, back and forward work.

import { expand, shorten } from "./iri";

export const TABS = ["overview", "network", "questions", "sparql", "documents", "ontology"] as const;
export type Tab = (typeof TABS)[number];
export const TAB_NAMES: Record<Tab, string> = {
  overview: "Overview",
  network: "Network",
  questions: "Questions",
  sparql: "SPARQL",
  documents: "Documents",
  ontology: "Ontology and lexicon",
};

/** Keys whose values are IRIs, shortened in the address. */
const IRIS = new Set(["who", "about", "topic", "forum", "doc", "claim", "row", "col", "centre", "term", "issuer", "kind", "attitude"]);

type Values = Record<string, string>;

function read(): Values {
  const values: Values = {};
  for (const [key, value] of new URLSearchParams(location.search)) if (value) values[key] = IRIS.has(key) ? expand(value) : value;
  return values;
}

let values = $state.raw<Values>(read());
addEventListener("popstate", () => (values = read()));

/** The value of a key, "" where there is none. */
export const at = (key: string): string => values[key] ?? "";
export const keys = (): string[] => Object.keys(values);

export function tab(): Tab {
  const name = at("tab");
  return (TABS as readonly string[]).includes(name) ? (name as Tab) : "overview";
}

/** The address of this view with some keys changed; "" takes one away. */
export function link(changes: Values, keep: (key: string) => boolean = () => true): string {
  const next = { ...Object.fromEntries(Object.entries(values).filter(([key]) => keep(key))), ...changes };
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(next)) if (value && !(key === "tab" && value === "overview")) search.set(key, IRIS.has(key) ? shorten(value) : value);
  const text = search.toString().replaceAll("%3A", ":").replaceAll("%2F", "/").replaceAll("%2C", ",");
  return "/" + (text && "?" + text);
}

/** Keys that hold whatever the tab. */
export const FILTERS = ["who", "about", "topic", "forum", "family", "since", "until", "mode"];
const LASTING = new Set(FILTERS);
export const lasting = (key: string): boolean => LASTING.has(key);

export function go(changes: Values, options: { replace?: boolean; keep?: (key: string) => boolean } = {}): void {
  const url = link(changes, options.keep);
  if (url === location.pathname + location.search) return;
  history[options.replace ? "replaceState" : "pushState"](null, "", url);
  values = read();
}

/** Makes links inside the page change the view without loading it anew. */
export function follow(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const anchor = (event.target as Element).closest("a");
  if (!anchor || anchor.target || anchor.hasAttribute("download") || anchor.origin !== location.origin || anchor.pathname !== "/") return;
  if (anchor.hash && anchor.search === location.search) return;
  event.preventDefault();
  const url = anchor.pathname + anchor.search;
  if (url !== location.pathname + location.search) history.pushState(null, "", url);
  values = read();
}

/** The filters as parameters of the counting queries. */
export function filters(): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [key, name] of [["who", "holder"], ["about", "about"], ["topic", "topic"], ["forum", "forum"], ["since", "since"], ["until", "until"]] as const)
    if (at(key)) out[name] = at(key);
  if (at("family")) out.family = "https://w3id.org/demarche/ns#" + at("family");
  return out;
}

export const joined = (): boolean => at("mode") === "joined";
