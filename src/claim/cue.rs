//! Matching cue patterns against a sentence: where the complement of a cue begins and ends.

use std::ops::Range;

use crate::knowledge::{Classes, CueKind, Element, Form, Role, Sense};
use crate::mention::Names;
use crate::syntax::{Grammar, GroupForm, Link, Pos, Reading};

/// A cue with its complement. Ranges are of tokens.
#[derive(Clone, Debug)]
pub struct Match {
    /// Index of the sense.
    pub sense: usize,
    /// From the first word of the cue to its last.
    pub cue: Range<usize>,
    /// The target in the complement.
    pub target: Option<Range<usize>>,
    /// The form of the target slot.
    pub form: Option<Form>,
    /// The addressee.
    pub addressee: Option<Range<usize>>,
    /// The holder, where the pattern has a place for it.
    pub holder: Option<Range<usize>>,
    /// Intensity of the modifiers passed over.
    pub intensity: u8,
    /// How much of the sentence the pattern explains.
    pub weight: usize,
}

/// Matches patterns in one sentence.
pub struct Matcher<'a, 'r> {
    /// The text.
    pub r: &'a Reading<'r>,
    /// Its names.
    pub names: &'a Names,
    /// The sentence.
    pub g: &'a Grammar,
}

impl Matcher<'_, '_> {
    /// The best match of the senses whose head is at `head`, among those of `kinds`, with a complement that ends at `end`.
    pub fn best(&self, head: usize, end: usize, group: Option<usize>, kinds: &[CueKind], ok: impl Fn(&Sense) -> bool) -> Option<Match> {
        self.best_from(head, head + 1, end, group, kinds, ok)
    }

    /// As [`Self::best`], with a complement that begins at `from`, behind something between it and the head.
    pub fn best_from(&self, head: usize, from: usize, end: usize, group: Option<usize>, kinds: &[CueKind], ok: impl Fn(&Sense) -> bool) -> Option<Match> {
        let r = self.r;
        let lexicon = &r.knowledge.lexicon;
        let verbal = kinds.iter().any(|k| !matches!(k, CueKind::Noun | CueKind::Adjective));
        let word = if verbal { r.base(head) } else { r.words[head] };
        let mut best: Option<Match> = None;
        for at in [word, r.words[head]] {
            for &(s, p) in lexicon.heads.get(&at).into_iter().flatten() {
                let sense = &lexicon.senses[s as usize];
                if !kinds.contains(&sense.kind) || !ok(sense) {
                    continue;
                }
                if let Some(mut m) = self.pattern(&sense.patterns[p as usize], head, from, end, group) {
                    m.sense = s as usize;
                    if best.as_ref().is_none_or(|b| m.weight > b.weight) {
                        best = Some(m);
                    }
                }
            }
            if word == r.words[head] {
                break;
            }
        }
        best
    }

    fn pattern(&self, pattern: &[Element], head: usize, from: usize, end: usize, group: Option<usize>) -> Option<Match> {
        let mut m = Match { sense: 0, cue: head..head + 1, target: None, form: None, addressee: None, holder: None, intensity: 0, weight: 1 };
        self.elements(&pattern[1..], from, end, group, &mut m).then_some(m)
    }

