//! Cues beside the verb groups: clauses with their speaker behind them, seconded proposals, attributions, adjectives without a verb, nouns, lead-ins of lists.

use std::ops::Range;

use super::*;

impl Reader<'_, '_, '_> {
    // "…, the minister said." and "As the minister said, …": the clause beside a verb of saying is what is said.
    pub(super) fn parenthetical(&self, i: usize) -> Option<Found> {
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
                && lexicon.attitudes[sense.attitude].family == Family::Assert
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
                // "The status quo, he warned, was untenable": between subject and verb.
                let inside = !clause && group.head + 2 < g.end && g.pos(group.head + 1) == Pos::Comma && subject.len() <= 4;
                if inside {
                    let m = Match { target: Some(g.start..g.end), ..self.said_by(*s, group.first..group.head + 1) };
                    return Some(self.found(m, i, Holder::Phrase(subject)));
                }
                if !closed || !clause {
                    return None;
                }
                // Of a sentence that opens with a quotation, the quotation.
                let quoted = matches!(r.text(g.start), "“" | "\"").then(|| (g.start + 1..before).find(|&t| matches!(r.text(t), "”" | "\""))).flatten();
                quoted.map_or(g.start..before, |close| g.start + 1..close)
            }
        };
        let m = Match { target: Some(target), ..self.said_by(*s, group.first..group.head + 1) };
        Some(self.found(m, i, Holder::Phrase(subject)))
    }

    fn said_by(&self, sense: u32, cue: Range<usize>) -> Match {
        Match { sense: sense as usize, cue, target: None, form: Some(Form::Said), addressee: None, holder: None, intensity: 0, weight: 1 }
    }

    // Preambular adjectives ("Deeply concerned by …", "Mindful of …") and title participles are read by their groups;
    // adjectives without a verb are read here.
    pub(super) fn verbless(&self) -> Option<Found> {
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
    pub(super) fn seconded(&self, found: &[Found]) -> Vec<Found> {
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
    pub(super) fn open_cue(&self, found: &[Found]) -> Option<Found> {
        let g = self.scene.g;
        let (i, x) = g.groups.iter().enumerate().rev().find(|(_, x)| x.link == Link::Main && x.form.is_finite() && !x.passive)?;
        // A cue with its target in the line itself leads nothing in, unless all it has is somebody who is asked.
        let taken = found.iter().find(|f| f.group == Some(i));
        if taken.is_some_and(|f| f.m.form != Some(Form::Phrase)) || taken.is_none() && x.head + 4 < g.end && self.r().word(g.end - 1) != "to" {
            return None;
        }
        let heads = self.r().knowledge.lexicon.heads.get(&self.r().base(x.head))?;
        let open = heads.iter().filter_map(|&(s, p)| self.open_pattern(s as usize, p as usize, x.head)).find(|m| taken.is_none() || m.addressee.is_some())?;
        Some(self.found(open, i, Holder::Subject(i)))
    }

    // A pattern whose every part but the last stands behind the verb; the last, its target, is what the items say.
    fn open_pattern(&self, s: usize, p: usize, head: usize) -> Option<Match> {
        use crate::knowledge::{Element, Role};
        let g = self.scene.g;
        let r = self.r();
        let sense = &r.knowledge.lexicon.senses[s];
        let pattern = &sense.patterns[p];
        let (Some(Element::Slot(Role::Target, form)), CueKind::Verb | CueKind::Deontic) = (pattern.last(), sense.kind) else { return None };
        // "… to:" leaves the infinitive's "to" in the line.
        let to = r.word(g.end - 1) == "to";
        let close = if to && matches!(form, Form::Infinitive) { g.end - 1 } else { g.end };
        let mut t = head + 1;
        let mut addressee = None;
        let mut cue = t;
        for element in &pattern[1..pattern.len() - 1] {
            match element {
                Element::Words(list) => {
                    if !(t < g.end && list.contains(&r.words[t])) {
                        return None;
                    }
                    t += 1;
                    cue = t;
                }
                Element::Modifiers => {
                    while t < g.end && matches!(g.pos(t), Pos::Determiner | Pos::Possessive | Pos::Adjective) {
                        t += 1;
                    }
                }
                Element::Slot(Role::Addressee, _) => {
                    let phrase = (t < close).then_some(t..close)?;
                    let somebody = !self.scene.resolver.phrase(g, phrase.clone(), &mut Discourse::default()).is_nobody();
                    addressee = Some(phrase).filter(|_| somebody);
                    addressee.as_ref()?;
                    t = close;
                }
                // "We will:": the verbs are in the items.
                Element::AnyVerb if t == g.end => {
                    return Some(Match { sense: s, cue: head..cue, target: None, form: Some(Form::Bare), addressee, holder: None, intensity: 0, weight: 1 });
                }
                _ => return None,
            }
        }
        (t == close || t == g.end).then_some(Match {
            sense: s,
            cue: head..cue,
            target: None,
            form: Some(*form),
            addressee,
            holder: None,
            intensity: 0,
            weight: 1,
        })
    }

    // "According to X, …".
    pub(super) fn attribution(&self) -> Option<Found> {
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
    pub(super) fn noun_cue(&self, t: usize) -> Option<Found> {
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
    pub(super) fn coordinated_noun(&self, t: usize) -> Option<(Found, usize)> {
        let g = self.scene.g;
        let cue = self.noun_cue(t)?;
        let Holder::Possessor(p) = cue.holder else { return None };
        let mut from = p;
        while from > g.start && matches!(g.pos(from - 1), Pos::Conjunction | Pos::Comma | Pos::Adverb) {
            from -= 1;
        }
        (from < p && (from..p).any(|x| g.pos(x) == Pos::Conjunction)).then_some((cue, from))
    }

    pub(super) fn phrase_before(&self, clitic: usize) -> Range<usize> {
        let g = self.scene.g;
        let mut start = clitic;
        while start > g.start && matches!(g.pos(start - 1), Pos::Name | Pos::Noun | Pos::Adjective | Pos::Determiner | Pos::Possessive) {
            start -= 1;
        }
        start..clitic
    }

    // "Recalling its decisions, and deeply concerned by …": a further clause of a preamble that is an adjective.
    pub(super) fn coordinated_adjectives(&self, found: &mut Vec<Found>) {
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
}
