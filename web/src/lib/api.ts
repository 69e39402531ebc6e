import { parseCsv } from "./csv";
import { isIri, shorten } from "./iri";

/** What went wrong, in words for the reader, and what to do. */
export class Problem extends Error {
  readonly hint: string;
  readonly status: number;
  constructor(title: string, hint = "", status = 0) {
    super(title);
    this.hint = hint;
    this.status = status;
  }
}

export type Row = Record<string, string>;
export interface Table {
  rows: Row[];
  truncated: boolean;
}
export type Params = Record<string, string | number | undefined>;

async function ask(url: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem("The server does not answer.", "Is `demarche serve` still running? Then try again.");
  }
  if (response.ok) return response;
  let title = `The server answered ${response.status}.`;
  let hint = "";
  try {
    const told = (await response.json()) as { title?: string; detail?: string; hint?: string; help?: string };
    title = told.detail || told.title || title;
    hint = told.help ?? told.hint ?? "";
  } catch {
    // Not our form of an error: the status must do.
  }
  throw new Problem(title, hint || (response.status >= 500 ? "Ask for less, by a filter or a shorter span of time, or try again." : ""), response.status);
}

export function queryUrl(name: string, format: string, params: Params): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) if (value !== undefined && value !== "") search.set(key, String(value));
  const text = search.toString();
  return `/api/queries/${name}.${format}${text && "?" + text}`;
}

// Answers stay the same until the page is loaded anew; the last ones are kept, so that going back is instant.
const kept = new Map<string, Promise<Table>>();
const KEPT = 80;

/** Rows of a canned query, every cell as text; as CSV, which is a fifth of the JSON. */
export function rows(name: string, params: Params = {}, format: "csv" | "json" = "csv"): Promise<Table> {
  const url = queryUrl(name, format, params);
  let answer = kept.get(url);
  if (answer) kept.delete(url);
  else
    answer = ask(url).then(async (response) => {
      const truncated = response.headers.get("Demarche-Truncated") === "true";
      if (format === "csv") return { rows: parseCsv(await response.text()), truncated };
      const bindings = (await answerOf(response)).rows;
      return { rows: bindings.map((row) => Object.fromEntries(Object.entries(row).map(([key, term]) => [key, term.value]))), truncated };
    });
  kept.set(url, answer);
  answer.catch(() => kept.delete(url));
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT) break;
    kept.delete(oldest);
  }
  return answer;
}

export interface Term {
  type: "uri" | "literal" | "bnode" | "triple";
  value: string;
  datatype?: string;
  "xml:lang"?: string;
}
export interface Answer {
  vars: string[];
  rows: Record<string, Term>[];
  boolean?: boolean;
  truncated: boolean;
  graph?: string;
}

async function answerOf(response: Response): Promise<Answer> {
  const truncated = response.headers.get("Demarche-Truncated") === "true";
  if (!(response.headers.get("Content-Type") ?? "").includes("json")) return { vars: [], rows: [], truncated, graph: await response.text() };
  const json = (await response.json()) as { head: { vars?: string[] }; boolean?: boolean; results?: { bindings: Record<string, Term>[] } };
  return { vars: json.head.vars ?? [], rows: json.results?.bindings ?? [], boolean: json.boolean, truncated };
}

/** SPARQL as it stands. */
export async function sparql(query: string, signal?: AbortSignal): Promise<Answer> {
  const headers = { "Content-Type": "application/sparql-query", Accept: "application/sparql-results+json, text/turtle;q=0.9" };
  return answerOf(await ask("/sparql", { method: "POST", body: query, headers, signal }));
}

/** A canned query with the types of its terms. */
export async function canned(name: string, params: Params, graph: boolean, signal?: AbortSignal): Promise<Answer> {
  return answerOf(await ask(queryUrl(name, graph ? "ttl" : "json", params), { signal }));
}

/** Turtle of one thing. */
export async function turtle(path: string): Promise<string> {
  return (await ask(path, { headers: { Accept: "text/turtle" } })).text();
}

export interface Hit {
  iri: string;
  label: string;
  matched?: string;
  code?: string;
  stances: number;
  about: number;
  alignments: number;
  documents: number;
}
export interface Group {
  kind: string;
  total: number;
  hits: Hit[];
}

export async function search(q: string, options: { kind?: string; limit?: number } = {}, signal?: AbortSignal): Promise<Group[]> {
  const params = new URLSearchParams({ q });
  if (options.kind) params.set("kind", options.kind);
  if (options.limit) params.set("limit", String(options.limit));
  const found = (await (await ask(`/api/search?${params}`, { signal })).json()) as { groups?: Group[] };
  return found.groups ?? [];
}

export interface Parameter {
  name: string;
  type: string;
  required: boolean;
  about: string;
  default: string | null;
  choices: string[];
}
interface Listed {
  name: string;
  summary: string;
  description: string;
  question: string | null;
  tags: string[];
  gives: "table" | "graph";
  parameters: Parameter[];
  example: Record<string, string>;
  columns: { name: string; meaning: string }[];
  command: string;
  sparql: string;
}
export interface CannedQuery extends Listed {
  question: string;
  graph: boolean;
}

let list: Promise<CannedQuery[]> | undefined;

/** The canned queries. */
export function queries(): Promise<CannedQuery[]> {
  list ??= ask("/api/queries").then(async (response) => normalise((await response.json()) as Listed[]));
  list.catch(() => (list = undefined));
  return list;
}

function normalise(all: Listed[]): CannedQuery[] {
  return all.map((query) => ({ ...query, question: query.question ?? query.summary, graph: query.gives === "graph" }));
}

/** A value for a parameter: short, so that addresses stay readable. */
export const value = (iri: string): string => (isIri(iri) ? shorten(iri) : iri);
