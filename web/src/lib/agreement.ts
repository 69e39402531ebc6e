// Agreement of actors by what they are for and against, as discourse network analysts count it.

export interface Counted {
  holder: string;
  column: string;
  approving: number;
  disapproving: number;
}

export const MEASURES = {
  congruence: "Agreement",
  conflict: "Conflict",
  difference: "Agreement minus conflict",
} as const;
export type Measure = keyof typeof MEASURES;

export const NORMALISATIONS = {
  none: "number",
  average: "by mean activity",
  jaccard: "Jaccard",
  cosine: "cosine",
} as const;
export type Normalisation = keyof typeof NORMALISATIONS;
export const MEANINGS: Record<Normalisation, string> = {
  none: "the number of subjects",
  average: "subjects divided by the mean activity of both",
  jaccard: "subjects divided by all subjects of either",
  cosine: "subjects divided by the geometric mean of both activities",
};

export interface Pair {
  agree: number;
  oppose: number;
  value: number;
}

/**
 * Pairs of actors. Each actor has one position on a subject, the sign of its stances for minus those against;
 * a subject counts as agreement where both signs are the same, as conflict where they are opposite, and not at all
 * where one is silent or balanced. Activity is the number of subjects on which an actor has a sign.
 */
export function agreement(rows: Counted[], measure: Measure, normalisation: Normalisation): { actors: string[]; activity: Map<string, number>; pair: (a: string, b: string) => Pair | undefined } {
  const positions = new Map<string, Map<string, number>>();
  for (const row of rows) {
    const sign = Math.sign(row.approving - row.disapproving);
    if (!sign) continue;
    let own = positions.get(row.holder);
    if (!own) positions.set(row.holder, (own = new Map()));
    own.set(row.column, sign);
  }
  const activity = new Map([...positions].map(([actor, own]) => [actor, own.size]));
  const actors = [...positions.keys()].sort((a, b) => activity.get(b)! - activity.get(a)! || (a < b ? -1 : 1));
  const pair = (a: string, b: string): Pair | undefined => {
    const [one, other] = [positions.get(a), positions.get(b)];
    if (!one || !other || a === b) return undefined;
    let agree = 0;
    let oppose = 0;
    for (const [subject, sign] of one) {
      const their = other.get(subject);
      if (their === sign) agree++;
      else if (their) oppose++;
    }
    if (!agree && !oppose) return undefined;
    const raw = measure === "congruence" ? agree : measure === "conflict" ? oppose : agree - oppose;
    const by = {
      none: 1,
      average: (one.size + other.size) / 2,
      jaccard: one.size + other.size - agree - oppose,
      cosine: Math.sqrt(one.size * other.size),
    }[normalisation];
    return { agree, oppose, value: raw / by };
  };
  return { actors, activity, pair };
}
