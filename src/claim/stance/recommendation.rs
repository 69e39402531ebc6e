//! Recommendations of a review: "140.1 Ratify the Convention (Chile, Japan);" under a line that speaks of recommendations.

use std::ops::Range;

use super::*;

/// Reads the lists of recommendations of a document. With the stances it gives the blocks that are nothing else.
#[must_use]
pub fn recommendations(resolver: &Resolver<'_, '_>) -> (Vec<Stance>, Vec<usize>) {
    let r = resolver.s.r;
    let mut out = Vec::new();
    let mut blocks = Vec::new();
    let lexicon = &r.knowledge.lexicon;
    let Some(attitude) = lexicon.attitudes.iter().position(|a| a.iri.ends_with("/recommend")) else { return (out, blocks) };
    let mut lead: Option<(usize, Range<usize>)> = None;
    for (b, tokens) in r.block_tokens.iter().enumerate() {
        let word = tokens.clone().find(|&t| r.word(t) == "recommendations");
        let colon = word.and_then(|w| (w..tokens.end).find(|&t| r.text(t) == ":"));
        let list = match (word, colon) {
            // The list begins behind the colon, in the line or below it.
            (Some(w), Some(c)) => {
                lead = Some((w, tokens.start..c));
                c + 1..tokens.end
            }
            _ => tokens.clone(),
        };
        let Some((cue, line)) = &lead else { continue };
        let found: Vec<_> = segments(r, list.clone()).into_iter().filter_map(|s| proposed(resolver, s)).collect();
        if found.is_empty() && !list.is_empty() {
            lead = None;
            continue;
        }
        if colon.is_none() {
            blocks.push(b);
        }
        let reviewed = resolver.s.names.within(line.clone()).filter_map(|n| n.entity).find(|&e| resolver.entities.get(e).kind == EntityKind::State);
        let scene_span = r.span(line);
        for (target, holders) in found {
            let family = lexicon.attitudes[attitude].family;
            out.push(Stance {
                holders,
                holder_text: None,
                attitude,
                family,
                polarity: lexicon.attitudes[attitude].polarity,
                intensity: 0,
                cue: r.tokens[*cue].span,
                target: Some(r.span(&target)),
                about: {
                    let mut about: Vec<_> = resolver.s.names.within(target.clone()).filter_map(|n| n.entity).map(About::Entity).collect();
                    about.sort_unstable();
                    about.dedup();
                    about
                },
                topics: Vec::new(),
                addressees: reviewed.into_iter().collect(),
                addressee_text: None,
                negated: false,
                modality: None,
                reported_by: Vec::new(),
                because: Because::new(scene_span.to(r.span(&target)), pattern("recommendation-list")),
            });
        }
    }
    (out, blocks)
}

// The parts of a list between its semicolons.
fn segments(r: &crate::syntax::Reading<'_>, range: Range<usize>) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = range.start;
    for t in range.clone() {
        if r.text(t) == ";" {
            out.push(start..t);
            start = t + 1;
        }
    }
    out.push(start..range.end);
    out
}

// What is proposed and by which states: the words before the brackets at the end, and the states in them.
fn proposed(resolver: &Resolver<'_, '_>, mut segment: Range<usize>) -> Option<(Range<usize>, Vec<EntityRef>)> {
    let r = resolver.s.r;
    let mut states = Vec::new();
    while segment.end > segment.start && matches!(r.text(segment.end - 1), "." | ",") {
        segment.end -= 1;
    }
    while segment.end > segment.start && r.text(segment.end - 1) == ")" {
        let open = segment.clone().rev().find(|&t| r.text(t) == "(")?;
        let inside: Vec<_> = resolver.s.names.within(open + 1..segment.end - 1).filter_map(|n| n.entity).collect();
        let only = (open + 1..segment.end - 1).all(|t| resolver.s.names.at(t).is_some() || !r.tokens[t].is_word() || matches!(r.word(t), "and" | "the"));
        if inside.is_empty()
            || !only
            || inside.iter().any(|&e| !matches!(resolver.entities.get(e).kind, EntityKind::State | EntityKind::Organisation | EntityKind::Group))
        {
            return None;
        }
        states.splice(0..0, inside);
        segment.end = open;
    }
    while segment.start < segment.end
        && (!r.tokens[segment.start].is_word() || r.tokens[segment.start].shape == crate::text::Shape::Number || r.word(segment.start) == "and")
    {
        segment.start += 1;
    }
    (!states.is_empty() && segment.len() > 1).then_some((segment, states))
}
