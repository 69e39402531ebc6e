//! The pipeline: a document and the knowledge in, claims and quads out. A pure function of both.

use oxrdf::Quad;

use crate::claim::{self, Extraction, Mention, MentionKind, alignment, event, head, reference, relation, stance};
use crate::graph;
use crate::knowledge::{EntityKind, Knowledge};
use crate::mention::{Entities, Meaning, Names};
use crate::syntax::{Grammar, GroupForm, Reading};
use crate::text::{BlockKind, Document, Span};
use crate::vocab::PATTERN;

/// Reads a document.
#[must_use]
pub fn extract(knowledge: &Knowledge, document: &Document) -> Extraction {
    let reading = Reading::new(knowledge, document);
    let mut entities = Entities::default();
    let names = Names::find(&reading, &mut entities);
    let text = head::Source { r: &reading, names: &names };

    // A title that the source gives beside the text names issuers and meetings as one in the text does.
    let title = Document { text: document.title.clone().unwrap_or_default(), ..Document::default() };
    let title_reading = Reading::new(knowledge, &title);
    let title_names = Names::find(&title_reading, &mut entities);
    let beside = (!title.text.is_empty()).then_some(head::Source { r: &title_reading, names: &title_names });

    let mut read = head::read(text, beside, &mut entities);
    let grammars: Vec<Grammar> = reading
        .sentences
        .iter()
        .map(|s| {
            let cover: Vec<u8> = s
                .tokens
                .clone()
                .map(|t| match names.at(t) {
                    Some(n) if n.meaning == Meaning::Demonym => 2,
                    Some(n) if n.meaning == Meaning::Unlinked && n.tokens.len() == 1 => 0,
                    Some(n) if n.span.len() < reading.tokens[t].span.len() && n.tokens.len() == 1 => 0,
                    Some(_) => 1,
                    None => 0,
                })
                .collect();
            Grammar::of(&reading, s, &cover)
        })
        .collect();

    let alignments = alignment::read(text, &grammars, &read.head, &entities);
    // "on behalf of a group of 45 countries": those that the text lists as joining speak in it too.
    if read.for_group {
        let joined: Vec<_> = alignments.list.iter().map(|a| a.actor).filter(|e| !read.head.issuers.contains(e)).collect();
        read.head.issuers.extend(joined);
    }
    let relations = relation::read(text, &read.head, &mut entities);
    let (events, forum) = event::read(text, &grammars, &read, &entities);
    read.head.forum_event = forum;

    let resolver = reference::Resolver { s: text, entities: &entities, head: &read.head, floor: None };
    let mut discourse = reference::Discourse { joined: alignments.list.iter().map(|a| a.actor).collect(), ..Default::default() };
    let said = stances(&resolver, &grammars, &events, &alignments, &mut discourse, read.title.as_ref());

    let mut mentions: Vec<Mention> = Vec::new();
    // "Moscow respected the choice": a capital that acts is a name of its state.
    let acting = |n: &crate::mention::NameSpan| {
        let place = n.entity.is_some_and(|e| resolver.entities.get(e).kind == crate::knowledge::EntityKind::Place);
        said.references
            .iter()
            .filter(|_| place)
            .find(|(span, e, rule)| *span == n.span && *rule == "description" && resolver.entities.get(*e).kind == crate::knowledge::EntityKind::State)
            .map(|(_, e, _)| *e)
    };
    for n in &names.list {
        if let Some(entity) = n.entity.map(|e| acting(n).unwrap_or(e)) {
            let kind = if n.meaning == Meaning::Demonym { MentionKind::Reference } else { MentionKind::Name };
            let rule = if n.meaning == Meaning::Demonym { format!("{PATTERN}demonym") } else { n.rule.clone() };
            mentions.push(Mention { span: n.span, entity, kind, rule });
        }
    }
    for (span, entity, rule) in said.references {
        mentions.push(Mention { span, entity, kind: MentionKind::Reference, rule: format!("{PATTERN}{rule}") });
    }
    mentions.sort_by_key(|m| (m.span.start, m.span.end, m.kind == MentionKind::Reference, m.entity));
    mentions.dedup_by(|a, b| a.span == b.span && a.entity == b.entity);

    let unlinked = names.list.iter().filter(|n| n.meaning == Meaning::Unlinked).map(|n| n.span).collect();
    Extraction {
        sentences: reading.sentences.len(),
        head: read.head,
        entities: entities.into_list(),
        mentions,
        events,
        stances: said.stances,
        alignments: alignments.list,
        relations,
        unresolved: said.unresolved,
        counts: discourse.counts,
        unlinked,
        cue_sentences: said.cue_sentences,
    }
}

