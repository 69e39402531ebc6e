// Which canned query has the sentences behind what is chosen.

import { rows, type Table } from "./api";
import { kindOf, shorten } from "./iri";
import { at, filters } from "./view.svelte";

export const LIMIT = 100;

export interface Asked {
  name: string;
  params: Record<string, string | number>;
}

/** The query for a cell; `undefined` where a cell is made of two actors. */
export function ofCell(row: string, col: string): Asked | undefined {
  const { holder, about, topic, ...narrowed } = filters();
  const { forum, ...span } = narrowed;
  if (at("cols") === "agreement") return undefined;
  if (at("cols") === "addressee") {
    const { family, ...rest } = span;
    return asked("open-requests", { addressee: col, holder: row, ...rest });
  }
  // The same filters as those of the matrix, so that a cell has as many sentences as it says.
  return kindOf(col) === "topic"
    ? asked("actor-on-topic", { actor: row, topic: col, only: "itself", about: about ?? "", ...narrowed })
    : asked("actor-about", { actor: row, about: col, also: about ?? "", topic: topic ?? "", ...narrowed });
}

/** The query for what the address names: a cell, words, or all of the view. */
export function ofView(): Asked | undefined {
  const { holder, about, topic, ...narrowed } = filters();
  const { forum, ...span } = narrowed;
  if (at("row") && at("col")) return ofCell(at("row"), at("col"));
  if (at("words")) return { name: "search", params: { words: at("words"), limit: LIMIT } };
  if (at("list") === "joined") return asked("alignments", { actor: at("who"), about: at("about"), forum: at("forum"), since: at("since"), until: at("until") });
  if (!at("list")) return undefined;
  if (holder && topic) return asked("actor-on-topic", { actor: holder, topic, about: about ?? "", ...narrowed });
  if (holder && about) return asked("actor-about", { actor: holder, about, ...narrowed });
  if (about) return asked("stances-about", { about, ...span });
  if (topic) return asked("stances-on-topic", { topic, ...span });
  return holder ? asked("stances-by-actor", { actor: holder, ...span }) : undefined;
}

const asked = (name: string, params: Record<string, string>): Asked => ({
  name,
  params: { ...Object.fromEntries(Object.entries(params).map(([key, value]) => [key, shorten(value)])), limit: LIMIT },
});

export const answerOf = (of: Asked): Promise<Table> => rows(of.name, of.params);
