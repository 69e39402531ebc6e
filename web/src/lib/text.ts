// Text and offsets. The graph counts Unicode code points, JavaScript UTF-16 units; everything on the page is UTF-16.

/** UTF-16 offsets of code points: `units[i]` is where the i-th code point begins; one more entry for the end. */
export function unitsOf(text: string): (codePoint: number) => number {
  // Most texts hold nothing beyond the basic plane: then both counts are the same.
  if (!/[\u{10000}-\u{10FFFF}]/u.test(text)) return (n) => Math.max(0, Math.min(n, text.length));
  const units: number[] = [];
  let at = 0;
  for (const character of text) {
    units.push(at);
    at += character.length;
  }
  units.push(at);
  return (n) => units[Math.max(0, Math.min(n, units.length - 1))]!;
}

export interface Mark {
  start: number;
  end: number;
  kind: string;
  /** Family of a cue or sentence. */
  family?: string;
  /** IRI of what a name means. */
  refers?: string;
  claim?: string;
}

export interface Piece {
  text: string;
  start: number;
  marks: Mark[];
}

/** The text between two offsets in pieces, each with all marks that cover it; put together they are the text again. */
export function pieces(text: string, marks: Mark[], from = 0, to = text.length): Piece[] {
  const cuts = new Set([from, to]);
  const inside = marks.filter((mark) => mark.start < to && mark.end > from && mark.end > mark.start);
  for (const mark of inside) {
    cuts.add(Math.max(from, mark.start));
    cuts.add(Math.min(to, mark.end));
  }
  const edges = [...cuts].sort((a, b) => a - b);
  const sorted = [...inside].sort((a, b) => a.start - b.start || b.end - a.end);
  const out: Piece[] = [];
  let open: Mark[] = [];
  let next = 0;
  for (let i = 0; i + 1 < edges.length; i++) {
    const start = edges[i]!;
    const end = edges[i + 1]!;
    open = open.filter((mark) => mark.end > start);
    while (next < sorted.length && sorted[next]!.start <= start) {
      const mark = sorted[next++]!;
      if (mark.end > start) open.push(mark);
    }
    out.push({ text: text.slice(start, end), start, marks: [...open] });
  }
  return out;
}

/** The lines around a range: from the break before it to the break behind it. */
export function paragraph(text: string, start: number, end: number): [number, number] {
  const before = text.lastIndexOf("\n", start - 1) + 1;
  const behind = text.indexOf("\n", Math.max(start, end - 1));
  return [before, behind < 0 ? text.length : behind];
}

/** Where a phrase stands within a range, whatever its white space; `undefined` if it does not. */
export function find(text: string, phrase: string, start: number, end: number): [number, number] | undefined {
  const words = phrase.trim().split(/\s+/).filter(Boolean);
  if (!words.length) return undefined;
  const pattern = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\s+");
  const found = new RegExp(pattern, "u").exec(text.slice(start, end)) ?? new RegExp(pattern, "iu").exec(text.slice(start, end));
  return found ? [start + found.index, start + found.index + found[0].length] : undefined;
}

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/** `2023-03-30` → `30 March 2023`, as precise as given. */
export function day(date: string): string {
  const [, year, month, number] = /^(-?\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(date) ?? [];
  if (!year) return date || "no date";
  return [number && String(Number(number)), month && (MONTHS[Number(month) - 1] ?? month), year].filter(Boolean).join(" ");
}

export const count = (n: number): string => n.toLocaleString("en-GB");

export function plural(n: number, one: string, many = one + "s"): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** `a, b and c`. */
export function list(words: string[]): string {
  return words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;
}
