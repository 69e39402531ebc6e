//! Alignments: who joins the statement, in all the forms of the genre.

use std::ops::Range;

use super::head::Source;
use super::{Alignment, Because, EntityRef, Head};
use crate::claim::stance::pattern;
use crate::knowledge::EntityKind;
use crate::mention::{Entities, Meaning};
use crate::syntax::{Grammar, Pos};
use crate::text::BlockKind;

/// What a document says of alignment.
#[derive(Debug, Default)]
pub struct Alignments {
    /// Who aligns, in text order.
    pub list: Vec<Alignment>,
    /// Cue tokens of alignment sentences, which are no stances of their own.
    pub cues: Vec<usize>,
}

/// Reads the alignments of a document from its sentences and their grammar.
pub fn read(s: Source<'_, '_>, grammars: &[Grammar], head: &Head, entities: &Entities) -> Alignments {
    let mut out = Alignments::default();
    for (i, g) in grammars.iter().enumerate() {
        let sentence = &s.r.sentences[i];
        if s.r.blocks[sentence.block].kind == BlockKind::Head {
            continue;
        }
        for verb in g.start..g.end {
            let Some(kind) = cue(s, g, verb) else { continue };
            out.cues.push(verb);
            if refused(s, g, verb) {
                continue;
            }
            let (names, rule) = actors(s, g, verb, kind, i, entities, &head.issuers);
            for (tokens, e) in names {
                if out.list.iter().any(|a| a.actor == e) || head.issuers.contains(&e) && head.issuers.len() == 1 {
                    continue;
                }
                let mention = s.r.span(&tokens);
                let passage = if sentence.span.covers(mention) { sentence.span } else { sentence.span.to(mention) };
                out.list.push(Alignment { actor: e, mention, because: Because::new(passage, pattern(rule)) });
            }
        }
    }
    out
}

#[derive(Clone, Copy, PartialEq)]
enum Cue {
    Active,
    Passive,
}

// "align themselves with this statement", "have asked to be associated with it", "joined the statement", "is endorsed by".
fn cue(s: Source<'_, '_>, g: &Grammar, verb: usize) -> Option<Cue> {
    let r = s.r;
    if !g.pos(verb).is_verb() && !matches!(g.pos(verb), Pos::Adjective) {
        return None;
    }
    let base = r.knowledge.words.text(r.base(verb));
    let strong = matches!(base, "align" | "associate" | "co-sponsor" | "cosponsor");
    if !(strong || matches!(base, "join" | "endorse" | "accede" | "subscribe" | "support")) {
        return None;
    }
    let passive = (verb > g.start) && (g.start..verb).rev().take(3).any(|t| g.pos(t) == Pos::Be);
    let text_noun = |t: usize| matches!(r.word(t), "statement" | "declaration" | "intervention" | "communique" | "position");
    let own = |t: usize| matches!(r.word(t), "this" | "the" | "present" | "above" | "following") || matches!(r.word(t), "it") && strong;
    // The text that is joined: "with this statement", "to the statement", or for a passive the subject.
    let object = (verb + 1..g.end.min(verb + 9)).find(|&t| text_noun(t)).filter(|&t| (verb + 1..t).any(own) && !of_another(s, g, t));
    if let Some(t) = object {
        let clean = (verb + 1..t).all(|x| !g.pos(x).is_verb());
        // "support the statement" says less than "align with".
        if clean && (strong || matches!(base, "join" | "accede" | "subscribe" | "endorse")) {
            return Some(Cue::Active);
        }
    }
    if strong && (verb + 1..g.end.min(verb + 4)).any(|t| r.word(t) == "it") && matches!(base, "align" | "associate") {
        return Some(Cue::Active);
    }
    if matches!(base, "co-sponsor" | "cosponsor") && (passive || (verb + 1..g.end.min(verb + 4)).any(|t| matches!(r.word(t), "this" | "present"))) {
        return Some(if passive { Cue::Passive } else { Cue::Active });
    }
    // "This statement is supported by A, B and C."
    let by = (verb + 1..g.end.min(verb + 4)).any(|t| r.word(t) == "by");
    let subject_is_text = (g.start..verb).any(text_noun) && (g.start..verb).take(6).any(own);
    (passive && by && subject_is_text && !matches!(base, "associate")).then_some(Cue::Passive)
}

// "the statement delivered by the European Union": somebody else's.
fn of_another(s: Source<'_, '_>, g: &Grammar, noun: usize) -> bool {
    let r = s.r;
    let mut t = noun + 1;
    if t < g.end && matches!(r.word(t), "delivered" | "made" | "issued" | "read" | "given" | "presented") {
        t += 1;
    }
    t < g.end && matches!(r.word(t), "by" | "of" | "from") && (t + 1..g.end.min(t + 6)).any(|x| s.names.at(x).is_some())
}

