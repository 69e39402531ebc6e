//! Stances: cues with their holders, targets, addressees, negation, modality and reporters.

mod beside;
mod force;
mod holder;
mod recommendation;
mod target;
mod verb;

use std::ops::Range;

use super::cue::{Match, Matcher};
use super::reference::{Discourse, Meant, Resolver};
use super::{About, Because, EntityRef, Event, Stance, Unresolved};
use crate::knowledge::{Classes, CueKind, EntityKind, Family, Form, Sense};
use crate::mention::Meaning;
use crate::syntax::{Grammar, Group, GroupForm, Link, Pos};
use crate::text::{BlockKind, Span};
use crate::vocab::PATTERN;

pub use recommendation::recommendations;

/// What the sentences of a document say.
#[derive(Debug, Default)]
pub struct Said {
    /// Stances, in text order.
    pub stances: Vec<Stance>,
    /// Cues without a claim.
    pub unresolved: Vec<Unresolved>,
    /// Passages that refer to an entity without naming it.
    pub references: Vec<(Span, EntityRef, &'static str)>,
    /// Sentences with a cue.
    pub cue_sentences: usize,
}

/// A sentence as the stance reader sees it.
pub struct Scene<'a, 'r> {
    /// References are resolved with this.
    pub resolver: &'a Resolver<'a, 'r>,
    /// The grammar of the sentence.
    pub g: &'a Grammar,
    /// The sentence (or lead-in and item) as evidence.
    pub passage: Span,
    /// The kind of block.
    pub block: BlockKind,
    /// Whether a cue leads the list in of which this is an item.
    pub led: bool,
    /// Whether a list follows.
    pub leads: bool,
    /// Events of the document.
    pub events: &'a [Event],
}

/// A lead-in: the cue whose target the items of a list are.
#[derive(Clone, Debug)]
pub struct LeadIn {
    /// The stance of the lead-in itself.
    pub stance: Stance,
    /// The block it stands in.
    pub block: usize,
    /// Whether its items are infinitives: what is to be done.
    pub bare: bool,
}

// A cue that was found, before it is known who holds it.
struct Found {
    m: Match,
    // The group of the cue's verb or copula.
    group: Option<usize>,
    // Target outside the complement: the subject of a passive or evaluation.
    target: Option<Range<usize>>,
    holder: Holder,
    addressee: Option<Range<usize>>,
    negated: bool,
    modality: Option<String>,
    intensity: u8,
}

enum Holder {
    Speaker,
    Phrase(Range<usize>),
    // The subject of the group.
    Subject(usize),
    // The possessive or genitive of a noun cue.
    Possessor(usize),
}

/// Reads the stances of one sentence into `said`; gives the last one if its target reaches the end (a possible lead-in).
/// With it whether that target is an infinitive.
pub fn read(scene: &Scene<'_, '_>, d: &mut Discourse, said: &mut Said) -> Option<(Stance, bool)> {
    let reader = Reader { scene, m: Matcher { r: scene.resolver.s.r, names: scene.resolver.s.names, g: scene.g } };
    reader.run(d, said)
}

struct Reader<'a, 'b, 'r> {
    scene: &'a Scene<'b, 'r>,
    m: Matcher<'a, 'r>,
}