    fn elements(&self, rest: &[Element], mut at: usize, end: usize, group: Option<usize>, m: &mut Match) -> bool {
        let r = self.r;
        let Some((first, tail)) = rest.split_first() else { return true };
        match first {
            Element::Words(alternatives) => {
                if !(at < end && alternatives.contains(&r.words[at])) {
                    at = self.skip(at, end, m, true);
                }
                if at < end && alternatives.contains(&r.words[at]) {
                    m.cue.end = m.cue.end.max(at + 1);
                    m.weight += 4;
                    return self.elements(tail, at + 1, end, group, m);
                }
                false
            }
            Element::AnyVerb => {
                at = self.skip(at, end, m, false);
                if matches!(self.g.pos(at), Pos::Base | Pos::Be | Pos::Have | Pos::Do) && at < end {
                    m.cue.end = m.cue.end.max(at + 1);
                    m.weight += 1;
                    return self.elements(tail, at + 1, end, group, m);
                }
                false
            }
            Element::Modifiers => {
                // The fewest modifiers that let the rest match.
                let from = at;
                for to in from..=(from + 9).min(end) {
                    if to > from && !self.is_modifier(to - 1, to < end) {
                        return false;
                    }
                    let mut copy = m.clone();
                    copy.intensity = copy.intensity.max(self.intensity_of(from..to));
                    if matches!(tail.first(), Some(Element::Words(a)) if to < end && a.contains(&r.words[to])) && self.elements(tail, to, end, group, &mut copy)
                    {
                        *m = copy;
                        return true;
                    }
                }
                false
            }
            Element::Slot(role, form) => self.slot(*role, *form, tail, at, end, group, m),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the state of one match step")]
    fn slot(&self, role: Role, form: Form, tail: &[Element], at: usize, end: usize, group: Option<usize>, m: &mut Match) -> bool {
        let mut at = self.skip(at, end, m, matches!(form, Form::Infinitive | Form::Bare | Form::Gerund | Form::That));
        // "said in a statement that …", "told a briefing on Monday that …".
        if matches!(form, Form::That | Form::Said)
            && at < end
            && m.cue.len() == 1
            && self.r.knowledge.words.classes(self.r.base(m.cue.start)).any(Classes::SAYS)
            && matches!(self.r.word(at), "in" | "at" | "on" | "during" | "after" | "before")
            && let Some(that) = (at + 1..end.min(at + 14)).find(|&t| self.g.pos(t) == Pos::That || self.g.pos(t).is_verb())
            && self.g.pos(that) == Pos::That
        {
            at = that;
        }
        if at >= end {
            return false;
        }
        let stop = match tail.first() {
            None => end,
            // The next part says where this one ends.
            Some(Element::Words(alternatives)) => match (at + 1..end).find(|&t| alternatives.contains(&self.r.words[t])) {
                Some(t) => t,
                None => return false,
            },
            Some(Element::Slot(_, Form::Infinitive)) => match self.infinitive(at, end, group) {
                Some(t) => t,
                None => return false,
            },
            Some(Element::Slot(_, Form::That)) => match (at + 1..end).find(|&t| self.g.pos(t) == Pos::That) {
                Some(t) => t,
                None => return false,
            },
            Some(Element::Slot(_, Form::Said)) => match self.said_clause(at, end, group) {
                Some(t) if t > at => t,
                _ => return false,
            },
            Some(_) => match (at + 1..end).find(|&t| matches!(self.g.pos(t), Pos::Preposition | Pos::To)) {
                Some(t) => t,
                None => return false,
            },
        };
        let Some(range) = self.shaped(form, at, stop, group) else { return false };
        m.weight += match form {
            Form::Infinitive | Form::That => 6,
            Form::Bare | Form::Gerund => 3,
            Form::Said => 2,
            Form::Phrase => 1,
        };
        match role {
            Role::Target => {
                m.target = Some(range);
                m.form = Some(form);
            }
            Role::Addressee => m.addressee = Some(range),
            Role::Holder => m.holder = Some(range),
            Role::Any => {}
        }
        tail.is_empty() || self.elements(tail, stop, end, group, m)
    }

    // Whether what stands at `at..stop` has the form, and the range it fills.
    fn shaped(&self, form: Form, at: usize, stop: usize, group: Option<usize>) -> Option<Range<usize>> {
        let g = self.g;
        let range = at..stop;
        let ok = match form {
            Form::Phrase => {
                let p = g.pos(at);
                let question = p == Pos::Relative || p == Pos::Subordinator && matches!(self.r.word(at), "how" | "why" | "whether");
                p.opens_phrase()
                    || p == Pos::Ing
                    || question
                    || p == Pos::Adverb
                    || matches!(p, Pos::Participle | Pos::Past) && g.pos(at + 1).opens_phrase()
                    || matches!(p, Pos::Open | Pos::Other) && at + 1 < stop
                    || p == Pos::Negation && self.r.word(at) == "not"
                    || p == Pos::Base && !matches!(self.r.word(at), "be")
            }
            Form::Gerund => (at..stop.min(at + 3)).take_while(|&t| matches!(g.pos(t), Pos::Adverb | Pos::Ing)).any(|t| g.pos(t) == Pos::Ing),
            Form::Infinitive => g.pos(at) == Pos::To,
            Form::Bare => matches!(g.pos(at), Pos::Base | Pos::Be | Pos::Have | Pos::Do) || g.pos(at) == Pos::Negation && at + 1 < stop,
            Form::That => {
                return (g.pos(at) == Pos::That && at + 1 < stop && g.groups.iter().any(|x| x.marker == Some(at) || x.head > at && x.head < stop))
                    .then_some(at + 1..stop);
            }
            Form::Said => {
                if g.pos(at) == Pos::That && at + 1 < stop && !matches!(g.pos(at + 1), Pos::Comma | Pos::Stop | Pos::Conjunction) {
                    return Some(at + 1..stop);
                }
                return (self.said_clause(at, stop, group) == Some(at)).then_some(range);
            }
        };
        ok.then_some(range)
    }

    // Where a clause without "that" begins: the subject of a group that hangs on this one as a clause.
    fn said_clause(&self, at: usize, end: usize, group: Option<usize>) -> Option<usize> {
        let own = self.g.groups.iter().find(|x| x.link == Link::That && x.parent == group && x.head >= at && x.head < end)?;
        match own.marker {
            Some(m) => Some(m + 1),
            None => own.subject.as_ref().map(|s| s.start),
        }
        .filter(|s| *s >= at)
    }

    // The infinitive that completes an addressee: the first that hangs on this group itself.
    fn infinitive(&self, at: usize, end: usize, group: Option<usize>) -> Option<usize> {
        let g = self.g;
        let fits = |x: &&crate::syntax::Group| x.form == GroupForm::Infinitive && x.first > at && x.first < end;
        let direct = g.groups.iter().filter(fits).find(|x| group.is_none() || x.parent == group);
        // Not one inside a clause that only describes the addressee ("those whom they are meant to help").
        let nested = |x: &crate::syntax::Group| {
            let mut p = x.parent;
            for _ in 0..g.groups.len() {
                match p {
                    Some(i) if Some(i) != group && matches!(g.groups[i].link, Link::Relative | Link::That) => return true,
                    Some(i) if Some(i) != group => p = g.groups[i].parent,
                    _ => return false,
                }
            }
            false
        };
        // Behind a relative clause between commas the infinitive hangs on that clause, and completes the addressee all the same.
        let resumed = |x: &crate::syntax::Group| x.first > g.start && g.pos(x.first - 1) == Pos::Comma;
        direct.or_else(|| g.groups.iter().filter(fits).find(|x| !nested(x) || resumed(x))).map(|x| x.first)
    }

    // Passes over what may stand inside a cue: adverbs, modifiers of the lexicon, "in this regard", bracketing commas.
    fn skip(&self, mut at: usize, end: usize, m: &mut Match, adverbs: bool) -> usize {
        loop {
            if at >= end {
                return at;
            }
            if let Some((to, intensity)) = self.modifier(at, end)
                && (to - at > 1 || self.g.pos(at) == Pos::Adverb)
            {
                m.intensity = m.intensity.max(intensity);
                at = to;
                continue;
            }
            if let Some(to) = self.linking_phrase(at, end) {
                at = to;
                continue;
            }
            // "condemns again today, the invasion": the comma that closes what stands between.
            if self.g.pos(at) == Pos::Comma && self.g.pos(at - 1) == Pos::Adverb && self.g.pos(at + 1).opens_phrase() && m.target.is_none() {
                at += 1;
                continue;
            }
            if self.g.pos(at) == Pos::Adverb
                && (adverbs || !self.g.pos(at + 1).opens_phrase() || matches!(self.r.word(at), "again" | "also" | "once" | "further" | "yet" | "today"))
            {
                at += 1;
                continue;
            }
            return at;
        }
    }

    // "in this regard", ", inter alia,", ", in particular,", ", in accordance with …,".
    fn linking_phrase(&self, at: usize, end: usize) -> Option<usize> {
        let r = self.r;
        let word = |t: usize| if t < end { r.word(t) } else { "" };
        let open = usize::from(r.text(at) == ",");
        let t = at + open;
        let close = |to: usize| (open == 0 || to < end && r.text(to) == ",").then(|| to + open);
        if word(t) == "in"
            && matches!(word(t + 1), "this" | "that" | "the")
            && matches!(word(t + 2), "regard" | "respect" | "context" | "connection" | "spirit" | "vein" | "light" | "meantime" | "same")
        {
            let to = if word(t + 2) == "same" { t + 4 } else { t + 3 };
            return close(to);
        }
        if word(t) == "inter" && word(t + 1) == "alia" || word(t) == "in" && matches!(word(t + 1), "particular" | "addition" | "general" | "turn") {
            return close(t + 2);
        }
        if open == 1 && self.g.pos(t) == Pos::Preposition {
            // A prepositional phrase between commas.
            let stop = (t + 1..end.min(t + 25)).find(|&x| r.text(x) == ",")?;
            let plain = !(t..stop).any(|x| self.g.pos(x).is_verb() && self.g.pos(x) != Pos::Ing);
            return plain.then_some(stop + 1);
        }
        None
    }

    // A modifier of the lexicon at a token: where it ends, and its intensity.
    fn modifier(&self, at: usize, end: usize) -> Option<(usize, u8)> {
        let l = &self.r.knowledge.lexicon;

        l.modifier_heads.get(&self.r.words[at])?.iter().find_map(|&i| {
            let (phrase, intensity) = &l.modifiers[i as usize];
            let fits = at + phrase.words.len() <= end && phrase.words.iter().enumerate().all(|(k, w)| self.r.words[at + k] == *w);
            fits.then_some((at + phrase.words.len(), *intensity))
        })
    }

    /// The intensity of the modifiers in a range.
    #[must_use]
    pub fn intensity_of(&self, range: Range<usize>) -> u8 {
        range.clone().filter_map(|t| self.modifier(t, range.end)).map(|(_, i)| i).max().unwrap_or(0).max(
            u8::from(
                range
                    .clone()
                    .any(|t| matches!(self.r.word(t), "deep" | "strong" | "full" | "grave" | "profound" | "serious" | "firm" | "unwavering" | "sincere")),
            ) * 2,
        )
    }

    fn is_modifier(&self, t: usize, _more: bool) -> bool {
        matches!(self.g.pos(t), Pos::Determiner | Pos::Possessive | Pos::Adjective | Pos::Adverb | Pos::Number | Pos::Clitic)
            || self.g.pos(t) == Pos::Conjunction
            || self.g.pos(t) == Pos::Comma && self.g.pos(t + 1) == Pos::Adjective
            || matches!(self.g.pos(t), Pos::Participle | Pos::Past | Pos::Ing)
                && matches!(self.g.pos(t - 1), Pos::Determiner | Pos::Possessive | Pos::Adjective | Pos::Adverb | Pos::Conjunction)
            || matches!(self.g.pos(t), Pos::Name | Pos::Noun)
                && (self.names.at(t).is_some() && self.g.pos(t + 1) != Pos::Preposition || self.g.pos(t + 1) == Pos::Clitic)
    }

    /// A modifier phrase that ends a target ("… in the strongest terms"): where it begins.
    #[must_use]
    pub fn trailing_modifier(&self, range: &Range<usize>) -> Option<(usize, u8)> {
        (range.start + 1..range.end).find_map(|t| self.modifier(t, range.end).filter(|(to, _)| *to == range.end && *to - t > 1).map(|(_, i)| (t, i)))
    }
}
