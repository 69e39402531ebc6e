//! Stances: cues with their holders, targets, addressees, negation, modality and reporters.

use std::ops::Range;

use super::cue::{Match, Matcher};
use super::reference::{Discourse, Meant, Resolver};
use super::{About, Because, EntityRef, Event, Stance, Unresolved};
use crate::knowledge::{Classes, CueKind, EntityKind, Family, Form, Sense};
use crate::mention::Meaning;
use crate::syntax::{Grammar, Group, GroupForm, Link, Pos};
use crate::text::{BlockKind, Span};
use crate::vocab::PATTERN;

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
pub fn read(scene: &Scene<'_, '_>, d: &mut Discourse, said: &mut Said) -> Option<Stance> {
    let reader = Reader { scene, m: Matcher { r: scene.resolver.s.r, names: scene.resolver.s.names, g: scene.g } };
    reader.run(d, said)
}

struct Reader<'a, 'b, 'r> {
    scene: &'a Scene<'b, 'r>,
    m: Matcher<'a, 'r>,
}

impl Reader<'_, '_, '_> {
    fn run(&self, d: &mut Discourse, said: &mut Said) -> Option<Stance> {
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
        let mut last: Option<(usize, Stance)> = None;
        if self.scene.leads {
            found.extend(self.open_cue(&found));
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
                    if (end >= g.end || target.is_none()) && last.as_ref().is_none_or(|(_, s): &(usize, Stance)| s.cue.start < stance.cue.start) {
                        last = Some((end, stance.clone()));
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
        last.map(|(_, s)| s)
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

    // --- finding cues ---

    fn group_cue(&self, i: usize) -> Option<Found> {
        let g = self.scene.g;
        let group = &g.groups[i];
        if !self.speaks(i) {
            return None;
        }
        // "stand in solidarity with": of a verb's own pattern and its complement's the fuller one.
        let either = match (self.copular_cue(i), self.verb_cue_ignoring_modal(i)) {
            (Some(a), Some(b)) => Some(if b.m.weight > a.m.weight { b } else { a }),
            (a, b) => a.or(b),
        };
        self.modal_cue(i).or(either).or_else(|| if group.passive { self.passive_cue(i) } else { None })
    }

    // Whether a group can carry a stance of its own: main clauses, reported and adverbial ones, participles beside the
    // main clause, and infinitives behind verbs that only lead to them ("wishes to thank", "continue to urge").
    fn speaks(&self, i: usize) -> bool {
        let g = self.scene.g;
        let group = &g.groups[i];
        if self.scene.led && !matches!(group.form, GroupForm::Third | GroupForm::Past) {
            return false;
        }
        match group.link {
            Link::Main | Link::That | Link::Adverbial | Link::Adjunct => true,
            Link::Relative => {
                group.subject.is_some() || self.antecedent(i).is_some_and(|a| !self.scene.resolver.phrase(g, a, &mut Discourse::default()).entities.is_empty())
            }
            Link::Inner => {
                if group.form == GroupForm::Ing && group.first == g.start {
                    return true;
                }
                let Some(p) = group.parent else { return group.first == g.start };
                let leads = self.r().knowledge.words.text(self.r().base(g.groups[p].head));
                let light = matches!(
                    leads,
                    "wish"
                        | "want"
                        | "like"
                        | "continue"
                        | "join"
                        | "hasten"
                        | "begin"
                        | "start"
                        | "wait"
                        | "come"
                        | "allow"
                        | "let"
                        | "take"
                        | "permit"
                        | "care"
                        | "hesitate"
                        | "refuse"
                        | "fail"
                        | "decline"
                        | "remain"
                        | "love"
                        | "rise"
                        | "tend"
                        | "proceed"
                        | "reach"
                        | "choose"
                );
                if group.form == GroupForm::Infinitive && self.is_done(p) && !self.purpose(group) {
                    return true;
                }
                light
                    && self.speaks(p)
                    && (group.form == GroupForm::Infinitive || group.form == GroupForm::Plain || group.form == GroupForm::Participle)
                    && !self.purpose(group)
            }
        }
    }

    // "met to express support", "has spoken to denounce": what was done to say so is said. Holds for a main verb that is
    // itself no cue, and not for what is planned.
    fn is_done(&self, p: usize) -> bool {
        let g = self.scene.g;
        let x = &g.groups[p];
        let base = self.r().base(x.head);
        x.link == Link::Main
            && (x.form == GroupForm::Past || x.perfect)
            && !x.passive
            && self.r().knowledge.words.text(base) != "have"
            && self.verb_cue_ignoring_modal(p).is_none()
    }

    // An infinitive of purpose ("in order to", "so as to") behind a light verb with an object of its own.
    fn purpose(&self, group: &Group) -> bool {
        let before = group.first.checked_sub(1).map_or("", |t| self.r().word(t));
        matches!(before, "order" | "as")
    }

    // The noun phrase a relative clause with "who" hangs on.
    fn antecedent(&self, i: usize) -> Option<Range<usize>> {
        let g = self.scene.g;
        let marker = g.groups[i].marker?;
        if !matches!(self.r().word(marker), "who" | "which" | "that") {
            return None;
        }
        let mut end = marker;
        while end > g.start && matches!(g.pos(end - 1), Pos::Comma | Pos::Dash) {
            end -= 1;
        }
        let mut start = end;
        while start > g.start && matches!(g.pos(start - 1), Pos::Name | Pos::Noun | Pos::Adjective | Pos::Determiner | Pos::Possessive | Pos::Number) {
            start -= 1;
        }
        (start < end).then_some(start..end)
    }

    fn end_of(&self, i: usize) -> usize {
        self.scene.g.groups[i].end
    }

    // "must …", "should …", "will …": the modal is the cue.
    fn modal_cue(&self, i: usize) -> Option<Found> {
        let g = self.scene.g;
        let group = &g.groups[i];
        let modal = group.modal?;
        let subject = g.subject(i);
        let own = subject.as_ref().is_some_and(|s| self.is_self(s.clone()));
        let m = self.m.best(modal, self.end_of(i), Some(i), &[CueKind::Deontic, CueKind::Verb], |s| !s.self_subject || own)?;
        let sense = &self.r().knowledge.lexicon.senses[m.sense];
        let (negated, _) = self.negation(group);
        if sense.kind == CueKind::Verb {
            if negated && self.verb_cue_ignoring_modal(i).is_some() {
                return None;
            }
            return Some(self.found(m, i, Holder::Subject(i)));
        }
        // "we should like to thank", "I must say": a cue behind the modal speaks for itself.
        if own && self.verb_cue_ignoring_modal(i).is_some() && self.r().word(modal) != "must" {
            return None;
        }
        let mut found = self.found(m, i, Holder::Speaker);
        found.negated = false;
        found.modality = None;
        self.asked(&mut found, subject, g);
        Some(found)
    }

    // The subject of a deontic verb is asked; where it is a thing, the whole clause is the target.
    fn asked(&self, found: &mut Found, subject: Option<Range<usize>>, g: &Grammar) {
        let Some(subject) = subject else { return };
        let mut quiet = Discourse::default();
        let meant = self.scene.resolver.phrase(g, subject.clone(), &mut quiet);
        // An inclusive "we must" asks nobody in particular.
        if self.is_self(subject.clone()) && subject.len() == 1 {
            return;
        }
        if !meant.is_nobody() {
            found.addressee = Some(subject);
        } else if let Some(t) = &found.m.target {
            found.target = Some(subject.start..t.end);
        }
    }

    fn is_self(&self, subject: Range<usize>) -> bool {
        let mut quiet = Discourse::default();
        let meant = self.scene.resolver.phrase(self.scene.g, subject, &mut quiet);
        let speaker = self.scene.resolver.speaker();
        !meant.entities.is_empty() && meant.entities.iter().all(|e| speaker.contains(e))
            || meant.entities.is_empty() && speaker.is_empty() && meant.text.is_none() && !meant.references.is_empty()
    }

    // "is concerned about", "remain committed to", "is a positive step", "has the full support of".
    fn copular_cue(&self, i: usize) -> Option<Found> {
        let g = self.scene.g;
        let r = self.r();
        let group = &g.groups[i];
        let base = r.knowledge.words.text(r.base(group.head));
        let copula = group.copula || matches!(base, "remain" | "stand" | "feel" | "seem" | "become" | "stay" | "appear");
        let end = self.end_of(i);
        if copula || group.passive {
            let first = if group.passive { group.head } else { group.head + 1 };
            // Adverbs and adjectives before the one that is the cue ("undeterred and steadfast in").
            for t in first..end.min(first + 7) {
                if matches!(g.pos(t), Pos::Adjective | Pos::Participle | Pos::Past | Pos::Adverb | Pos::Ing | Pos::Noun | Pos::Base | Pos::Preposition)
                    && let Some(mut m) = self.m.best(t, end, Some(i), &[CueKind::Adjective], |_| true)
                {
                    m.intensity = m.intensity.max(self.m.intensity_of(group.first..t));
                    m.cue.start = group.first;
                    return Some(self.found(m, i, Holder::Subject(i)));
                }
                if !matches!(g.pos(t), Pos::Adverb | Pos::Adjective | Pos::Conjunction | Pos::Participle | Pos::Negation | Pos::Comma) {
                    break;
                }
            }
        }
        let m = self.m.best(group.head, end, Some(i), &[CueKind::Evaluation, CueKind::Receiver, CueKind::Deontic], |_| !group.passive)?;
        let kind = r.knowledge.lexicon.senses[m.sense].kind;
        let subject = g.subject(i);
        match kind {
            CueKind::Receiver => {
                let mut holder = m.holder.clone()?;
                // "… of the Union in the implementation of X": what the support is for.
                let scope =
                    (holder.start + 1..holder.end).find(|&t| g.pos(t) == Pos::Preposition && matches!(r.word(t), "in" | "for" | "on") && t + 1 < holder.end);
                let within = scope.map(|t| t + 1..holder.end);
                holder.end = scope.unwrap_or(holder.end);
                let target = m.target.clone().or(within).or(subject);
                let mut found = self.found(m, i, Holder::Phrase(holder));
                found.target = target;
                Some(found)
            }
            CueKind::Deontic => {
                let mut found = self.found(m, i, Holder::Speaker);
                self.asked(&mut found, subject, g);
                Some(found)
            }
            _ => {
                let subject = subject?;
                // "There is a threat", "it is vital that …": no subject to be judged.
                if matches!(r.word(subject.start), "there" | "it") && subject.len() == 1 {
                    return None;
                }
                // What an actor does in breach of a rule is judged, not the actor.
                let lexicon = &r.knowledge.lexicon;
                let breach = lexicon.attitudes[lexicon.senses[m.sense].attitude].iri.ends_with("/violation");
                let stated = lexicon.attitudes[lexicon.senses[m.sense].attitude].family == Family::Assert && !group.copula;
                let actor = (breach || stated) && !self.scene.resolver.phrase(g, subject.clone(), &mut Discourse::default()).is_nobody();
                let mut found = self.found(m, i, Holder::Speaker);
                found.target = Some(if actor { subject.start..end } else { subject });
                Some(found)
            }
        }
    }

    fn verb_cue_ignoring_modal(&self, i: usize) -> Option<Found> {
        let g = self.scene.g;
        let group = &g.groups[i];
        if group.passive || group.form == GroupForm::Participle && !group.perfect {
            return None;
        }
        let end = self.complement_end(i);
        let own = std::cell::OnceCell::new();
        let is_own = || *own.get_or_init(|| g.subject(i).is_some_and(|s| self.is_self(s)));
        let m = self.m.best(group.head, end, Some(i), &[CueKind::Verb], |s| !s.self_subject || is_own());
        let m = match m.or_else(|| self.shared_object(i)) {
            Some(m) => m,
            None => return self.parenthetical(i),
        };
        Some(self.found(m, i, Holder::Subject(i)))
    }

    // "…, the minister said." and "As the minister said, …": the clause beside a verb of saying is what is said.
    fn parenthetical(&self, i: usize) -> Option<Found> {
        let g = self.scene.g;
        let r = self.r();
        let group = &g.groups[i];
        let base = r.base(group.head);
        if !r.knowledge.words.classes(base).any(Classes::SAYS) || !group.form.is_finite() {
            return None;
        }
        let lexicon = &r.knowledge.lexicon;
        let (s, _) = lexicon.heads.get(&base)?.iter().find(|&&(s, p)| {
            let sense = &lexicon.senses[s as usize];
            sense.kind == CueKind::Verb
                && matches!(sense.patterns[p as usize][..], [_, crate::knowledge::Element::Slot(crate::knowledge::Role::Target, Form::Said | Form::That)])
        })?;
        let subject = g.subject(i)?;
        let as_marker = group.marker.filter(|&m| r.word(m) == "as");
        let target = match as_marker {
            Some(m) if m > g.start + 1 => return None,
            Some(_) => {
                let comma = (group.head + 1..g.end).find(|&t| matches!(g.pos(t), Pos::Comma | Pos::Stop))?;
                comma + 1..g.end
            }
            None => {
                let closed = group.head + 1 >= g.end
                    || matches!(g.pos(group.head + 1), Pos::Comma | Pos::Other | Pos::Preposition | Pos::Adverb | Pos::Number | Pos::Noun)
                        && group.head + 4 >= g.end;
                let before = subject.start.checked_sub(1).filter(|&t| t > g.start && matches!(g.pos(t), Pos::Comma | Pos::Other | Pos::Dash))?;
                let clause = g.groups.iter().any(|x| x.head < before && x.form.is_finite());
                if !closed || !clause {
                    return None;
                }
                // Of a sentence that opens with a quotation, the quotation.
                let quoted = matches!(r.text(g.start), "“" | "\"").then(|| (g.start + 1..before).find(|&t| matches!(r.text(t), "”" | "\""))).flatten();
                quoted.map_or(g.start..before, |close| g.start + 1..close)
            }
        };
        let m = Match {
            sense: *s as usize,
            cue: group.first..group.head + 1,
            target: Some(target),
            form: Some(Form::Said),
            addressee: None,
            holder: None,
            intensity: 0,
            weight: 1,
        };
        Some(self.found(m, i, Holder::Phrase(subject)))
    }

    fn complement_end(&self, i: usize) -> usize {
        self.end_of(i)
    }

    // "condemn and reject the attack": the first cue has the object of the second.
    fn shared_object(&self, i: usize) -> Option<Match> {
        let g = self.scene.g;
        let group = &g.groups[i];
        let next = g.groups.get(i + 1).filter(|n| n.shares.is_some() || n.form == group.form)?;
        let between = group.head + 1..next.first;
        let adjacent = between.clone().all(|t| matches!(g.pos(t), Pos::Conjunction | Pos::Adverb | Pos::Comma))
            && between.clone().any(|t| matches!(g.pos(t), Pos::Conjunction | Pos::Comma));
        if !adjacent {
            return None;
        }
        let other = self.verb_cue_ignoring_modal(i + 1)?;
        let target = other.m.target.clone()?;
        // Try the pattern with the object behind the second cue.
        let lexicon = &self.r().knowledge.lexicon;
        let base = self.r().base(group.head);
        let (s, _) = lexicon.heads.get(&base)?.iter().find(|&&(s, p)| {
            let sense = &lexicon.senses[s as usize];
            sense.kind == CueKind::Verb && matches!(sense.patterns[p as usize][..], [_, crate::knowledge::Element::Slot(crate::knowledge::Role::Target, _)])
        })?;
        Some(Match {
            sense: *s as usize,
            cue: group.head..group.head + 1,
            target: Some(target),
            form: other.m.form,
            addressee: other.m.addressee,
            holder: None,
            intensity: 0,
            weight: 2,
        })
    }

    // "was welcomed by X", "all parties are urged to …".
    fn passive_cue(&self, i: usize) -> Option<Found> {
        let g = self.scene.g;
        let r = self.r();
        let group = &g.groups[i];
        let lexicon = &r.knowledge.lexicon;
        let base = r.base(group.head);
        let subject = g.subject(i);
        let end = self.end_of(i);
        let agent = (group.head + 1..end).find(|&t| r.word(t) == "by" && !g.groups.iter().any(|x| x.head > group.head && x.head < t));
        for &(s, p) in lexicon.heads.get(&base)? {
            let sense = &lexicon.senses[s as usize];
            if sense.kind != CueKind::Verb || sense.self_subject {
                continue;
            }
            let pattern = &sense.patterns[p as usize];
            let roles: Vec<_> = pattern.iter().skip(1).collect();
            use crate::knowledge::{Element, Role};
            let mut m = Match {
                sense: s as usize,
                cue: group.first..group.head + 1,
                target: None,
                form: None,
                addressee: None,
                holder: None,
                intensity: self.m.intensity_of(group.first..group.head),
                weight: 1,
            };
            match roles[..] {
                [Element::Slot(Role::Target, Form::Phrase)] => {
                    let that = (group.head + 1..end).find(|&t| g.pos(t) == Pos::That);
                    let expletive = subject.as_ref().is_some_and(|s| s.len() == 1 && r.word(s.start) == "it");
                    let target = if expletive { that.map(|t| t + 1..end) } else { subject.clone() };
                    m.target = target;
                    m.form = Some(Form::Phrase);
                }
                // "is called on to": the subject is asked.
                [Element::Slot(Role::Addressee, _), Element::Slot(Role::Target, Form::Infinitive)] => {
                    let Some(to) = (group.head + 1..end).find(|&t| g.pos(t) == Pos::To) else { continue };
                    m.target = Some(to..end);
                    m.form = Some(Form::Infinitive);
                    m.addressee = subject.clone();
                }
                _ => continue,
            }
            if m.target.is_none() {
                continue;
            }
            let family = self.family(s as usize);
            let expletive = subject.as_ref().is_some_and(|s| s.len() == 1 && r.word(s.start) == "it");
            let holder = match agent {
                Some(by) => Holder::Phrase(by + 1..end),
                // "is urged to" is said here; "was tasked with" is told.
                None if family == Family::Request && matches!(r.word(group.first), "is" | "are") || expletive => Holder::Speaker,
                None => return None,
            };
            return Some(self.found(m, i, holder));
        }
        None
    }

    // Preambular adjectives ("Deeply concerned by …", "Mindful of …") and title participles are read by their groups;
    // adjectives without a verb are read here.
    fn verbless(&self) -> Option<Found> {
        let g = self.scene.g;
        let mut t = g.start;
        while t < g.end && matches!(g.pos(t), Pos::Adverb) {
            t += 1;
        }
        let group = g.groups.iter().position(|x| x.head == t);
        if let Some(i) = group
            && g.groups[i].form != GroupForm::Participle
        {
            return None;
        }
        let bare = matches!(g.pos(t), Pos::Adjective | Pos::Participle | Pos::Past | Pos::Noun);
        if !bare || g.groups.iter().any(|x| x.link == Link::Main && x.form.is_finite() && x.subject.as_ref().is_some_and(|s| s.contains(&t))) {
            return None;
        }
        // The complement ends where the subject of the main clause begins.
        let main = g.groups.iter().filter(|x| x.link == Link::Main && x.form.is_finite()).filter_map(|x| x.subject.clone()).find(|s| s.start > t);
        let end = group.map_or(g.end, |i| self.end_of(i)).min(main.map_or(g.end, |s| s.start)).max(t + 1);
        let mut m = self.m.best(t, end, group, &[CueKind::Adjective], |_| true)?;
        m.intensity = m.intensity.max(self.m.intensity_of(g.start..t));
        m.cue.start = g.start;
        let holder = match group
            .and_then(|i| g.subject(i))
            .or_else(|| g.groups.iter().find(|x| x.link == Link::Main && x.form.is_finite()).and_then(|x| x.subject.clone()))
        {
            Some(s) => Holder::Phrase(s),
            None => Holder::Speaker,
        };
        let intensity = m.intensity;
        Some(Found { m, group, target: None, holder, addressee: None, negated: false, modality: None, intensity })
    }

    // "X, supported by Y and opposed by Z, proposed T": Y and Z take a stance on what X proposes.
    fn seconded(&self, found: &[Found]) -> Vec<Found> {
        let g = self.scene.g;
        let r = self.r();
        let lexicon = &r.knowledge.lexicon;
        let Some(main) = g.groups.iter().position(|x| x.link == Link::Main && x.form.is_finite()) else { return Vec::new() };
        let Some(target) = found.iter().find(|f| f.group == Some(main)).and_then(|f| self.target_of(f)) else { return Vec::new() };
        let mut out = Vec::new();
        for (i, x) in g.groups.iter().enumerate() {
            let behind_subject = x.first > g.start && x.head < g.groups[main].first && g.groups[main].subject.as_ref().is_some_and(|s| s.end <= x.first);
            if x.form != GroupForm::Participle || !behind_subject || r.word(x.head + 1) != "by" {
                continue;
            }
            let simple = lexicon.heads.get(&r.base(x.head)).into_iter().flatten().find(|&&(s, p)| {
                let sense = &lexicon.senses[s as usize];
                sense.kind == CueKind::Verb
                    && matches!(sense.patterns[p as usize][..], [_, crate::knowledge::Element::Slot(crate::knowledge::Role::Target, Form::Phrase)])
            });
            let Some(&(s, _)) = simple else { continue };
            let next = g.groups.get(i + 1).map_or(g.end, |n| n.first);
            let m = Match {
                sense: s as usize,
                cue: x.head..x.head + 1,
                target: None,
                form: Some(Form::Phrase),
                addressee: None,
                holder: None,
                intensity: 0,
                weight: 1,
            };
            let mut f = self.found_at(m, Some(i), Holder::Phrase(x.head + 2..next));
            f.target = Some(target.clone());
            out.push(f);
        }
        out
    }

    // "The parties undertake to:": a cue whose complement is the list below.
    fn open_cue(&self, found: &[Found]) -> Option<Found> {
        let g = self.scene.g;
        let r = self.r();
        let lexicon = &r.knowledge.lexicon;
        let (i, x) = g.groups.iter().enumerate().rev().find(|(_, x)| x.head + 4 >= g.end && x.form != GroupForm::Infinitive)?;
        if found.iter().any(|f| f.group == Some(i)) || x.passive {
            return None;
        }
        for &(s, p) in lexicon.heads.get(&r.base(x.head))? {
            let sense = &lexicon.senses[s as usize];
            let pattern = &sense.patterns[p as usize];
            use crate::knowledge::{Element, Role};
            // Every word of the pattern stands there; only its last slot is open.
            let (Some(Element::Slot(Role::Target, form)), CueKind::Verb) = (pattern.last(), sense.kind) else { continue };
            let mut t = x.head + 1;
            let words = pattern[1..pattern.len() - 1].iter().all(|e| match e {
                Element::Words(list) => {
                    let hit = t < g.end && list.contains(&r.words[t]);
                    t += usize::from(hit);
                    hit
                }
                Element::Modifiers => {
                    while t < g.end && matches!(g.pos(t), Pos::Determiner | Pos::Possessive | Pos::Adjective) {
                        t += 1;
                    }
                    true
                }
                _ => false,
            });
            let to = *form == Form::Infinitive && t + 1 == g.end && r.word(t) == "to";
            if words && (t == g.end || to) {
                let m =
                    Match { sense: s as usize, cue: x.head..g.end, target: None, form: Some(*form), addressee: None, holder: None, intensity: 0, weight: 1 };
                return Some(self.found(m, i, Holder::Subject(i)));
            }
        }
        None
    }

    // "According to X, …".
    fn attribution(&self) -> Option<Found> {
        let g = self.scene.g;
        let r = self.r();
        let lexicon = &r.knowledge.lexicon;
        let phrase = lexicon
            .reporting
            .iter()
            .filter(|p| !p.iri.ends_with("behalf-of"))
            .find(|p| p.words.iter().enumerate().all(|(k, w)| g.start + k < g.end && r.words[g.start + k] == *w) && p.words.len() > 1)?;
        let from = g.start + phrase.words.len();
        let comma = (from..g.end).find(|&t| g.pos(t) == Pos::Comma)?;
        let said = lexicon.senses.iter().position(|s| s.kind == CueKind::Verb && s.iri.ends_with("/say-1"))?;
        let clause = g.groups.iter().any(|x| x.head > comma && x.form.is_finite());
        let target = comma + 1..g.end;
        clause.then_some(Found {
            m: Match { sense: said, cue: g.start..from, target: Some(target), form: Some(Form::Said), addressee: None, holder: None, intensity: 0, weight: 1 },
            group: None,
            target: None,
            holder: Holder::Phrase(from..comma),
            addressee: None,
            negated: false,
            modality: None,
            intensity: 0,
        })
    }

    // "our support for …", "Kazakhstan's commitment to …", "the support of X for …".
    fn noun_cue(&self, t: usize) -> Option<Found> {
        let g = self.scene.g;
        let group = g.group_over(t);
        let end = group.map_or(g.end, |i| self.end_of(i));
        let end = g.groups.iter().filter(|x| x.first > t && x.link == Link::Main).map(|x| x.first).min().unwrap_or(end).min(end.max(t + 1)).max(t + 1);
        let mut inside = None;
        let m = match self.m.best(t, end, None, &[CueKind::Noun], |_| true) {
            Some(m) => m,
            None => {
                // "the support of Chile for …", "the endorsement by Peru of …": the holder between noun and complement.
                if !matches!(self.r().word(t + 1), "of" | "by") || t + 2 >= end {
                    return None;
                }
                let (from, m) = (t + 3..end)
                    .take_while(|&x| !g.pos(x).is_verb())
                    .filter(|&x| matches!(g.pos(x), Pos::Preposition | Pos::To | Pos::That))
                    .find_map(|x| self.m.best_from(t, x, end, None, &[CueKind::Noun], |_| true).map(|m| (x, m)))?;
                inside = Some(t + 2..from);
                m
            }
        };
        if let Some(range) = inside {
            return Some(self.found_at(m, None, Holder::Phrase(range)));
        }
        let mut p = t;
        let mut negated = false;
        while p > g.start
            && matches!(g.pos(p - 1), Pos::Adjective | Pos::Adverb | Pos::Comma | Pos::Conjunction | Pos::Noun | Pos::Participle | Pos::Ing | Pos::Number)
            && t - p < 6
        {
            p -= 1;
        }
        if p == g.start {
            return None;
        }
        let before = p - 1;
        let holder = match g.pos(before) {
            Pos::Possessive => Holder::Possessor(before),
            Pos::Clitic if before > g.start => Holder::Phrase(self.phrase_before(before)),
            Pos::Determiner => {
                negated = self.r().word(before) == "no";
                if !negated {
                    return None;
                }
                Holder::Speaker
            }
            Pos::Name if before + 1 == t => Holder::Phrase(before..before + 1),
            _ => return None,
        };
        let mut found = self.found_at(m, None, holder);
        found.negated = negated;
        Some(found)
    }

    // A noun cue with a possessive of the holder behind "and" or a comma: the cue, and where the conjunction stands.
    fn coordinated_noun(&self, t: usize) -> Option<(Found, usize)> {
        let g = self.scene.g;
        let cue = self.noun_cue(t)?;
        let Holder::Possessor(p) = cue.holder else { return None };
        let mut from = p;
        while from > g.start && matches!(g.pos(from - 1), Pos::Conjunction | Pos::Comma | Pos::Adverb) {
            from -= 1;
        }
        (from < p && (from..p).any(|x| g.pos(x) == Pos::Conjunction)).then_some((cue, from))
    }

    fn phrase_before(&self, clitic: usize) -> Range<usize> {
        let g = self.scene.g;
        let mut start = clitic;
        while start > g.start && matches!(g.pos(start - 1), Pos::Name | Pos::Noun | Pos::Adjective | Pos::Determiner | Pos::Possessive) {
            start -= 1;
        }
        start..clitic
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

    // Whether the group is denied, and by which token.
    fn negation(&self, group: &Group) -> (bool, Option<usize>) {
        let g = self.scene.g;
        let r = self.r();
        let words = &r.knowledge.lexicon;
        let from = group.first.saturating_sub(2).max(g.start);
        for t in from..=group.head {
            let own = t >= group.first || matches!(r.word(t), "never" | "neither") || t + 1 == group.first && g.pos(t) == Pos::Negation;
            if own && matches!(r.word(t), "cannot" | "can't" | "won't" | "don't" | "doesn't" | "didn't" | "isn't" | "aren't" | "wouldn't") {
                return (true, Some(t));
            }
            if let Some(list) = words.negator_heads.get(&r.words[t]) {
                for &i in list {
                    let phrase = &words.negators[i as usize].words;
                    let fits = phrase.iter().enumerate().all(|(k, w)| t + k < g.end && r.words[t + k] == *w) && t + phrase.len() <= group.head + 1;
                    let only = r.word((t + 1).min(g.end - 1)) == "only";
                    let touches = own || t + phrase.len() == group.first;
                    if fits && touches && !only && (r.word(t) != "no" || phrase.len() > 1) {
                        return (true, Some(t));
                    }
                }
            }
        }
        // "fails to support", "refuses to recognise": the verb above denies.
        if let Some(p) = group.parent.filter(|_| group.form == GroupForm::Infinitive) {
            let above = r.knowledge.words.text(r.base(g.groups[p].head));
            if matches!(above, "fail" | "refuse" | "decline") && group.first == g.groups[p].head + 1 {
                return (true, Some(g.groups[p].head));
            }
        }
        (false, None)
    }

    fn modality(&self, i: usize) -> Option<String> {
        let g = self.scene.g;
        let r = self.r();
        let group = &g.groups[i];
        if group.link == Link::Adverbial && group.marker.is_some_and(|m| matches!(r.word(m), "if" | "unless" | "should" | "whether" | "lest")) {
            return Some("hypothetical".to_owned());
        }
        let l = &r.knowledge.lexicon;
        // The longest phrase that reaches into the group ("would like to", "is likely to"), or an adverb of its clause.
        let clause = g.groups[..i].iter().map(|x| x.head + 1).max().unwrap_or(g.start);
        let mut best: Option<(usize, &str)> = None;
        for t in group.first.saturating_sub(5).max(g.start).min(clause)..=group.head {
            for &m in l.modality_heads.get(&r.words[t]).into_iter().flatten() {
                let (phrase, modality) = &l.modalities[m as usize];
                let end = t + phrase.words.len();
                let fits = end <= group.head + 1 && phrase.words.iter().enumerate().all(|(k, w)| r.words[t + k] == *w);
                let reaches = end >= group.first || t >= clause && phrase.words.len() == 1 && g.pos(t) == Pos::Adverb;
                if fits && reaches && t < group.head && best.is_none_or(|(n, _)| phrase.words.len() > n) {
                    best = Some((phrase.words.len(), modality));
                }
            }
        }
        if best.is_none() && group.modal.is_some_and(|m| matches!(r.word(m), "will" | "shall" | "'ll")) {
            return Some("intended".to_owned());
        }
        best.map(|(_, m)| m.to_owned())
    }

    // --- from cue to claim ---

    // The target's tokens, with what trails it cut off.
    fn target_of(&self, f: &Found) -> Option<Range<usize>> {
        let g = self.scene.g;
        let r = self.r();
        let range = f.target.clone().or_else(|| f.m.target.clone())?;
        let (mut a, mut b) = (range.start, range.end);
        while b > a && matches!(g.pos(b - 1), Pos::Comma | Pos::Stop | Pos::Dash | Pos::Conjunction | Pos::Open) {
            b -= 1;
        }
        while a < b && matches!(g.pos(a), Pos::Comma | Pos::Stop) {
            a += 1;
        }
        // "…, which …": a new thought.
        let clause = matches!(f.m.form, Some(Form::That | Form::Said));
        if f.target.is_none() && !clause {
            let which = g.groups.iter().filter(|x| x.link == Link::Relative).filter_map(|x| x.marker).find(|&m| {
                m > a + 1
                    && m < b
                    && (matches!(r.word(m), "which" | "who" | "whom") && g.pos(m - 1) == Pos::Comma
                        || r.word(m) == "which"
                        || g.pos(m) == Pos::Preposition && r.word(m + 1) == "which" && g.pos(m - 1) == Pos::Comma)
            });
            // An infinitive behind the relative clause goes on with the target ("the decision of X, which …, to provide").
            let resumes = |m: usize| (m..b).any(|t| g.pos(t) == Pos::Comma && g.pos(t + 1) == Pos::To);
            if let Some(m) = which.filter(|m| !resumes(*m)) {
                b = m;
                while b > a && matches!(g.pos(b - 1), Pos::Comma | Pos::Dash) {
                    b -= 1;
                }
            }
        }
        // A trailing clause longer than what it hangs on is a thought of its own.
        if f.target.is_none() && !clause && !matches!(f.m.form, Some(Form::Infinitive | Form::Bare)) {
            let tail =
                g.groups.iter().filter(|x| matches!(x.link, Link::Relative | Link::Adverbial) && x.end >= b).filter_map(|x| x.marker).find(|&m| m > a && m < b);
            let dash = (a + 1..b).find(|&t| g.pos(t) == Pos::Dash).filter(|&t| !(t + 1..b).any(|x| g.pos(x) == Pos::Dash));
            if let Some(t) = dash.filter(|&t| b - t > 2 * (t - a)) {
                b = t;
            }
            let tail = tail.filter(|&m| m < b);
            if let Some(m) = tail
                && b - m > 3 * (m - a)
                && !(m..b).any(|t| g.pos(t) == Pos::Comma && g.pos(t + 1) == Pos::To)
                && (m == a + 1 || (a..m).any(|t| g.pos(t) == Pos::Preposition) || g.groups.iter().any(|x| x.marker == Some(m) && x.link == Link::Adverbial))
            {
                b = m;
                while b > a && matches!(g.pos(b - 1), Pos::Comma | Pos::Dash) {
                    b -= 1;
                }
            }
        }
        if let Some((t, _)) = self.m.trailing_modifier(&(a..b)) {
            b = t;
        }
        // A quotation that opens in the target closes in it.
        let opens = (a..b).filter(|&t| matches!(r.text(t), "“" | "\"")).count();
        let closes = (a..b).filter(|&t| r.text(t) == "”").count();
        let unbalanced = opens > closes && ((a..b).any(|t| r.text(t) == "“") || opens % 2 == 1);
        if unbalanced && b < r.tokens.len() && matches!(r.text(b), "”" | "\"") {
            b += 1;
        }
        // "thank you", "welcome everybody": nothing but a courtesy.
        let courtesy = (a..b).all(|t| matches!(g.pos(t), Pos::Pronoun | Pos::Adverb | Pos::Determiner))
            && a < b
            && matches!(r.word(a), "you" | "everybody" | "everyone" | "all");
        (a < b && !courtesy).then_some(a..b)
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
        let open = self.scene.leads && f.m.cue.end >= g.end;
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

    fn holder(&self, f: &Found, d: &mut Discourse, reporter: Option<&[EntityRef]>) -> Result<Meant, &'static str> {
        let g = self.scene.g;
        let resolver = self.scene.resolver;
        let unsaid = resolver.head.kind == "news-report" && reporter.is_none() && matches!(f.holder, Holder::Speaker);
        if unsaid {
            return Err("no holder in the report");
        }
        let speaker = || {
            // Inside reported speech the reporter evaluates and demands.
            let who = reporter.map_or_else(|| resolver.speaker().to_vec(), <[EntityRef]>::to_vec);
            Meant { entities: who, ..Meant::default() }
        };
        let meant = match &f.holder {
            Holder::Speaker => speaker(),
            // "“We will not accept it,” the minister said": inside a quotation "we" are those who are quoted.
            Holder::Subject(i)
                if reporter.is_some()
                    && self.in_quotation(f.m.cue.start)
                    && g.subject(*i).is_some_and(|s| s.len() == 1 && matches!(self.r().word(s.start), "we" | "i")) =>
            {
                speaker()
            }
            Holder::Phrase(range) => resolver.phrase(g, range.clone(), d),
            Holder::Possessor(t) => {
                let r = self.r();
                let word = r.word(*t);
                let span = r.tokens[*t].span;
                let who = match word {
                    "our" | "my" => resolver.speaker().to_vec(),
                    "their" => self.local_subject(*t, d),
                    "his" | "her" => d.person.into_iter().collect(),
                    _ => self.local_subject(*t, d),
                };
                Meant { references: who.iter().map(|&e| (span, e, "pronoun")).collect(), entities: who, text: None }
            }
            Holder::Subject(i) => match g.subject(*i) {
                Some(range) => resolver.phrase(g, range, d),
                None if g.groups[*i].link == Link::Relative => match self.antecedent(*i) {
                    Some(range) => resolver.phrase(g, range, d),
                    None => Meant::default(),
                },
                // A clause without subject: resolutions, imperatives, titles.
                None => speaker(),
            },
        };
        if meant.is_nobody() {
            return Err(if resolver.speaker().is_empty() { "no speaker" } else { "no holder" });
        }
        Ok(meant)
    }

    // "Recalling its decisions, and deeply concerned by …": a further clause of a preamble that is an adjective.
    fn coordinated_adjectives(&self, found: &mut Vec<Found>) {
        let g = self.scene.g;
        if g.groups.iter().any(|x| x.link == Link::Main && x.form.is_finite()) {
            return;
        }
        for t in g.start + 1..g.end {
            if !matches!(g.pos(t), Pos::Adjective | Pos::Participle | Pos::Past) {
                continue;
            }
            let mut from = t;
            while from > g.start && g.pos(from - 1) == Pos::Adverb {
                from -= 1;
            }
            if from == g.start || g.pos(from - 1) != Pos::Conjunction {
                continue;
            }
            let end = found.iter().map(|f| f.m.cue.start).filter(|&c| c > t).min().unwrap_or(g.end);
            let Some(mut m) = self.m.best(t, end, None, &[CueKind::Adjective], |_| true) else { continue };
            for f in found.iter_mut() {
                if let Some(range) = f.m.target.as_mut().filter(|r| r.start < from && from < r.end) {
                    range.end = from - 1;
                }
            }
            m.intensity = m.intensity.max(self.m.intensity_of(from..t));
            m.cue.start = from;
            let f = self.found_at(m, None, Holder::Speaker);
            found.push(f);
        }
    }

    fn in_quotation(&self, t: usize) -> bool {
        let r = self.r();
        let g = self.scene.g;
        let marks = (g.start..t).filter(|&x| matches!(r.text(x), "“" | "”" | "\"")).count();
        marks % 2 == 1
    }

    // Who "its" and "their" mean in a sentence: its main subject, else that of the sentence before.
    fn local_subject(&self, at: usize, d: &mut Discourse) -> Vec<EntityRef> {
        let g = self.scene.g;
        let own = g.groups.iter().find(|x| x.link == Link::Main && x.head < at).and_then(|x| x.subject.clone());
        match own {
            Some(range) => self.scene.resolver.phrase(g, range, d).entities,
            None => d.subject.clone(),
        }
    }

    fn addressee(&self, range: Range<usize>, d: &mut Discourse) -> Meant {
        let resolver = self.scene.resolver;
        let g = self.scene.g;
        let meant = resolver.phrase(g, range.clone(), d);
        if !meant.entities.is_empty() {
            return meant;
        }
        // "it", "them" behind a request mean the latest body or state named before.
        if range.len() == 1 && matches!(self.r().word(range.start), "it" | "them") {
            let before = resolver
                .s
                .names
                .list
                .iter()
                .rev()
                .skip_while(|n| n.tokens.start >= range.start)
                .filter(|n| n.meaning == Meaning::Name)
                .filter_map(|n| n.entity)
                .find(|&e| resolver.entities.get(e).kind.is_actor() && !resolver.speaker().contains(&e));
            if let Some(e) = before {
                return Meant { entities: vec![e], text: None, references: vec![(self.r().tokens[range.start].span, e, "pronoun")] };
            }
        }
        meant
    }

    fn about(&self, target: &Range<usize>) -> Vec<About> {
        let resolver = self.scene.resolver;
        let mut out: Vec<About> = Vec::new();
        for n in resolver.s.names.within(target.clone()) {
            if let Some(e) = n.entity {
                out.push(About::Entity(e));
            }
        }
        let span = self.r().span(target);
        for (i, event) in self.scene.events.iter().enumerate() {
            if event.mentions.iter().any(|m| span.covers(*m) || m.covers(span) || m.overlaps(span) && span.covers(Span { start: m.start, end: m.start })) {
                out.push(About::Event(i));
            }
        }
        out.sort_unstable();
        out.dedup();
        out
    }

    fn topics(&self, target: &Range<usize>) -> Vec<String> {
        let r = self.r();
        let l = &r.knowledge.lexicon;
        let mut out = Vec::new();
        for t in target.clone() {
            for &i in l.keyword_heads.get(&r.words[t]).into_iter().flatten() {
                let (words, topic) = &l.keywords[i as usize];
                if t + words.len() <= target.end && words.iter().enumerate().all(|(k, w)| r.words[t + k] == *w) && !out.contains(topic) {
                    out.push(topic.clone());
                }
            }
        }
        out.sort_unstable();
        out
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
