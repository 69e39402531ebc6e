// IRIs of the graph: short forms, kinds, paths on this server, and names for the time until the true ones are known.

const ROOT = "https://w3id.org/demarche/";

const PREFIXES: readonly [string, string][] = [
  ["att", ROOT + "ns/attitude/"],
  ["kind", ROOT + "ns/kind/"],
  ["etype", ROOT + "ns/event-type/"],
  ["topic", ROOT + "ns/topic/"],
  ["modality", ROOT + "ns/modality/"],
  ["pattern", ROOT + "ns/pattern/"],
  ["en", ROOT + "lexicon/en/"],
  ["doc", ROOT + "id/doc/"],
  ["state", ROOT + "id/state/"],
  ["org", ROOT + "id/org/"],
  ["person", ROOT + "id/person/"],
  ["place", ROOT + "id/place/"],
  ["agreement", ROOT + "id/agreement/"],
  ["event", ROOT + "id/event/"],
  ["stance", ROOT + "id/stance/"],
  ["alignment", ROOT + "id/alignment/"],
  ["relation", ROOT + "id/relation/"],
  ["dem", ROOT + "ns#"],
];

/** `https://…/id/state/KZ` → `state:KZ`; what has no prefix stays as it is. */
export function shorten(iri: string): string {
  for (const [prefix, start] of PREFIXES) if (iri.startsWith(start)) return `${prefix}:${iri.slice(start.length)}`;
  return iri;
}

/** The reverse of `shorten`. */
export function expand(short: string): string {
  const colon = short.indexOf(":");
  if (colon < 0) return short;
  const start = PREFIXES.find(([prefix]) => prefix === short.slice(0, colon))?.[1];
  return start ? start + short.slice(colon + 1) : short;
}

export type Kind = "state" | "organisation" | "person" | "place" | "agreement" | "event" | "document" | "topic" | "attitude" | "other";

const KINDS: Record<string, Kind> = {
  state: "state",
  org: "organisation",
  person: "person",
  place: "place",
  agreement: "agreement",
  event: "event",
  doc: "document",
  topic: "topic",
  att: "attitude",
};

export const KIND_NAMES: Record<Kind, string> = {
  state: "States",
  organisation: "Organisations",
  person: "Persons",
  place: "Places",
  agreement: "Agreements",
  event: "Events",
  document: "Documents",
  topic: "Topics",
  attitude: "Attitudes",
  other: "Other",
};

export function kindOf(iri: string): Kind {
  const short = shorten(iri);
  return KINDS[short.slice(0, short.indexOf(":"))] ?? "other";
}

export const isIri = (text: string): boolean => /^(https?|urn):/.test(text);

/** Where this server has the page of an IRI. */
export function pathOf(iri: string): string {
  return iri.startsWith(ROOT) ? "/" + iri.slice(ROOT.length) : iri;
}

let regions: Intl.DisplayNames | undefined;

/** A readable name made of the IRI alone. */
export function nameOf(iri: string): string {
  const short = shorten(iri);
  if (short === iri) return decode(iri.replace(/^.*[/#](?=.)/, ""));
  const local = short.slice(short.indexOf(":") + 1);
  if (short.startsWith("state:") && /^[A-Z]{2}$/.test(local)) {
    regions ??= new Intl.DisplayNames(["en"], { type: "region" });
    return regions.of(local) ?? local;
  }
  return decode(local.replace(/-[0-9a-f]{8}$/, "")).replaceAll("-", " ");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
