/** The six families of attitudes: a sign and a hue for each. */
export interface Family {
  name: string;
  sign: string;
  /** As a heading. */
  label: string;
  /** What one stance of it is called, for counts. */
  one: string;
  many: string;
  column: string;
}

export const FAMILIES: Family[] = [
  { name: "approve", sign: "+", label: "For", one: "for", many: "for", column: "approving" },
  { name: "disapprove", sign: "−", label: "Against", one: "against", many: "against", column: "disapproving" },
  { name: "request", sign: "→", label: "Requests", one: "request", many: "requests", column: "requests" },
  { name: "commit", sign: "◆", label: "Commitments", one: "commitment", many: "commitments", column: "commitments" },
  { name: "decide", sign: "■", label: "Decisions", one: "decision", many: "decisions", column: "decisions" },
  { name: "assert", sign: "·", label: "Statements", one: "statement", many: "statements", column: "assertions" },
];

const NAMED = new Map(FAMILIES.map((family) => [family.name, family]));

/** By local name or IRI. */
export function family(name: string): Family {
  return NAMED.get(name.replace(/^.*[#/]/, "")) ?? FAMILIES[5]!;
}

/** How a stance counts: by its sign where it has one, else by its family. */
export function side(familyName: string, polarity: string | number): Family {
  const sign = Number(polarity);
  if (sign > 0) return family("approve");
  if (sign < 0) return family("disapprove");
  const own = family(familyName);
  return own.name === "approve" || own.name === "disapprove" ? family("assert") : own;
}
