// Names of things, fetched together for all that a view shows.

import { SvelteMap } from "svelte/reactivity";
import { sparql } from "./api";
import { isIri, nameOf } from "./iri";

const known = new SvelteMap<string, string>();
const asked = new Set<string>();
let waiting: string[] = [];
const BATCH = 400;

/** Takes a name that came with an answer. */
export function learn(iri: string, label: string): void {
  if (!label) return;
  asked.add(iri);
  if (known.get(iri) !== label) known.set(iri, label);
}

/** The name of a thing; until the true one has come, one made of its IRI. */
export function label(iri: string): string {
  if (!iri) return "";
  const name = known.get(iri);
  if (name !== undefined) return name;
  if (isIri(iri) && !asked.has(iri)) {
    asked.add(iri);
    if (!waiting.length) queueMicrotask(fetchAll);
    waiting.push(iri);
  }
  return nameOf(iri);
}

async function fetchAll(): Promise<void> {
  const all = waiting;
  waiting = [];
  for (let i = 0; i < all.length; i += BATCH) await fetchSome(all.slice(i, i + BATCH));
}

const KNOWLEDGE = "GRAPH <https://w3id.org/demarche/id/graph/knowledge>";
const NAMES = "(<http://www.w3.org/2000/01/rdf-schema#label>|<http://www.w3.org/2004/02/skos/core#prefLabel>)";
const TITLE = "<http://purl.org/dc/terms/title>";

async function fetchSome(iris: string[]): Promise<void> {
  // What would end the brackets is in no IRI of a store, but may be in an address.
  const safe = iris.filter((iri) => !/[<>"{}|\\^`\s]/.test(iri));
  const values = (list: string[]) => list.map((iri) => `<${iri}>`).join(" ");
  try {
    await take(`SELECT ?e (MIN(STR(?l)) AS ?label) WHERE { VALUES ?e { ${values(safe)} } ${KNOWLEDGE} { ?e ${NAMES} ?l } } GROUP BY ?e`);
    const rest = safe.filter((iri) => !known.has(iri));
    if (rest.length)
      await take(
        `SELECT ?e (MIN(STR(?l)) AS ?label) WHERE { VALUES ?e { ${values(rest)} } { GRAPH ?g { ?e ${NAMES} ?l } } UNION { GRAPH ?e { ?e ${TITLE} ?l } } } GROUP BY ?e`,
      );
  } catch {
    // The names made of IRIs stay.
  }
}

async function take(query: string): Promise<void> {
  for (const row of (await sparql(query)).rows) if (row.e && row.label) known.set(row.e.value, row.label.value.replace(/\s+/g, " ").trim());
}