impl Reader<'_, '_, '_> {
    fn run(&self, d: &mut Discourse, said: &mut Said) -> Option<(Stance, bool)> {
        let g = self.scene.g;
        let mut found: Vec<Found> = Vec::new();
        let mut consumed: Vec<Range<usize>> = Vec::new();
        for i in 0..g.groups.len() {
            if let Some(f) = self.group_cue(i) {
                consumed.push(f.m.cue.clone());
                found.push(f);
            }
        }
        let seconded = self.seconded(&found);
        found.extend(seconded);
        found.extend(self.verbless());
        self.coordinated_adjectives(&mut found);
        found.extend(self.attribution());
        for t in g.start..g.end {
            if g.pos(t) != Pos::Noun || consumed.iter().any(|c| c.contains(&t)) {
                continue;
            }
            let around = found.iter().position(|f| self.target_of(f).is_some_and(|r| r.contains(&t)));
            let Some(around) = around else {
                found.extend(self.noun_cue(t));
                continue;
            };
            // "reaffirmed the ties, and their commitment to …": a second complement that is a cue of its own.
            if let Some((cue, from)) = self.coordinated_noun(t) {
                let range = self.target_of(&found[around]).unwrap_or(t..t);
                if found[around].m.form == Some(Form::Phrase) && from > range.start {
                    found[around].m.target = Some(range.start..from);
                    found.push(cue);
                }
            }
        }
        // What reports comes before what it reports, wherever its verb stands.
        found.sort_by_key(|f| {
            let target = f.m.target.as_ref().or(f.target.as_ref()).map_or(f.m.cue.start, |t| t.start);
            (target.min(f.m.cue.start), std::cmp::Reverse(f.m.target.as_ref().map_or(0, std::iter::ExactSizeIterator::len)))
        });
        self.drop_nested(&mut found);
        let any = !found.is_empty();
        let mut last: Option<(bool, Stance)> = None;
        if self.scene.leads
            && let Some(open) = self.open_cue(&found)
        {
            found.retain(|f| f.group != open.group);
            found.push(open);
        }
        // The holder of the cue whose clause a nested cue stands in reports it.
        let mut holders: Vec<(Range<usize>, Vec<EntityRef>)> = Vec::new();
        for f in &found {
            let target = self.target_of(f);
            match self.claim(f, target.clone(), d, &holders, said) {
                Ok(stance) => {
                    if let Some(t) = &target {
                        holders.push((t.clone(), stance.holders.clone()));
                    }
                    let end = target.as_ref().map_or(0, |t| t.end);
                    if (end >= g.end || target.is_none()) && last.as_ref().is_none_or(|(_, s)| s.cue.start < stance.cue.start) {
                        last = Some((matches!(f.m.form, Some(Form::Infinitive | Form::Bare)), stance.clone()));
                    }
                    // A lead-in that stops at its cue says nothing before its items do.
                    if target.is_some() {
                        said.stances.push(stance);
                    }
                }
                Err(reason) => {
                    let sense = self.sense(f).iri.clone();
                    said.unresolved.push(Unresolved { cue: self.r().span(&f.m.cue), sentence: self.scene.passage, reason, sense });
                }
            }
        }
        said.cue_sentences += usize::from(any);
        self.remember(d);
        last.map(|(bare, s)| (s, bare))
    }

    // What is asked, promised or decided is not said by those who are to do it: inside a target only reported clauses
    // speak. And a word is one cue, that of the longer pattern.
    fn drop_nested(&self, found: &mut Vec<Found>) {
        let g = self.scene.g;
        let spans: Vec<_> = found
            .iter()
            .map(|f| (f.m.cue.clone(), f.m.weight, f.target.is_none().then(|| self.target_of(f)).flatten(), f.m.form, self.family(f.m.sense)))
            .collect();
        let mut at = 0;
        found.retain(|f| {
            let me = at;
            at += 1;
            let reported = f.group.is_some_and(|i| matches!(g.groups[i].link, Link::That | Link::Main));
            !spans.iter().enumerate().any(|(other, (cue, weight, target, form, family))| {
                if other == me {
                    return false;
                }
                let same_words = cue.start < f.m.cue.end && f.m.cue.start < cue.end && (*weight > f.m.weight || *weight == f.m.weight && other < me);
                let inside = target.as_ref().is_some_and(|t| t.start <= f.m.cue.start && f.m.cue.start < t.end);
                let speech = matches!(form, Some(Form::That | Form::Said)) && matches!(family, Family::Assert | Family::Approve | Family::Disapprove);
                same_words || inside && !(speech && reported)
            })
        });
    }

    fn r(&self) -> &crate::syntax::Reading<'_> {
        self.scene.resolver.s.r
    }

    fn sense(&self, f: &Found) -> &Sense {
        &self.r().knowledge.lexicon.senses[f.m.sense]
    }

    fn family(&self, sense: usize) -> Family {
        let l = &self.r().knowledge.lexicon;
        l.attitudes[l.senses[sense].attitude].family
    }

    // After a sentence its main subject is what "they" and "it" mean.
    fn remember(&self, d: &mut Discourse) {
        let g = self.scene.g;
        let main = g.groups.iter().find(|x| x.link == Link::Main && x.form.is_finite());
        if let Some(subject) = main.and_then(|x| x.subject.clone()) {
            let meant = self.scene.resolver.phrase(g, subject, d);
            if !meant.entities.is_empty() {
                d.person = meant.entities.iter().copied().find(|&e| self.scene.resolver.entities.get(e).kind == EntityKind::Person).or(d.person);
                if meant.entities.len() > 1 {
                    d.together.clone_from(&meant.entities);
                }
                d.subject = meant.entities;
            }
        }
        let state = self
            .scene
            .resolver
            .s
            .names
            .within(g.start..g.end.max(g.start))
            .filter(|n| n.meaning == Meaning::Name)
            .filter_map(|n| n.entity)
            .filter(|&e| self.scene.resolver.entities.get(e).kind == EntityKind::State && !self.scene.resolver.speaker().contains(&e))
            .last();
        d.state = state.or(d.state);
    }

    fn found(&self, m: Match, i: usize, holder: Holder) -> Found {
        self.found_at(m, Some(i), holder)
    }

    fn found_at(&self, m: Match, group: Option<usize>, holder: Holder) -> Found {
        let g = self.scene.g;
        let (mut negated, mut modality, mut intensity) = (false, None, m.intensity);
        if let Some(i) = group {
            let x = &g.groups[i];
            negated = self.negation(x).0;
            modality = self.modality(i);
            let mut first = x.first;
            while first > g.start && g.pos(first - 1) == Pos::Adverb {
                first -= 1;
            }
            intensity = intensity.max(self.m.intensity_of(first..x.head + 1));
        }
        Found { m, group, target: None, holder, addressee: None, negated, modality, intensity }
    }

    fn claim(
        &self,
        f: &Found,
        target: Option<Range<usize>>,
        d: &mut Discourse,
        outer: &[(Range<usize>, Vec<EntityRef>)],
        said: &mut Said,
    ) -> Result<Stance, &'static str> {
        let g = self.scene.g;
        let r = self.r();
        let l = &r.knowledge.lexicon;
        let sense = &l.senses[f.m.sense];
        let attitude = &l.attitudes[sense.attitude];
        let open = self.scene.leads && f.m.target.is_none() && f.target.is_none();
        let Some(target) = target.or_else(|| open.then(|| f.m.cue.clone())) else { return Err("no target") };
        let reporter = outer.iter().rev().find(|(range, _)| range.contains(&f.m.cue.start)).map(|(_, h)| h.clone());
        let holder = self.holder(f, d, reporter.as_deref())?;
        said.references.extend(holder.references.iter().copied());
        let mut addressees = Vec::new();
        let mut addressee_text = None;
        if let Some(range) = f.addressee.clone().or_else(|| f.m.addressee.clone()) {
            let meant = self.addressee(range.clone(), d);
            said.references.extend(meant.references.iter().copied());
            if meant.entities.is_empty() {
                addressee_text = Some(r.span(&range));
            }
            addressees = meant.entities;
        }
        if attitude.family == Family::Request && addressees.is_empty() && addressee_text.is_none() && matches!(f.m.form, Some(Form::That | Form::Said)) {
            // "demand that X do …": the clause's subject is asked.
            let clause = g.groups.iter().find(|x| x.head > target.start && x.head < target.end && x.form.is_finite());
            if let Some(s) = clause.and_then(|c| c.subject.clone()) {
                let meant = self.addressee(s, d);
                said.references.extend(meant.references.iter().copied());
                addressees = meant.entities;
            }
        }
        // "I believe it was", "what they agreed to do": nothing is said to be the case, or done.
        let empty = match f.m.form {
            Some(Form::Said | Form::That) => target.len() < 3 || target.len() < 4 && g.pos(target.start) == Pos::Pronoun && g.pos(target.end - 1) == Pos::Be,
            Some(Form::Bare | Form::Infinitive) => {
                let verbs = target.clone().filter(|&t| g.pos(t) != Pos::To);
                verbs.clone().count() == 1 && verbs.clone().all(|t| matches!(g.pos(t), Pos::Do | Pos::Be | Pos::Have))
                    || !self.scene.leads && g.pos(target.end - 1) == Pos::Preposition
            }
            _ => false,
        };
        if empty && f.group.is_some() {
            return Err("nothing asserted or done");
        }
        let span = r.span(&target);
        let about = self.about(&target);
        let polarity = sense.polarity.unwrap_or(attitude.polarity);
        let reported_by: Vec<_> = reporter.unwrap_or_default().into_iter().filter(|e| !holder.entities.contains(e)).collect();
        let holder_text = if holder.entities.is_empty() { holder.text } else { None };
        if !holder.entities.is_empty() && self.is_main(f) {
            d.person = holder.entities.iter().copied().find(|&e| self.scene.resolver.entities.get(e).kind == EntityKind::Person).or(d.person);
        }
        Ok(Stance {
            holders: holder.entities,
            holder_text,
            attitude: sense.attitude,
            family: attitude.family,
            polarity: if f.negated { -polarity } else { polarity },
            intensity: f.intensity.min(3),
            cue: r.span(&f.m.cue),
            target: Some(span),
            about,
            topics: self.topics(&target),
            addressees,
            addressee_text,
            negated: f.negated,
            modality: f.modality.clone(),
            reported_by,
            because: Because::new(self.scene.passage, sense.iri.clone()),
        })
    }

    fn is_main(&self, f: &Found) -> bool {
        f.group.is_some_and(|i| self.scene.g.groups[i].link == Link::Main)
    }
}

/// The stance that a list item takes from the cue of its lead-in.
#[must_use]
pub fn of_item(lead: &LeadIn, item: Span, lead_passage: Span, scene: &Scene<'_, '_>, tokens: &Range<usize>) -> Stance {
    let reader = Reader { scene, m: Matcher { r: scene.resolver.s.r, names: scene.resolver.s.names, g: scene.g } };
    let mut stance = lead.stance.clone();
    stance.target = Some(item);
    stance.about = reader.about(tokens);
    stance.topics = reader.topics(tokens);
    stance.because = Because::new(lead_passage.to(item), stance.because.rule);
    stance
}

/// IRI of an engine rule.
#[must_use]
pub fn pattern(name: &str) -> String {
    format!("{PATTERN}{name}")
}
