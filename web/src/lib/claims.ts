// A claim with everything its panel shows, and the text of a document with its marks.

import { rows, sparql, type Row } from "./api";
import { find, paragraph, unitsOf, type Mark } from "./text";

export interface Text {
  text: string;
  /** Marks with UTF-16 offsets. */
  marks: Mark[];
  truncated: boolean;
}

const texts = new Map<string, Promise<Text>>();
const KEPT = 20;

/** The text of a document and its marks. */
export function textOf(document: string): Promise<Text> {
  let text = texts.get(document);
  if (!text) {
    text = load(document);
    texts.set(document, text);
    text.catch(() => texts.delete(document));
    for (const oldest of texts.keys()) {
      if (texts.size <= KEPT) break;
      texts.delete(oldest);
    }
  }
  return text;
}

async function load(document: string): Promise<Text> {
  const iri = `<${document.replace(/[<>"{}|\\^`\s]/g, encodeURIComponent)}>`;
  const [answer, spans] = await Promise.all([
    sparql(`SELECT ?text WHERE { GRAPH ${iri} { ${iri} <https://w3id.org/demarche/ns#text> ?text } }`),
    rows("document-spans", { document, limit: 10000 }),
  ]);
  const text = answer.rows[0]?.text?.value ?? "";
  const units = unitsOf(text);
  const marks = spans.rows.map((row) => ({
    start: units(Number(row.start)),
    end: units(Number(row.end)),
    kind: row.role ?? "",
    refers: row.refers || undefined,
    claim: row.claim || undefined,
  }));
  return { text, marks, truncated: spans.truncated };
}

let attitudes: Promise<Map<string, string>> | undefined;

/** Attitudes with their families, both as IRIs. */
export function families(): Promise<Map<string, string>> {
  attitudes ??= rows("concepts", { scheme: "https://w3id.org/demarche/ns/attitude", limit: 10000 }).then(
    (table) => new Map(table.rows.map((row) => [row.concept!, row.broader || row.concept!])),
  );
  attitudes.catch(() => (attitudes = undefined));
  return attitudes;
}

export interface Claim {
  iri: string;
  className: string;
  document: string;
  /** Property by local name → values. */
  about: Map<string, string[]>;
  rule: { iri: string; patterns: string[]; comments: string[]; passes: string[]; attitude?: string } | undefined;
  documentAbout: Map<string, string[]>;
  quote: string;
  start: number;
  end: number;
}

const local = (iri: string): string => iri.replace(/^.*[#/]/, "");

function gather(all: Row[], step: string): Map<string, string[]> {
  const out = new Map<string, string[]>();
  for (const row of all) {
    if (row.step !== step) continue;
    const name = local(row.property!);
    const values = out.get(name);
    if (values) values.push(row.value!);
    else out.set(name, [row.value!]);
  }
  return out;
}

/** Everything on a claim; `undefined` if the store has none of that name. */
export async function claimOf(iri: string): Promise<Claim | undefined> {
  const chain = await rows("provenance-chain", { claim: iri }, "json");
  if (!chain.rows.length) return undefined;
  const about = gather(chain.rows, "1 claim");
  const passage = gather(chain.rows, "2 passage");
  const rule = gather(chain.rows, "3 rule");
  const ruleIri = about.get("foundBy")?.[0];
  return {
    iri,
    className: local(about.get("type")?.[0] ?? ""),
    document: about.get("inDocument")?.[0] ?? "",
    about,
    rule: ruleIri
      ? { iri: ruleIri, patterns: rule.get("pattern") ?? [], comments: rule.get("comment") ?? [], passes: rule.get("passes") ?? [], attitude: rule.get("attitude")?.[0] }
      : undefined,
    documentAbout: gather(chain.rows, "4 document"),
    quote: passage.get("quote")?.[0] ?? "",
    start: Number(passage.get("start")?.[0] ?? 0),
    end: Number(passage.get("end")?.[0] ?? 0),
  };
}

/** The marks that explain a claim, and the paragraph they stand in. */
export function explain(claim: Claim, text: Text, family: string): { from: number; to: number; marks: Mark[] } {
  const units = unitsOf(text.text);
  const start = units(claim.start);
  const end = units(claim.end);
  const [from, to] = paragraph(text.text, start, end);
  const marks: Mark[] = [{ start, end, kind: "sentence", claim: claim.iri }];
  const cue = text.marks.find((mark) => mark.kind === "cue" && mark.claim === claim.iri);
  if (cue) marks.push({ ...cue, family });
  const named = text.marks.filter((mark) => (mark.kind === "mention" || mark.kind === "reference") && mark.start >= start && mark.end <= end);
  const first = cue?.start ?? end;
  for (const holder of claim.about.get("holder") ?? []) {
    const own = named.filter((mark) => mark.refers === holder);
    // The subject stands before its verb more often than not: the last name before the cue, else the first behind it.
    const chosen = own.filter((mark) => mark.end <= first).at(-1) ?? own[0];
    if (chosen) marks.push({ ...chosen, kind: "holder" });
  }
  for (const words of claim.about.get("holderText") ?? []) {
    const found = find(text.text, words, start, end);
    if (found) marks.push({ start: found[0], end: found[1], kind: "holder" });
  }
  for (const words of claim.about.get("targetText") ?? []) {
    const found = find(text.text, words, cue?.end ?? start, end) ?? find(text.text, words, start, end);
    if (found) marks.push({ start: found[0], end: found[1], kind: "target" });
  }
  const actor = claim.about.get("actor")?.[0];
  if (claim.className === "Alignment") {
    // All who stand in the list, the one of this claim among them.
    const joined = new Set(text.marks.filter((mark) => mark.kind === "alignment" && mark.start === start && mark.end === end).map((mark) => mark.refers));
    for (const mark of named) if (joined.has(mark.refers)) marks.push({ ...mark, kind: mark.refers === actor ? "joiner" : "listed" });
  }
  return { from, to, marks };
}