fn stances(
    resolver: &reference::Resolver<'_, '_>,
    grammars: &[Grammar],
    events: &[claim::Event],
    alignments: &alignment::Alignments,
    discourse: &mut reference::Discourse,
    title: Option<&std::ops::Range<usize>>,
) -> stance::Said {
    let r = resolver.s.r;
    let mut said = stance::Said::default();
    let (recommended, listed_blocks) = stance::recommendations(resolver);
    said.cue_sentences += recommended.len();
    said.stances = recommended;
    let mut lead: Option<(stance::LeadIn, Span)> = None;
    // The lead-in whose items have been read as one target.
    let mut listed: Option<usize> = None;
    let mut turn = Turn::new(r);
    let mut floor: Option<reference::Resolver<'_, '_>> = None;
    for (i, g) in grammars.iter().enumerate() {
        let sentence = &r.sentences[i];
        let block = &r.blocks[sentence.block];
        if matches!(block.kind, BlockKind::Heading | BlockKind::Footnote) {
            continue;
        }
        if turn.begins(r, sentence.block) {
            floor =
                turn.speaks_for(resolver).map(|who| reference::Resolver { s: resolver.s, entities: resolver.entities, head: resolver.head, floor: Some(who) });
        }
        let resolver = floor.as_ref().unwrap_or(resolver);
        if listed_blocks.contains(&sentence.block) || turn.is_others(resolver) {
            continue;
        }
        // Above the body only a headline that is a sentence says something.
        let headline = block.kind == BlockKind::Head
            && resolver.head.kind == "news-report"
            && title.is_some_and(|t| t.start < sentence.tokens.end && sentence.tokens.start < t.end);
        if block.kind == BlockKind::Head && !headline {
            continue;
        }
        if block.kind != BlockKind::Item || block.lead.is_none_or(|l| lead.as_ref().is_none_or(|(x, _)| x.block != l)) {
            lead = None;
        }
        let leads = r.blocks.get(sentence.block + 1).is_some_and(|b| b.kind == BlockKind::Item && b.lead == Some(sentence.block))
            && r.sentences.get(i + 1).is_none_or(|s| s.block != sentence.block);
        let scene = stance::Scene { resolver, g, passage: sentence.span, block: block.kind, led: lead.is_some(), leads, events };
        if let Some((lead_in, passage)) = &lead {
            let first = r.sentences.iter().position(|s| s.block == sentence.block) == Some(i);
            if first && g.end > g.start {
                let mut end = g.end;
                while end > g.start && (r.text(end - 1) == "and" || r.text(end - 1) == "," || r.text(end - 1) == ";") {
                    end -= 1;
                }
                let mut tokens = g.start..end.max(g.start + 1);
                // Lettered clauses of a resolution are one target with their paragraph.
                if resolver.head.kind == "resolution" {
                    let list = r.blocks.iter().zip(&r.block_tokens).filter(|(b, t)| b.lead == block.lead && !t.is_empty());
                    tokens.end = list.map(|(_, t)| t.end).max().unwrap_or(tokens.end);
                    tokens.end -= usize::from(matches!(r.text(tokens.end - 1), ";" | "."));
                }
                said.stances.push(stance::of_item(lead_in, r.span(&tokens), *passage, &scene, &tokens));
                said.cue_sentences += 1;
            }
        }
        // What is asked in an item is not said by those who are to do it.
        if let Some((lead_in, _)) = &lead
            && (resolver.head.kind == "resolution" || lead_in.bare && g.groups.first().is_some_and(|x| !x.form.is_finite() || x.form == GroupForm::Plain))
        {
            if resolver.head.kind == "resolution" {
                lead = None;
                listed = block.lead;
            }
            continue;
        }
        if listed.is_some() && block.lead == listed {
            continue;
        }
        let before = said.stances.len();
        let last = stance::read(&scene, discourse, &mut said);
        // Those who align are no holders of the statement they align with.
        let cues: Vec<Span> = alignments.cues.iter().filter(|t| sentence.tokens.contains(t)).map(|&t| r.tokens[t].span).collect();
        if !cues.is_empty() {
            let mut kept = said.stances.split_off(before);
            kept.retain(|s| !cues.iter().any(|c| s.cue.overlaps(*c) || s.cue.end <= c.start && s.target.is_some_and(|t| t.covers(*c))));
            said.stances.append(&mut kept);
            said.unresolved.retain(|u| !cues.iter().any(|c| u.cue.overlaps(*c)));
        }
        if block.kind != BlockKind::Item {
            lead = match last {
                Some((stance, bare)) if leads => Some((stance::LeadIn { stance, block: sentence.block, bare }, sentence.span)),
                _ => None,
            };
        }
    }
    said.stances.sort_by_key(|s| s.because.passage.start);
    said
}