// Denials, conditions and wishes not carried out.
fn refused(s: Source<'_, '_>, g: &Grammar, verb: usize) -> bool {
    let r = s.r;
    (g.start..verb).rev().take(8).take_while(|&t| !matches!(g.pos(t), Pos::Stop)).any(|t| {
        g.pos(t) == Pos::Negation && r.word(t) != "only"
            || matches!(
                r.word(t),
                "cannot"
                    | "would"
                    | "could"
                    | "might"
                    | "may"
                    | "if"
                    | "unless"
                    | "whether"
                    | "refused"
                    | "declined"
                    | "unable"
                    | "should"
                    | "invited"
                    | "encouraged"
                    | "urged"
                    | "invites"
                    | "encourages"
                    | "invite"
                    | "can"
                    | "don't"
                    | "doesn't"
                    | "didn't"
            )
    }) || (g.start..verb).any(|t| matches!(r.word(t), "if" | "unless"))
}

type Listed = (Range<usize>, EntityRef);

fn actors(s: Source<'_, '_>, g: &Grammar, verb: usize, cue: Cue, sentence: usize, entities: &Entities, issuers: &[EntityRef]) -> (Vec<Listed>, &'static str) {
    let r = s.r;
    let group = g.groups.iter().position(|x| x.head == verb);
    let marker = group.and_then(|i| g.groups[i].marker).filter(|&m| matches!(r.word(m), "who" | "which" | "that"));
    if cue == Cue::Passive {
        let by = (verb + 1..g.end).find(|&t| r.word(t) == "by").unwrap_or(verb);
        return (listed(s, by + 1..g.end, entities), "alignment-passive");
    }
    if let Some(m) = marker {
        // The list right before "who joined".
        let mut from = m;
        while from > g.start {
            let t = from - 1;
            let in_list = s.names.at(t).is_some()
                || matches!(g.pos(t), Pos::Comma | Pos::Conjunction | Pos::Determiner | Pos::Open | Pos::Close)
                || matches!(r.text(t), "*" | "of");
            if !in_list {
                break;
            }
            from = s.names.at(t).map_or(t, |n| n.tokens.start);
        }
        return (listed(s, from..m, entities), "alignment-joined");
    }
    let before = listed(s, g.start..verb, entities);
    if !before.is_empty() && !(g.start..verb).any(|t| r.word(t) == "following" && s.names.at(t).is_none()) {
        return (before, "alignment-closer");
    }
    // "The following countries align themselves with this statement: …", as a sentence or as list items below.
    // "Countries joining X in this statement": X has issued it.
    let mut after = listed(s, verb..g.end.max(verb), entities);
    after.retain(|(_, e)| !issuers.contains(e));
    let introduces = r.document.slice(r.sentences[sentence].span).trim_end().ends_with(':') || (g.start..verb).any(|t| r.word(t) == "following");
    if after.is_empty() && introduces {
        let block = r.sentences[sentence].block;
        for (b, tokens) in r.blocks.iter().zip(&r.block_tokens).skip(block + 1) {
            let list = listed(s, tokens.clone(), entities);
            let only_names = !list.is_empty() && tokens.clone().filter(|&t| r.tokens[t].is_word() && s.names.at(t).is_none()).count() <= list.len() + 2;
            if !only_names || b.kind == BlockKind::Footnote {
                break;
            }
            after.extend(list);
        }
    }
    (after, "alignment-closer")
}

// States of a list; organisations only where there are no states. What an exception names is left out.
fn listed(s: Source<'_, '_>, range: Range<usize>, entities: &Entities) -> Vec<Listed> {
    let r = s.r;
    let except = range.clone().find(|&t| matches!(r.word(t), "exception" | "except" | "excluding" | "without"));
    let stop = except.map(|t| {
        // The exception ends with its bracket or at the next comma that is followed by no name.
        let close = (t..range.end)
            .find(|&x| matches!(r.text(x), ")" | ";") || r.text(x) == "," && s.names.at(x + 1).is_none() && r.text(x + 1) != "the" && r.text(x + 1) != "and");
        t..close.unwrap_or(range.end)
    });
    let all: Vec<Listed> = s
        .names
        .within(range.clone())
        .filter(|n| n.meaning == Meaning::Name && stop.as_ref().is_none_or(|x| !x.contains(&n.tokens.start)))
        .filter_map(|n| n.entity.map(|e| (n.tokens.clone(), e)))
        .collect();
    let states: Vec<Listed> = all.iter().filter(|(_, e)| entities.get(*e).kind == EntityKind::State).cloned().collect();
    if !states.is_empty() {
        return states;
    }
    all.into_iter().filter(|(t, e)| entities.get(*e).kind.is_body() && !(t.end < range.end && r.classes(t.end).any(crate::knowledge::Classes::AGENT))).collect()
}
