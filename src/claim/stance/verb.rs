//! The cue of a verb group: modal, copula with its adjective, verb, passive.

use std::ops::Range;

use super::*;

impl Reader<'_, '_, '_> {
    pub(super) fn group_cue(&self, i: usize) -> Option<Found> {
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
    pub(super) fn speaks(&self, i: usize) -> bool {
        let g = self.scene.g;
        let group = &g.groups[i];
        if self.scene.led && !matches!(group.form, GroupForm::Third | GroupForm::Past) {
            return false;
        }
        match group.link {
            // "asked whether X supports Y" leaves it open.
            Link::That => group.marker.is_none_or(|m| self.r().word(m) != "whether"),
            Link::Main | Link::Adverbial | Link::Adjunct => true,
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
                        | "cease"
                );
                let done = group.form == GroupForm::Infinitive && self.is_done(p) && !self.has_object(p, group.first);
                if done && !self.purpose(group) {
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
    pub(super) fn is_done(&self, p: usize) -> bool {
        let g = self.scene.g;
        let x = &g.groups[p];
        let base = self.r().base(x.head);
        x.link == Link::Main
            && (x.form == GroupForm::Past || x.perfect)
            && !x.passive
            && self.r().knowledge.words.text(base) != "have"
            && self.verb_cue_ignoring_modal(p).is_none()
    }

    // "donated boats to support the patrols": the infinitive is the purpose of the object.
    fn has_object(&self, p: usize, until: usize) -> bool {
        let g = self.scene.g;
        let next = (g.groups[p].head + 1..until).find(|&t| g.pos(t) != Pos::Adverb);
        next.is_some_and(|t| matches!(g.pos(t), Pos::Determiner | Pos::Possessive | Pos::Adjective | Pos::Number | Pos::Noun | Pos::Name))
    }

    // An infinitive of purpose ("in order to", "so as to") behind a light verb with an object of its own.
    pub(super) fn purpose(&self, group: &Group) -> bool {
        let before = group.first.checked_sub(1).map_or("", |t| self.r().word(t));
        matches!(
            before,
            "order"
                | "as"
                | "effort"
                | "efforts"
                | "plan"
                | "plans"
                | "way"
                | "ways"
                | "means"
                | "need"
                | "opportunity"
                | "opportunities"
                | "steps"
                | "measures"
                | "decision"
                | "ability"
                | "right"
                | "attempt"
                | "attempts"
                | "work"
        )
    }

    // The noun phrase a relative clause with "who" hangs on.
    pub(super) fn antecedent(&self, i: usize) -> Option<Range<usize>> {
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

    pub(super) fn end_of(&self, i: usize) -> usize {
        self.scene.g.groups[i].end
    }

    // "must …", "should …", "will …": the modal is the cue.
    pub(super) fn modal_cue(&self, i: usize) -> Option<Found> {
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
        if !self.obliges(i, own) {
            return None;
        }
        let mut found = self.found(m, i, Holder::Speaker);
        found.negated = false;
        found.modality = None;
        self.asked(&mut found, subject, g);
        Some(found)
    }

    // Whether a verb of duty asks for something. It does not where speakers say what they themselves have to do ("I should
    // add", "we will have to wait"), what ought to have been ("should have known"), or when and where something is due
    // ("before he has to leave", "the steps that it needs to take").
    fn obliges(&self, i: usize, own: bool) -> bool {
        let g = self.scene.g;
        let group = &g.groups[i];
        let subject = g.subject(i);
        let singular = subject.as_ref().is_some_and(|s| s.len() == 1 && self.r().word(s.start) == "i");
        let predicted = group.modal.is_some_and(|m| matches!(self.r().word(m), "will" | "would" | "may" | "might" | "'ll" | "’ll" | "'d" | "’d"));
        let past = (group.first..=group.head + 1).any(|t| t > group.first && g.pos(t) == Pos::Have);
        let due = group.link == Link::Adverbial
            && group
                .marker
                .is_some_and(|m| matches!(self.r().word(m), "before" | "after" | "until" | "till" | "when" | "whenever" | "if" | "once" | "unless" | "where"))
            || matches!(group.link, Link::That) && group.marker.is_some_and(|m| matches!(self.r().word(m), "what" | "whether" | "how" | "why"));
        !(singular || own && predicted || past || due || group.link == Link::Relative)
    }

    // The subject of a deontic verb is asked; where it is a thing, the whole clause is the target.
    pub(super) fn asked(&self, found: &mut Found, subject: Option<Range<usize>>, g: &Grammar) {
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

    pub(super) fn is_self(&self, subject: Range<usize>) -> bool {
        let mut quiet = Discourse::default();
        let meant = self.scene.resolver.phrase(self.scene.g, subject, &mut quiet);
        let speaker = self.scene.resolver.speaker();
        !meant.entities.is_empty() && meant.entities.iter().all(|e| speaker.contains(e))
            || meant.entities.is_empty() && speaker.is_empty() && meant.text.is_none() && !meant.references.is_empty()
    }

    // "is concerned about", "remain committed to", "is a positive step", "has the full support of".
    pub(super) fn copular_cue(&self, i: usize) -> Option<Found> {
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
                if !self.obliges(i, subject.as_ref().is_some_and(|s| self.is_self(s.clone()))) {
                    return None;
                }
                let mut found = self.found(m, i, Holder::Speaker);
                self.asked(&mut found, subject, g);
                Some(found)
            }
            _ => {
                // Speakers are not what they judge ("we have been clear that …").
                let subject = subject.filter(|s| !matches!(r.word(s.start), "we" | "i"))?;
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

    pub(super) fn verb_cue_ignoring_modal(&self, i: usize) -> Option<Found> {
        let g = self.scene.g;
        let group = &g.groups[i];
        if group.passive || group.form == GroupForm::Participle && !group.perfect {
            return None;
        }
        let end = self.end_of(i);
        let own = std::cell::OnceCell::new();
        let is_own = || *own.get_or_init(|| g.subject(i).is_some_and(|s| self.is_self(s)));
        let m = self.m.best(group.head, end, Some(i), &[CueKind::Verb], |s| !s.self_subject || is_own());
        let m = match m.or_else(|| self.shared_object(i)).or_else(|| self.relative_object(i)) {
            Some(m) => m,
            None => return self.parenthetical(i),
        };
        Some(self.found(m, i, Holder::Subject(i)))
    }

    // "the war, which we continue to condemn, …": the object of the verb is what the relative clause is about.
    fn relative_object(&self, i: usize) -> Option<Match> {
        let g = self.scene.g;
        let mut relative = i;
        while g.groups[relative].link == Link::Inner {
            relative = g.groups[relative].parent?;
        }
        let clause = &g.groups[relative];
        let own =
            clause.link == Link::Relative && clause.subject.is_some() && clause.marker.is_some_and(|m| matches!(self.r().word(m), "which" | "that" | "whom"));
        let head = g.groups[i].head;
        let free = head + 1 >= g.end || !g.pos(head + 1).opens_phrase() && !matches!(g.pos(head + 1), Pos::To | Pos::That | Pos::Ing);
        if !own || !free {
            return None;
        }
        let lexicon = &self.r().knowledge.lexicon;
        let base = self.r().base(head);
        let (s, _) = lexicon.heads.get(&base)?.iter().find(|&&(s, p)| {
            let sense = &lexicon.senses[s as usize];
            let evaluates = matches!(lexicon.attitudes[sense.attitude].family, Family::Approve | Family::Disapprove);
            evaluates
                && sense.kind == CueKind::Verb
                && matches!(sense.patterns[p as usize][..], [_, crate::knowledge::Element::Slot(crate::knowledge::Role::Target, Form::Phrase)])
        })?;
        let mut end = clause.marker?;
        while end > g.start && matches!(g.pos(end - 1), Pos::Comma | Pos::Dash) {
            end -= 1;
        }
        let mut start = end;
        let part =
            |p: Pos| p.opens_phrase() || matches!(p, Pos::Preposition | Pos::Clitic | Pos::Close | Pos::Open) || p == Pos::Comma || p == Pos::Conjunction;
        while start > g.start && part(g.pos(start - 1)) && !g.groups.iter().any(|x| x.head == start - 1) {
            start -= 1;
        }
        while start < end && !g.pos(start).opens_phrase() {
            start += 1;
        }
        (start < end).then(|| Match {
            sense: *s as usize,
            cue: head..head + 1,
            target: Some(start..end),
            form: Some(Form::Phrase),
            addressee: None,
            holder: None,
            intensity: 0,
            weight: 1,
        })
    }

    // "condemn and reject the attack": the first cue has the object of the second.
    pub(super) fn shared_object(&self, i: usize) -> Option<Match> {
        let g = self.scene.g;
        let group = &g.groups[i];
        let next = g.groups.get(i + 1).filter(|n| n.shares.is_some() || n.form == group.form)?;
        let between = group.head + 1..next.first;
        let nor = next.first > group.head + 1 && self.r().word(next.first - 1) == "nor";
        // "condemned on 4 May, and condemns again, the attack": a time may stand between.
        let time = between.len() <= 8 && between.clone().any(|t| g.pos(t) == Pos::Number) && g.pos(next.first - 1) == Pos::Conjunction;
        let adjacent = between.clone().all(|t| {
            matches!(g.pos(t), Pos::Conjunction | Pos::Adverb | Pos::Comma)
                || nor && g.pos(t) == Pos::Negation
                || time && (matches!(g.pos(t), Pos::Preposition | Pos::Number) || self.r().tokens[t].is_capitalised())
        }) && (nor || between.clone().any(|t| matches!(g.pos(t), Pos::Conjunction | Pos::Comma)));
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
    pub(super) fn passive_cue(&self, i: usize) -> Option<Found> {
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
}