// In a transcript ("MR LIND: …", "QUESTION: …") the turns of the speaker who has most of them are the issuer's; where
// several issuers speak, each has those of its officer.
struct Turn<'a> {
    labels: Vec<&'a str>,
    main: Option<&'a str>,
    current: Option<&'a str>,
}

impl<'a> Turn<'a> {
    fn new(r: &'a Reading<'_>) -> Self {
        let mut counts: Vec<(&str, usize)> = Vec::new();
        for label in (0..r.blocks.len()).filter_map(|b| Self::label(r, b)).filter(|l| !Self::is_question(l)) {
            match counts.iter_mut().find(|(l, _)| *l == label) {
                Some((_, n)) => *n += 1,
                None => counts.push((label, 1)),
            }
        }
        // The first of the most frequent ones.
        let most = counts.iter().map(|(_, n)| *n).max();
        Self { labels: counts.iter().map(|(l, _)| *l).collect(), main: counts.iter().find(|(_, n)| Some(*n) == most).map(|(l, _)| *l), current: None }
    }

    fn label(r: &'a Reading<'_>, block: usize) -> Option<&'a str> {
        r.blocks[block].label.map(|l| r.document.slice(l)).filter(|l| l.ends_with(':'))
    }

    fn is_question(label: &str) -> bool {
        ["QUESTION", "Q:", "MODERATOR", "OPERATOR", "PARTICIPANT", "JOURNALIST", "REPORTER", "INTERVIEWER", "STAFF"].iter().any(|w| label.starts_with(w))
    }

    // Whether a block gives somebody the floor.
    fn begins(&mut self, r: &'a Reading<'_>, block: usize) -> bool {
        let label = Self::label(r, block);
        self.current = label.or(self.current);
        label.is_some()
    }

    // Where a text has several issuers: for which of them the one speaks who has the floor.
    fn speaks_for(&self, resolver: &reference::Resolver<'_, '_>) -> Option<Vec<claim::EntityRef>> {
        let label = self.current?;
        if resolver.head.issuers.len() < 2 || Self::is_question(label) {
            return None;
        }
        let gazetteer = &resolver.s.r.knowledge.gazetteer;
        let year = resolver.head.date.as_ref().map(claim::Date::year);
        let of_label = |label: &str| -> Option<claim::EntityRef> {
            let person = resolver.entities.list().iter().find(|e| {
                let family = e.label.split_whitespace().last().unwrap_or_default().to_uppercase();
                e.kind == EntityKind::Person && family.len() > 2 && label.split(|c: char| !c.is_alphabetic() && c != '-').any(|w| w == family)
            })?;
            let state = &gazetteer.entities[gazetteer.office(person.known?, year)?.of as usize].iri;
            resolver.head.issuers.iter().copied().find(|&e| resolver.entities.get(e).iri == *state)
        };
        // Who has no known office speaks for the issuer that is left.
        let known = of_label(label).or_else(|| {
            let others: Vec<_> = self.labels.iter().filter(|l| **l != label).filter_map(|l| of_label(l)).collect();
            let mut left = resolver.head.issuers.iter().copied().filter(|e| !others.contains(e));
            left.next().filter(|_| left.next().is_none() && !others.is_empty())
        });
        known.map(|e| vec![e])
    }

    // Whether somebody has the floor who does not speak for the issuers.
    fn is_others(&self, resolver: &reference::Resolver<'_, '_>) -> bool {
        self.current.is_some_and(Self::is_question) || resolver.floor.is_none() && self.current.is_some() && self.current != self.main
    }
}

/// Reads a document and maps what it says to quads of the document's graph, sorted.
#[must_use]
pub fn quads(knowledge: &Knowledge, document: &Document) -> (Extraction, Vec<Quad>) {
    let extraction = extract(knowledge, document);
    let quads = graph::quads(knowledge, document, &extraction);
    (extraction, quads)
}
